"""The tests of connections, once more on PostgreSQL."""

from tests.runtime.db.test_connection import *  # noqa: F403
