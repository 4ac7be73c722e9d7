"""Everything is said in both languages, with the same values, and nothing is said that is not used."""

import json
import re

import pytest

from mtvgen.runtime.urls.explain import SENTENCES
from mtvgen.runtime.xray import events, journey
from mtvgen.runtime.xray.journey import schema
from mtvgen.runtime.xray.words import LANGUAGES, catalogue, sentence
from tests.kits.projects import HOME

BRACES = re.compile(r"\{(\w+)\}")


def test_both_languages_say_the_same_things_of_the_same_values() -> None:
    english, chinese = (catalogue(lang) for lang in LANGUAGES)

    assert {group: set(words) for group, words in english.items()} == {
        group: set(words) for group, words in chinese.items()
    }
    different = [
        code
        for group, words in english.items()
        for code, text in words.items()
        if set(BRACES.findall(text)) != set(BRACES.findall(chinese[group][code]))
    ]
    assert different == []


def test_chinese_is_chinese() -> None:
    words = catalogue("zh")

    untranslated = [
        text
        for group in words.values()
        for text in group.values()
        if not re.search(r"[一-鿿]", BRACES.sub("", text)) and BRACES.sub("", text).strip("：: ")
    ]
    assert untranslated == []


def test_every_kind_and_every_way_to_miss_has_its_words() -> None:
    words = catalogue("en")
    event = schema()["$defs"]["event"]["properties"]

    assert set(words["kind"]) == set(event["kind"]["enum"])
    assert set(words["station"]) == set(event["station"]["enum"])
    assert set(words["why"]) == {*SENTENCES, "matched", "not_reached"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_takes_its_values(lang: str) -> None:
    values = {"segment": 2, "found": "'book'", "wanted": "'books'"}

    text = sentence("why", "literal", values, lang)

    assert "2" in text
    assert "'book'" in text
    assert "'books'" in text
    assert "{" not in text


def test_what_is_not_known_is_said_as_it_is_and_reaches_into_nothing() -> None:
    assert sentence("why", "future_code", {}, "en") == "future_code"
    assert sentence("why", "literal", {"segment": 1}, "en").count("…") == 2
    assert sentence("why", "end_of_path", {"wanted": "{found.__class__}"}, "fr") == (
        "the URL ends before {found.__class__}"
    )


def test_the_catalogue_is_json_for_the_page() -> None:
    assert json.loads(json.dumps(catalogue("zh"))) == catalogue("zh")


def test_the_reference_tells_every_name_of_the_schema_and_every_code() -> None:
    """docs/reference/journey.md, section by section."""
    page = (HOME / "docs" / "reference" / "journey.md").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0].strip("# "): part for part in re.split(r"\n(?=##)", page)}
    rows = {
        title: set(re.findall(r"^\| `([\w.]+)` \|", text, re.M)) for title, text in sections.items()
    }
    event = schema()["$defs"]["event"]
    facts = {
        one["if"]["properties"]["kind"]["const"]: one["then"]["properties"]["facts"]["properties"]
        for one in event["allOf"]
    }

    assert rows["The format of a journey"] == set(schema()["properties"])
    assert rows["Events"] == set(event["properties"])
    assert {kind: rows[kind] for kind in facts} == {kind: set(of) for kind, of in facts.items()}
    assert rows["Why a pattern missed"] == set(catalogue("en")["why"])
    assert rows["What to ask instead"] == set(catalogue("en")["advice"])
    for number in (events.MOST_EVENTS, events.MOST_CHARACTERS, journey.MOST_BYTES):
        assert f"{number:,}" in sections["Limits, and what is hidden"]
