"""Sample rows, made up by the types of the fields: what `seed` fills tables with.

- `words.py`   words, sentences, paragraphs
- `values.py`  one value for one field
- `ordering.py`  which model comes first: those that others must point to
- `seeder.py`  the rows: relations, unique values, every rule that full_clean() knows

The same seed on the same rows makes the same rows again, on every machine and day: dates lie in
two fixed years, and a default like `timezone.now` is not asked.
"""

from .seeder import Seeded as Seeded
from .seeder import Seeder as Seeder
from .seeder import SeedError as SeedError
