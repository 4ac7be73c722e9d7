"""The tests of fields, once more on MariaDB."""

from tests.runtime.db.test_fields import *  # noqa: F403
