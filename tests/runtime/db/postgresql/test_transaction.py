"""The tests of transactions, once more on PostgreSQL."""

from tests.runtime.db.test_transaction import *  # noqa: F403
