"""The x-ray: one request's way through the project, recorded from what the runtime notes, and shown.

- `recorder.py`    Recorder: hears the notes of `trace`, keeps the last journeys
- `recording.py`   one request while it is on its way: what happened, when, and for how long
- `events.py`      what happens on the way, and within which bounds it is kept
- `places.py`      whose line did it: the project's, and the runtime's
- `values.py`      values as short texts; no code of the project is called for it
- `hiding.py`      secrets hidden: in headers, cookies, forms, addresses and SQL
- `telling.py`     from what was recorded to the facts of a journey
- `failing.py`     what is told of an exception
- `sources.py`     lines of source, of views, middleware and the runtime
- `misses.py`      which URL patterns were tried, and why each missed
- `repeats.py`     queries that repeat themselves, and what to ask instead
- `chains.py`      where a template was looked for, and what it extends and includes
- `journey.py`     Journey: its JSON, read and written; `journey.schema.json` is its schema
- `checking.py`    data held against that schema
- `words.py`       what is said of it, in English and Chinese
- `tree.py`        a journey as a tree in the terminal
- `drawing.py`     a journey as a drawing, in plain data; `svg.py` makes it stand still
- `page.py`        the page that shows journeys, and one file with all of it; its parts lie in `static/`
- `texts.py`       those parts, and the page's own texts
- `sketch.py`      the drawing on the error pages, where nothing was recorded

Nothing here is imported before somebody wants to see a request.
"""
