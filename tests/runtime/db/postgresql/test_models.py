"""The tests of models, once more on PostgreSQL."""

from tests.runtime.db.test_models import *  # noqa: F403
