"""The tests of ForeignObject, once more on MariaDB."""

from tests.runtime.db.test_foreign_object import *  # noqa: F403
