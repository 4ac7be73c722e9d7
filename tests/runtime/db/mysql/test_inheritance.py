"""The tests of models with parents, once more on MariaDB."""

from tests.runtime.db.test_inheritance import *  # noqa: F403
