"""Requests by chance to a site whose rows and sessions lie on MariaDB, which takes any text."""

from tests.runtime.db.postgresql.test_fuzz import (  # noqa: F401  # collected here too
    site,
    test_no_request_gets_an_exception_or_a_500,
)
