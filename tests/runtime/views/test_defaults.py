"""The pages for errors fill the project's templates as Django's do, and tell no more."""

import importlib

import pytest

from mtvgen.runtime.test import override_settings
from tests.runtime import django_peer  # noqa: F401

from django.test import override_settings as their_override  # isort: skip

SIDES = [("mtvgen.runtime", override_settings), ("django", their_override)]
PAGES = {
    "400.html": "400 {{ exception }}",
    "403.html": "403 {{ exception }} {{ request.path }}",
    "404.html": "404 {{ request_path }} {{ exception }} {{ request.path }}",
    "500.html": "500 {{ exception }}{{ request }}",
    "mine.html": "mine {{ exception }}",
}
CASES = [
    *(("page_not_found", "Http404", args) for args in (("no <b>such</b> page",), (), (5,), ({"a": 1},))),
    *(("permission_denied", "PermissionDenied", args) for args in (("not <you>",), (), (5,))),
    ("bad_request", "BadRequest", ("secret",)),
    ("server_error", "", ()),
]  # fmt: skip


def page(root, override, folder, view, kind, args, **options):
    """Return what a browser gets, or the name of what is raised."""
    backend = {"BACKEND": f"{root}.template.backends.jinja2.Jinja2", "DIRS": [folder]}
    module = importlib.import_module(f"{root}.views.defaults")
    request = importlib.import_module(f"{root}.test").RequestFactory().get("/Go to <evil>/é")
    place = "http" if kind == "Http404" else "core.exceptions"
    if kind:
        raised = getattr(importlib.import_module(f"{root}.{place}"), kind)(*args)
        options["exception"] = raised
    with override(TEMPLATES=[backend], DEBUG=False):
        try:
            response = getattr(module, view)(request, **options)
        except Exception as error:  # its name is the answer
            return type(error).__name__
    return response.status_code, response["Content-Type"], response.content.decode()


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a template for each page."""
    for name, text in PAGES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    "options", [{}, {"template_name": "mine.html"}, {"template_name": "no.html"}]
)
@pytest.mark.parametrize(("view", "kind", "args"), CASES)
def test_the_projects_template_is_filled(folder, view, kind, args, options):
    ours, theirs = (page(*side, folder, view, kind, args, **options) for side in SIDES)

    assert ours == theirs


@pytest.mark.parametrize(("view", "kind", "args"), CASES)
def test_without_a_template_the_page_tells_nothing(tmp_path, view, kind, args):
    ours, theirs = (page(*side, tmp_path, view, kind, args) for side in SIDES)

    assert ours[:2] == theirs[:2]
    assert not any(word in ours[2] for word in ("secret", "such", "evil", "<you>"))
