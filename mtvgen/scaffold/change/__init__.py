"""From a wish to changed files in a project that is there: plan, then change all of them or none.

- `facts.py`       Facts: where a project's settings, URLs and apps are
- `edits.py`       Draft and Change: which files would be which bytes, and the difference
- `journal.py`     apply: a change reaches the disk whole, or the next command finishes it or takes it back
- `history.py`     what was made, in `.mtvgen.toml`: destroy reads it
- `source.py`      Python text edited by positions: lists, functions, classes
- `imports.py`     import statements that come and go, in the order of isort
- `sections.py`    imports of the project's own packages, behind those of others
- `layout.py`      lines that are too long, broken as `ruff format` breaks them
- `rendering.py`   the texts in `pieces/`, filled
- `work.py`        Work: a draft together with the record of what it makes
- `apps.py`        plan_app: a new app, wired
- `words.py`       English: several of a thing
- `fields.py`      the fields of a model as they are typed
- `coding.py`      the lines of Python and HTML that a field becomes
- `migration.py`   the migration, made by the project's own makemigrations on a copy
- `models.py`      what concerns the model: its name, relations, class
- `resources.py`   plan_model, plan_resource: a model, and the pages around it
- `singles.py`     plan_view, plan_page, plan_middleware, plan_command
- `takeback.py`    plan_destroy, plan_undo: what was done, taken back
"""
