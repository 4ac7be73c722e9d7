"""The tests of models with parents, once more on PostgreSQL."""

from tests.runtime.db.test_inheritance import *  # noqa: F403
