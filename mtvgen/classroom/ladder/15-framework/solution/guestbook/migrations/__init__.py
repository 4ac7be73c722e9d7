"""The steps of the database: `python manage.py makemigrations` writes one, `migrate` takes them."""
