"""The tests of models, once more on MariaDB."""

from tests.runtime.db.test_models import *  # noqa: F403
