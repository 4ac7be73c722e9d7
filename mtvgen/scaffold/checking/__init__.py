"""What is wrong with a kit, before a class finds it: `mtvgen kit check`.

- `findings.py`      Finding: what is wrong, where, and what to do
- `trials.py`        the answers that a kit is tried with, awkward ones too
- `rendering.py`     every error of every template, and what is made with the answers of each trial
- `texts.py`         secrets, paths of one machine, leaked solutions
- `translations.py`  what is not there in a language that the kit names
- `ignored.py`       files that git leaves out of the kit's repository
- `tools.py`         ruff, mypy and the kit's own tests, each in a process of its own
- `check.py`         check_kit: all of it in order
"""
