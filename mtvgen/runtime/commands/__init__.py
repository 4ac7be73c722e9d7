"""What `python manage.py …` runs: one command a file, each a class `Command(BaseCommand)`.

- `runserver.py`       serve the project while you write it
- `servers.py`         which servers there are besides the development server
- `deploy.py`          write files for servers that the public sees
- `test.py`            run its tests
- `migrate.py`, `makemigrations.py`, `showmigrations.py`, `sqlmigrate.py`   its database
- `dbshell.py`, `inspectdb.py`, `flush.py`, `seed.py`, `dumpdata.py`, `loaddata.py`, `squashmigrations.py`   and its rows
- `xray.py`            a request on its way through it
- `routes.py`          which URL leads to which view
- `check.py`           look for mistakes before they happen
- `shell.py`           Python with the project loaded
- `diffsettings.py`    what the project's settings change

The table stands here so that listing the commands imports none of them.
"""

COMMANDS: dict[str, dict[str, str]] = {
    "Run": {
        "runserver": "Serve the project on this machine while you write it.",
        "test": "Run the project's tests.",
        "servers": "List the WSGI servers that can serve it.",
        "deploy": "Write ready files for the public.",
    },
    "Database": {
        "makemigrations": "Write down what changed in the models as migration files.",
        "migrate": "Bring the database up to the migration files.",
        "showmigrations": "List the migrations, and which the database has seen.",
        "sqlmigrate": "Show the SQL of a migration.",
        "squashmigrations": "Make one migration of many.",
        "seed": "Fill the tables with sample rows.",
        "dumpdata": "Write rows into a fixture.",
        "loaddata": "Load the rows of fixtures.",
        "flush": "Delete every row.",
        "dbshell": "Open the database's own command line.",
        "inspectdb": "Write models for the tables that a database has.",
    },
    "Look inside": {
        "check": "Look for mistakes in the project without running it.",
        "xray": "Show a request on its way through the project.",
        "routes": "Show which URL leads to which view.",
        "shell": "Open a Python prompt with the project loaded.",
        "diffsettings": "Show which settings differ from the defaults.",
    },
}
"""Group → name of the command → its help in one line."""
