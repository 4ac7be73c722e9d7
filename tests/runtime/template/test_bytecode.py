"""Compiled templates are kept between starts; only those that this project wrote count."""

import jinja2
import pytest

from mtvgen.runtime.template.bytecode import SignedBytecodeCache


@pytest.fixture
def page(tmp_path):
    """Return a function that renders page.html with a fresh environment over one folder."""
    (tmp_path / "page.html").write_text("Hello {{ name }}!", encoding="utf-8")
    folder = tmp_path / ".mtvgen" / "templates"

    def render(secret="secret", **options):
        cache = SignedBytecodeCache(folder, secret, options)
        loader = jinja2.FileSystemLoader(tmp_path)
        made = jinja2.Environment(loader=loader, bytecode_cache=cache, autoescape=True, **options)
        return made.get_template("page.html").render(name="<Ada>")

    render.folder = folder
    render.source = tmp_path / "page.html"
    return render


def compiled(monkeypatch):
    """Return a list that grows with each template that is compiled."""
    seen = []
    generate = jinja2.Environment._generate
    monkeypatch.setattr(
        jinja2.Environment,
        "_generate",
        lambda *args, **kwargs: seen.append(1) or generate(*args, **kwargs),
    )
    return seen


def test_a_template_is_compiled_once_for_many_starts(page, monkeypatch):
    first = page()
    seen = compiled(monkeypatch)

    assert page() == first == "Hello &lt;Ada&gt;!"
    assert seen == []


def test_a_changed_template_is_compiled_anew(page):
    page()
    page.source.write_text("Bye {{ name }}!", encoding="utf-8")

    assert page() == "Bye &lt;Ada&gt;!"


@pytest.mark.parametrize(
    "damage", [lambda d: d[:-1], lambda d: b"", lambda d: d[:32], lambda d: b"x" + d]
)
def test_a_damaged_file_is_left_alone_and_mended(page, monkeypatch, damage):
    page()
    (file,) = page.folder.glob("*.jinja")
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    seen = compiled(monkeypatch)

    assert page() == "Hello &lt;Ada&gt;!"
    assert seen == [1]
    assert file.read_bytes() == whole


def test_code_that_somebody_else_wrote_never_runs(page, monkeypatch):
    page("another secret")
    (theirs,) = page.folder.glob("*.jinja")
    theirs.write_bytes(theirs.read_bytes())
    seen = compiled(monkeypatch)

    assert page() == "Hello &lt;Ada&gt;!"
    assert seen == [1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"trim_blocks": True}),
        ({"extensions": ["jinja2.ext.do"]}, {"extensions": ["jinja2.ext.loopcontrols"]}),
        ({"undefined": jinja2.Undefined}, {"undefined": jinja2.StrictUndefined}),
    ],
)
def test_other_options_are_another_template(page, monkeypatch, before, after):
    page(**before)
    seen = compiled(monkeypatch)

    page(**after)
    page(**after)

    assert seen == [1]
    assert len(list(page.folder.glob("*.jinja"))) == 2


def test_a_folder_that_cannot_be_made_is_no_error(page):
    page.folder.parent.write_text("a file where the folder should be", encoding="utf-8")

    assert page() == "Hello &lt;Ada&gt;!"


def test_nothing_half_written_is_left(page):
    page()

    assert [file.suffix for file in page.folder.iterdir()] == [".jinja"]
