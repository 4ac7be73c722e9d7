"""What is wrong with a model as it is declared: found before anything runs.

- `fields.py`     a field by itself: its name, its options, its default
- `relations.py`  a field that points to a model: is the model there, does `on_delete` fit
- `between.py`    a ManyToManyField and the model between
- `clashes.py`    what the other model gets from a relation has a name that is taken
- `options.py`    `class Meta`: names of fields in it that are none
- `declared.py`   a model: its name, its columns, and all of the above
- `together.py`   models that have one table, one index, one constraint between them

(Django's documentation: reference/checks, where the ids come from.) Nothing here is imported
before a check runs.
"""
