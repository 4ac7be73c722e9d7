"""The door for web servers: each calls `application` (PEP 3333) once for every request."""

import os
import sys
from pathlib import Path

from mtvgen.runtime.core.wsgi import get_wsgi_application

# The project is imported by its name, from the folder above it.
sys.path.append(str(Path(__file__).resolve().parent.parent))
settings = "{{ cookiecutter.project_slug }}.settings"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)

application = get_wsgi_application()
