"""What HTTP asks for: tokens, content types, problems, ETags, and a document that is true."""

import re
from unittest.mock import patch

from mtvgen.runtime.test import override_settings
from mtvgen.runtime.urls import resolve

from .. import views
from ..models import Station
from ..openapi import document
from .asking import OSLO, ApiTestCase


class TokenTests(ApiTestCase):
    """Who may change something."""

    def test_without_the_token_nothing_changes(self) -> None:
        url = f"/stations/{self.made()['id']}/"
        for method, path in (
            ("POST", "/stations/"),
            ("PUT", url),
            ("PATCH", url),
            ("DELETE", url),
        ):
            for token in ("", "wrong", "ключ"):
                with self.subTest(method, token=token):
                    response = self.ask(method, path, OSLO, token=token)
                    self.assertProblem(response, 401)
                    self.assertEqual(response.headers["WWW-Authenticate"], "Bearer")
        self.assertEqual(Station.objects.count(), 1)

    @override_settings(API_TOKEN="")
    def test_an_api_without_a_token_lets_nobody_change_anything(self) -> None:
        self.assertProblem(self.ask("POST", "/stations/", OSLO, token=""), 401)

    def test_no_answer_sets_a_cookie(self) -> None:
        self.made()
        self.client.get("/")

        self.assertFalse(self.client.cookies)


class ProblemTests(ApiTestCase):
    """Every error is a problem (RFC 9457)."""

    def test_an_address_that_leads_nowhere(self) -> None:
        for path in (
            "/nowhere/",
            "/stations",
            "/stations/x/",
            "/stations/1/",
            f"/stations/{10**30}/",
        ):
            with self.subTest(path):
                self.assertProblem(self.client.get(path), 404)

    def test_a_method_that_is_not_taken(self) -> None:
        for path, allowed in (("/stations/", "GET, HEAD, POST"), ("/openapi.json", "GET, HEAD")):
            response = self.ask("DELETE", path)
            self.assertProblem(response, 405)
            self.assertEqual(response.headers["Allow"], allowed)

    def test_a_body_that_is_no_json(self) -> None:
        for body in (
            b" ",
            b"{",
            b"{'a': 1}",
            b"\xff",
            b'{"a": NaN}',
            b'{"a": 1, "a": 2}',
            b"[" * 50_000,
        ):
            with self.subTest(body[:20]):
                self.assertProblem(self.ask("POST", "/stations/", body), 400)

    def test_json_that_is_no_object(self) -> None:
        for body in (b"[]", b'"text"', b"5", b"true"):
            with self.subTest(body):
                self.assertProblem(self.ask("POST", "/stations/", body), 422)

    def test_a_body_that_is_too_large(self) -> None:
        self.assertProblem(self.ask("POST", "/stations/", b" " * 100_001), 413)

    def test_a_body_that_says_it_is_something_else(self) -> None:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            with self.subTest(kind):
                response = self.ask("POST", "/stations/", OSLO, CONTENT_TYPE=kind)
                self.assertProblem(response, 415)

    def test_a_client_that_does_not_take_json(self) -> None:
        self.assertProblem(self.client.get("/stations/", HTTP_ACCEPT="text/html"), 406)
        for accept in ("*/*", "application/*", "text/html, application/json;q=0.5"):
            self.json(self.client.get("/stations/", HTTP_ACCEPT=accept))

    def test_a_mistake_of_ours_tells_nothing_about_the_inside(self) -> None:
        self.client.raise_request_exception = False
        with (
            patch.object(views, "read_list", side_effect=RuntimeError("the password is 1234")),
            self.assertLogs(level="ERROR"),
        ):
            response = self.client.get("/stations/")

        self.assertProblem(response, 500)
        self.assertNotContains(response, "1234", status_code=500)


class EtagTests(ApiTestCase):
    """Nobody's change is lost, and nothing is sent twice."""

    def setUp(self) -> None:
        self.url = f"/stations/{self.made()['id']}/"
        self.etag = self.client.get(self.url).headers["ETag"]

    def test_what_has_not_changed_is_not_sent_again(self) -> None:
        self.assertEqual(self.client.get(self.url, HTTP_IF_NONE_MATCH=self.etag).status_code, 304)

    def test_a_change_of_what_was_read_is_taken_and_has_a_new_etag(self) -> None:
        for method, body in (("PATCH", {"elevation": 94}), ("PUT", {**OSLO, "name": "Oslo 2"})):
            response = self.ask(method, self.url, body, HTTP_IF_MATCH=self.etag)
            self.json(response)
            self.assertNotEqual(response.headers["ETag"], self.etag)
            self.etag = response.headers["ETag"]

    def test_a_change_of_what_has_changed_since_is_refused(self) -> None:
        self.json(self.ask("PATCH", self.url, {"elevation": 94}))

        for method in ("PATCH", "PUT", "DELETE"):
            for etag in (self.etag, f"W/{self.etag}", "nonsense", ""):
                response = self.ask(method, self.url, OSLO, HTTP_IF_MATCH=etag)
                self.assertProblem(response, 412)
        self.assertEqual(Station.objects.get().elevation, 94)

    def test_if_match_may_leave_it_open(self) -> None:
        self.assertEqual(self.ask("DELETE", self.url, HTTP_IF_MATCH="*").status_code, 204)


class DocumentTests(ApiTestCase):
    """/openapi.json and the page that is made of it."""

    def test_each_address_of_the_document_is_there_with_each_method(self) -> None:
        for path, methods in document()["paths"].items():
            view = resolve(path.replace("{id}", "1"))
            self.assertIn(view.func, (views.collection, views.item))
            for method in set(methods) - {"parameters"}:
                response = self.ask(method.upper(), path.replace("{id}", "1"), token="")
                self.assertNotEqual(response.status_code, 405)

    def test_every_reference_leads_to_a_schema(self) -> None:
        whole = self.json(self.client.get("/openapi.json"))
        schemas = whole["components"]["schemas"]

        def follow(part: object) -> None:
            if isinstance(part, dict):
                if "$ref" in part:
                    self.assertIn(part["$ref"].rpartition("/")[2], schemas)
                for value in part.values():
                    follow(value)
            elif isinstance(part, list):
                for value in part:
                    follow(value)

        follow(whole)
        self.assertEqual(whole["openapi"], "3.1.0")
        self.assertEqual(whole["servers"], [{"url": "http://testserver"}])

    def test_what_is_answered_has_the_fields_of_the_document(self) -> None:
        schemas = document()["components"]["schemas"]
        made = self.made()

        self.assertEqual(list(schemas["Station"]["properties"]), list(made))
        self.assertEqual(schemas["StationToSend"]["required"], list(OSLO))
        self.assertEqual(schemas["StationToSend"]["properties"]["country"]["maxLength"], 2)

    def test_a_text_without_nul_is_all_that_is_asked_of_what_is_looked_for(self) -> None:
        (country,) = (
            parameter
            for parameter in document()["paths"]["/stations/"]["get"]["parameters"]
            if parameter["name"] == "country"
        )
        for text, status in (("AT", 200), ("no country", 200), ("\0", 400)):
            fits = re.fullmatch(country["schema"]["pattern"], text) is not None
            response = self.client.get("/stations/", {"country": text})
            self.assertEqual((response.status_code, fits), (status, status == 200))
        self.assertIn("NUL", self.json(response, 400)["detail"])

    def test_the_page_for_people_lists_every_address(self) -> None:
        response = self.client.get("/")

        for path in document()["paths"]:
            self.assertContains(response, f"<code>{path}</code>")
        self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
