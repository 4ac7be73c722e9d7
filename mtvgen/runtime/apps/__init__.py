"""The apps of a project: folders with models, views and templates inside.

- `config.py`    AppConfig: one app
- `registry.py`  apps: all of them, and their models
"""

from .config import AppConfig as AppConfig
from .registry import apps as apps
