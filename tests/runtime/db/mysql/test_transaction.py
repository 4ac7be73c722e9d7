"""The tests of transactions, once more on MariaDB."""

from tests.runtime.db.test_transaction import *  # noqa: F403

# It makes a SQLite file of its own; test_connection.py has its like
del test_what_a_request_left_open_is_undone_at_its_end  # noqa: F821
