"""The runtime copied into a project, as the folder `mtv_runtime`, and taken out again.

- `runtime.py`   the files of the runtime that is installed
- `swap.py`      one word for another in a project's files
- `needs.py`     what the runtime needs, in the project's pyproject.toml
- `marker.py`    Bundle: the table in `.mtvgen.toml` that says what was copied
- `plan.py`      plan_bundle, plan_unbundle, changes_in
"""
