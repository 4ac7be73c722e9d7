"""The tests of JSON, once more on PostgreSQL."""

from tests.runtime.db.test_json import *  # noqa: F403
