"""What `manage.py` can do for sessions."""
