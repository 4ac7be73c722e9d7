"""Decorators for views: what they accept, and how their answers may be kept.

- `http.py`          methods, and answers that the browser may still have
- `csrf.py`          forms that are checked, or not
- `cache.py`         how long an answer may be kept
- `vary.py`          what an answer depends on
- `gzip.py`          compressed answers
- `csp.py`           what a page may load and run
- `clickjacking.py`  frames
- `common.py`        missing slashes
"""
