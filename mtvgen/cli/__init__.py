"""What you type: `mtvgen COMMAND`.

- `main.py`          main: the way from the command line to a command, and the rim that explains errors
- `commands.py`      COMMANDS: the table of all commands
- `overview.py`      the text of `mtvgen --help`
- `parse.py`         click's part: options, arguments and what is wrong with them
- `group.py`         the click group that loads a command when it is called
- `console.py`       the only file that prints
- `drawing.py`       the tree of a project's files
- `report.py`        what a failure of our own leaves behind
- `startproject.py`  create a project
- `kit.py`           make, check, look at and hand over kits
- `changing.py`      what the commands that change a project have in common
- `startapp.py`      add an app to a project
- `generate.py`      write models, pages and other parts into a project
- `update.py`        bring a project up to its kit's newer version
- `bundle.py`        copy the runtime into a project
- `unbundle.py`      take it out again
- `destroy.py`       take back what startapp or generate made
- `undo.py`          take back the last of these commands
- `handover.py`      commands that a project's own manage.py runs
- `completion.py`    the shell's Tab key
- `lesson.py`         `mtvgen lesson`: where a student is, start, show, hint, next, list, solution, reset
- `lesson_check.py`   its `check` and `watch`
- `lesson_open.py`    its `open`: the ladder in a browser
- `lesson_sets.py`    its `new` and `verify`: lessons of one's own
"""
