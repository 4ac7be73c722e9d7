"""The tests of JSON, once more on MariaDB."""

from tests.runtime.db.test_json import *  # noqa: F403
