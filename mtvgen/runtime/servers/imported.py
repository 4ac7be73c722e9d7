"""The application under a name, for servers that import it in processes of their own.

Importing this module loads it: uWSGI looks for a name that is there, and asks no `__getattr__`.
"""

from .source import told

application = told()
