"""A project brought up to the newer version of its kit, with your changes kept.

- `lines.py`      merged: two descendants of one text, line by line
- `texts.py`      merge: the same for a file's bytes, with marks where both changed a line
- `recorded.py`   Recorded: what the project was made from
- `state.py`      State: what lies in the project now
- `hidden.py`     secrets in a merge
- `decide.py`     Decision: what becomes of each file
- `plan.py`       plan_update: all of it, as one change
"""
