"""Requests made by chance, sent to a whole site through its WSGI door.

- `site.py`      the site: a view for each thing that a request may be asked
- `variants.py`  the settings that it is tried under
- `requests.py`  environs and bodies, made by chance, but with an idea of what they should look like
- `checking.py`  what must hold for each answer
- `__main__.py`  as long as you like, guided by coverage where atheris is installed

`tests/runtime/test_fuzz.py` runs a little of it each time. For longer:

    python -m tests.fuzz --minutes 60          # all variants in turn; exit code 1 with a finding
    python -m tests.fuzz --seed 123 --variant files     # the one request of a finding, again

Nothing that a client sends may bring an exception out of the application, or a status from 500 on.
"""
