"""Measured side by side with the peers: `python -m tests.benchmarks` (or `make bench`).

- `harness.py`       runs the sides in turn, takes CPU time, prints a table of ratios
- `commands.py`      whole commands: what they cost from start to end
- `first_answer.py`  from starting a server to its first answer
- `requests.py`      requests inside one process; each framework an adapter in `apps/`
- `orm_sqlite.py`    models
- `served.py`        starts servers, and measures what their processes use
- `server.py`, `stack.py`, `reload.py`   the development server: alone, with a project, after a save

Every side's answer is checked before anything is timed. Ratios are what to compare: absolute
times depend on the machine.
"""
