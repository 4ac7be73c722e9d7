"""What every request passes on its way in, and every response on its way out. One file each.

- `security.py`      headers that make browsers careful; HTTP to HTTPS
- `gzip.py`          smaller responses
- `http.py`          pages that the browser has already are not sent again
- `common.py`        hosts, missing slashes, Content-Length
- `csrf.py`          a form counts only when this site made it
- `clickjacking.py`  no other site may show these pages in a frame
- `csp.py`           what these pages may load and run

The order is that of settings.MIDDLEWARE: the first is the outermost.
"""
