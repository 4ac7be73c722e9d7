"""气象站和观测：添加、读取、列出、修改、删除。"""

from datetime import UTC, datetime

from ..models import Reading, Station
from .asking import OSLO, ApiTestCase

NOON = "2026-03-01T12:00:00Z"

# 不符合字段的值，按字段列出
WRONG_STATION: dict[str, tuple[object, ...]] = {
    "name": ("", "x" * 81, 5, None, "a\0b", "\ud800", ["a"]),
    "country": ("no", "NOR", "N\n"),
    "latitude": (91, "59.9", True, 10**400),
    "elevation": (1.5, 10**30, "high", 9001),
    "is_active": (1, None, "true"),
    "altitude": (5,),
    "id": (5,),
}
WRONG_READING: dict[str, tuple[object, ...]] = {
    "station": (99, "1", True, 10**30, None),
    "taken": ("now", "2026-03-01", "2026-03-01T12:00:00", "2026-02-30T12:00:00Z", 5),
    "celsius": (101, None, "warm"),
    "note": (5, None, "x" * 201),
}
# 哪个列表都不接受的参数
WRONG_QUERIES = (
    "colour=red",
    "order=reading__celsius",
    "order=--name",
    "order=",
    "page=0",
    "page=x",
    "page=²",
    "per_page=101",
    "per_page=999999999999999999999",
    "country=%00",
    "is_active=yes",
    "name__icontains=x",
)


class OneTests(ApiTestCase):
    """一个气象站，从第一天到最后一天。"""

    def test_what_is_added_can_be_read_at_its_own_address(self) -> None:
        response = self.ask("POST", "/stations/", OSLO)

        made = self.json(response, 201)
        self.assertEqual(made, {**OSLO, "id": made["id"], "elevation": None, "is_active": True})
        self.assertEqual(response.headers["Location"], f"http://testserver/stations/{made['id']}/")
        self.assertEqual(self.json(self.client.get(f"/stations/{made['id']}/")), made)

    def test_patch_changes_what_is_named_and_put_everything(self) -> None:
        made = self.made(elevation=94)
        url = f"/stations/{made['id']}/"

        self.assertEqual(
            self.json(self.ask("PATCH", url, {"latitude": 60})), {**made, "latitude": 60.0}
        )
        self.assertEqual(self.json(self.ask("PUT", url, OSLO)), {**made, "elevation": None})

    def test_what_is_deleted_is_gone(self) -> None:
        url = f"/stations/{self.made()['id']}/"

        response = self.ask("DELETE", url)

        self.assertEqual((response.status_code, response.content), (204, b""))
        self.assertProblem(self.client.get(url), 404)

    def test_a_station_with_readings_stays(self) -> None:
        made = self.made()
        self.made("/readings/", station=made["id"], taken=NOON, celsius=3.5)

        self.assertProblem(self.ask("DELETE", f"/stations/{made['id']}/"), 409)
        self.assertTrue(Station.objects.exists())

    def test_a_moment_that_utc_has_no_year_for_is_refused(self) -> None:
        reading = {"station": self.made()["id"], "celsius": 3}
        for taken in ("0001-01-01T00:00:00+12:00", "9999-12-31T23:59:59-12:00"):
            self.assertProblem(self.ask("POST", "/readings/", {**reading, "taken": taken}), 422)

    def test_a_moment_is_kept_and_shown_in_utc(self) -> None:
        station = self.made()["id"]

        made = self.made(
            "/readings/", station=station, taken="2026-03-01T14:00:00+02:00", celsius=3
        )

        self.assertEqual((made["taken"], made["celsius"], made["note"]), (NOON, 3.0, ""))
        self.assertEqual(Reading.objects.get().taken, datetime(2026, 3, 1, 12, tzinfo=UTC))

    def test_each_field_that_is_wrong_is_named(self) -> None:
        for name, values in WRONG_STATION.items():
            for wrong in values:
                with self.subTest(name, wrong=wrong):
                    response = self.ask("POST", "/stations/", {**OSLO, name: wrong})
                    problem = self.assertProblem(response, 422)
                    self.assertEqual([one["field"] for one in problem["errors"]], [name])
        self.assertFalse(Station.objects.exists())

    def test_each_value_of_a_reading_that_is_wrong_is_named(self) -> None:
        good = {"station": self.made()["id"], "taken": NOON, "celsius": 3}
        for name, values in WRONG_READING.items():
            for wrong in values:
                with self.subTest(name, wrong=wrong):
                    response = self.ask("POST", "/readings/", {**good, name: wrong})
                    problem = self.assertProblem(response, 422)
                    self.assertEqual([one["field"] for one in problem["errors"]], [name])

    def test_what_is_missing_is_named(self) -> None:
        problem = self.assertProblem(self.ask("POST", "/stations/", {}), 422)

        self.assertEqual([one["field"] for one in problem["errors"]], list(OSLO))

    def test_a_name_belongs_to_one_station_and_a_moment_to_one_reading(self) -> None:
        station = self.made()["id"]
        reading = {"station": station, "taken": NOON, "celsius": 3}
        self.made("/readings/", **reading)

        self.assertProblem(self.ask("POST", "/stations/", OSLO), 422)
        self.assertProblem(self.ask("POST", "/readings/", reading), 422)
        self.assertEqual(self.json(self.ask("PUT", f"/stations/{station}/", OSLO))["id"], station)


