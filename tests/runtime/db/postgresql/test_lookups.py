"""The tests of a project's own lookups, once more on PostgreSQL."""

from tests.runtime.db.test_lookups import *  # noqa: F403
