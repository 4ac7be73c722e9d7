"""The x-ray tells of PostgreSQL's queries what it tells of SQLite's."""

from tests.runtime.xray.databases import check


def test_a_journey_tells_of_the_queries_of_a_page() -> None:
    check()
