"""What a class needs: lessons that check a student's program from outside.

In reading order:

- `words.py`      a text in several languages
- `lessons.py`    a set of lessons as it lies on the disk: lessons.toml and a folder for each stage
- `program.py`    the student's program as a child process, with limits, ended on every path
- `speaking.py`   one request over a real socket, and the answer in its parts
- `checks.py`     what a stage's checks.py is written with: `check`, `Run`
- `checking.py`   the checks of one stage run against one folder: a report
- `assembling.py` a stage's folder put together from the set
- `state.py`      where a student is: one plain text file
- `folder.py`     the working folder: begin, pass, reset, go on
- `watching.py`   tells when files change, by looking
- `phrases.py`    what the lessons say themselves, in English and Chinese
- `showing.py`    results as lines of text
- `making.py`     a new set of lessons, from `blank/`
- `verifying.py`  whether a set is fit for a class
- `drawing.py`    who does what in a stage, as a picture
- `pages.py`      the ladder in a browser

`ladder/` is the set that comes with mtvgen.
"""
