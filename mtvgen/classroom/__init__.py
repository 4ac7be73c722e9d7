"""What a class needs: lessons that check a student's program from outside.

In reading order:

- `words.py`      a text in several languages
- `lessons.py`    a set of lessons as it lies on the disk: lessons.toml and a folder for each stage
- `program.py`    the student's program as a child process, with limits, ended on every path
- `speaking.py`   one request over a real socket, and the answer in its parts
- `checks.py`     what a stage's checks.py is written with: `check`, `Run`
- `checking.py`   the checks of one stage run against one folder: a report
"""