class ListTests(ApiTestCase):
    """列表：分页、筛选、排序。"""

    def setUp(self) -> None:
        for number, country in enumerate(("NO", "NO", "SE"), 1):
            self.made(name=f"Station {number}", country=country, elevation=-number)

    def names(self, query: str) -> list[str]:
        body = self.json(self.client.get(f"/stations/?{query}"))
        return [str(one["name"])[-1] for one in body["items"]]

    def test_a_list_comes_in_pages_with_links(self) -> None:
        response = self.client.get("/stations/?per_page=2&country=NO&order=-name")
        body = self.json(response)

        self.assertEqual((body["count"], body["page"], body["pages"]), (2, 1, 1))
        self.assertEqual(set(body["links"]), {"self", "first", "last"})
        body = self.json(self.client.get("/stations/?per_page=1&page=2"))
        self.assertEqual((body["count"], body["page"], body["pages"]), (3, 2, 3))
        for rel, page in (("prev", 1), ("next", 3), ("first", 1), ("last", 3), ("self", 2)):
            self.assertEqual(
                body["links"][rel], f"http://testserver/stations/?per_page=1&page={page}"
            )
        self.assertEqual(
            self.json(self.client.get(body["links"]["next"]))["items"][0]["name"], "Station 3"
        )

    def test_a_link_leads_from_page_to_page_in_the_header_too(self) -> None:
        response = self.client.get("/stations/?per_page=2")

        self.assertIn('page=2>; rel="next"', response.headers["Link"])

    def test_lists_are_filtered_and_ordered(self) -> None:
        self.assertEqual(self.names("country=NO"), ["1", "2"])
        self.assertEqual(self.names("name=STATION 3"), ["3"])
        self.assertEqual(self.names("is_active=false"), [])
        self.assertEqual(self.names("order=elevation"), ["3", "2", "1"])
        self.assertEqual(self.names("order=-country"), ["3", "1", "2"])

    def test_readings_are_filtered_by_station_moment_and_warmth(self) -> None:
        station = Station.objects.order_by("id")[0].pk
        for hour in (10, 11, 12):
            taken = f"2026-03-01T{hour}:00:00Z"
            self.made("/readings/", station=station, taken=taken, celsius=hour)
        for query, hours in (
            (f"station={station}&order=-taken", [12, 11, 10]),
            ("station=99", []),
            ("taken_from=2026-03-01T11:00:00Z", [11, 12]),
            ("taken_before=2026-03-01T12:00:00%2B01:00", [10]),
            ("warmer_than=11", [12]),
            ("warmer_than=1.05e1&order=celsius", [11, 12]),
        ):
            with self.subTest(query):
                body = self.json(self.client.get(f"/readings/?{query}"))
                self.assertEqual([one["celsius"] for one in body["items"]], hours)

    def test_parameters_that_do_not_exist_are_refused(self) -> None:
        for query in WRONG_QUERIES:
            with self.subTest(query):
                self.assertProblem(self.client.get(f"/stations/?{query}"), 400)
        for query in ("station=x", "warmer_than=1e999", "warmer_than=NaN", "taken_from=today"):
            with self.subTest(query):
                self.assertProblem(self.client.get(f"/readings/?{query}"), 400)

    def test_a_page_that_is_not_there_is_a_404_but_an_empty_list_has_one(self) -> None:
        self.assertProblem(self.client.get("/stations/?page=2"), 404)
        self.assertEqual(self.names("country=XX"), [])
