"""What must hold: `python manage.py test` runs every test_*.py here."""
