"""The tests of the tutorial's shell sessions, once more on MariaDB."""

from tests.runtime.db.test_tutorial import *  # noqa: F403
