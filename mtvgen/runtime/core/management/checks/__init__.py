"""What `check` looks at: each file registers the checks of one subject.

At every start of a command:

- `settings.py`    apps, middleware, application: do they exist, are they safe to publish
- `urls.py`        the URLconf loads, its patterns mean what they say
- `reach.py`       which of them can never be reached; `lines.py` lists them with their places
- `models.py`      what the models say about themselves

Only for the command `check`, which may take its time:

- `templates.py`   every template compiles
"""

from importlib import import_module

_AT_START = ("settings", "urls", "models")
_THOROUGH = ("templates",)


def register_all(*, thorough: bool = False) -> None:
    """Register the runtime's checks (importing a file does it, and only once)."""
    for subject in (*_AT_START, *_THOROUGH) if thorough else _AT_START:
        import_module(f".{subject}", __name__)
