"""The tests of fields, once more on PostgreSQL."""

from tests.runtime.db.test_fields import *  # noqa: F403
