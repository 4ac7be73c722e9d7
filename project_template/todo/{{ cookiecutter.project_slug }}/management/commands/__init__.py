"""`python manage.py NAME` runs the Command in NAME.py."""
