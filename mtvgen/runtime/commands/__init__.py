"""What `python manage.py …` runs: one command a file, each a class `Command(BaseCommand)`.

- `runserver.py`       serve the project while you write it
- `test.py`            run its tests
- `migrate.py`, `makemigrations.py`, `showmigrations.py`, `sqlmigrate.py`   its database
- `routes.py`          which URL leads to which view
- `check.py`           look for mistakes before they happen
- `shell.py`           Python with the project loaded

The table stands here so that listing the commands imports none of them.
"""

COMMANDS: dict[str, dict[str, str]] = {
    "Run": {
        "runserver": "Serve the project on this machine while you write it.",
        "test": "Run the project's tests.",
    },
    "Database": {
        "makemigrations": "Write down what changed in the models as migration files.",
        "migrate": "Bring the database up to the migration files.",
        "showmigrations": "List the migrations, and which the database has seen.",
        "sqlmigrate": "Show the SQL of a migration.",
    },
    "Look inside": {
        "check": "Look for mistakes in the project without running it.",
        "routes": "Show which URL leads to which view.",
        "shell": "Open a Python prompt with the project loaded.",
    },
}
"""Group → name of the command → its help in one line."""
