"""Django's shelf of template engines.

- `jinja2.py`  the one that there is
"""
