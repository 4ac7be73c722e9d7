"""Django's shelf `utils`: one subject a file, each a leaf that knows nothing of requests or models.

Values that come late
- `functional.py`      cached properties, lazy calls, lazy objects
- `datastructures.py`  many values to a key, any case of a key, lists that never change
- `hashable.py`        hashable stand-ins for what is not
- `deconstruct.py`     objects that a migration file can write down
- `module_loading.py`  Python things found by their dotted names
- `decorators.py`      decorators made from others: for methods, from middleware
- `deprecation.py`     MiddlewareMixin

Text and HTML
- `encoding.py`        text and bytes, IRI and URI
- `text.py`            text cut, joined, cleaned, compressed; `truncation.py` cuts HTML, `ellipsis.py` is the sign of it
- `safestring.py`      text that is HTML already
- `html.py`            HTML made from text; `urlizer.py` makes links, `tag_stripper.py` takes tags off
- `plural.py`          a message that says "1 day" and "2 days"
- `regex_helper.py`    patterns that are compiled at first use

HTTP
- `http.py`            dates, ETags, query strings, safe redirects
- `cache.py`           what browsers may keep, and "has it changed?"; `answers.py` lends it responses
- `requestlog.py`      what the logs say of a request
- `crypto.py`          secrets, keyed hashes
- `csp.py`             what a page may load and run: the policy as one header
- `addresses.py`       what a domain and an e-mail address look like; `ipv6.py`

Time
- `timezone.py`        now, and the same moment elsewhere
- `dateformat.py`      dates in a given form, with the names in `dates.py`
- `dateparse.py`       dates read from text
- `duration.py`        durations as text
- `timesince.py`       how long ago, in words
- `json_value.py`      dates, decimals and UUIDs as JSON holds them

Files and code
- `_os.py`             paths that stay in their folder
- `source.py`          whose file it is, and the lines around one
- `masking.py`         secrets hidden, where something is shown to a developer
- `translation.py`     only the answer to whoever looks for translations
"""
