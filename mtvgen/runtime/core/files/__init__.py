"""Files: read in pieces, uploaded, stored. (Django's documentation: topics/files, reference/files.)

- `base.py`           File, ContentFile: a file with a name and a size, read in chunks
- `uploadedfile.py`   what `request.FILES` holds
- `uploadhandler.py`  what takes an upload as it arrives: into memory, or to disk
- `storage/`          where files are kept: a folder
- `temp.py`           temporary files that can be opened a second time on every system
- `move.py`           a file from one place to another, whole or not at all
- `utils.py`          names that may be trusted, methods handed on to an inner file
"""

from .base import File as File
