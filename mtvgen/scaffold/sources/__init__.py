"""Kits from elsewhere: a folder, a zip file or a git repository, opened in a folder of this run's own.

- `addresses.py`     parse: what the text behind `--kit` names
- `opening.py`       opened: the kit that an address names, for as long as a block lasts
- `unpacking.py`     Unpacking: files from a stranger, written under checked names and within limits
- `archives.py`      unpack_zip: the files of a zip file, or why it is refused
- `repositories.py`  fetch_kit: the files of one commit of a git repository, nothing checked out
- `finding.py`       find_kit: the kit in a folder that may hold several
"""
