"""A journey as a drawing, as a page, and as one file that holds everything."""

import base64
import hashlib
import json
import random
import re

import pytest

from mtvgen.runtime.test import Client
from mtvgen.runtime.xray.drawing import IN, OUT, draw, fit
from mtvgen.runtime.xray.page import LANGUAGES, as_json_text, assets, page, self_contained
from mtvgen.runtime.xray.svg import to_svg
from mtvgen.runtime.xray.texts import read_static, texts

ATTACK = "</script><!--<script>alert(1)</script>\u2028"


@pytest.fixture
def ask(site, recorder):
    """Return a function that asks the site and gives the journey as data."""

    def asked(path, **more):
        Client(raise_request_exception=False).get(path, **more)
        return recorder.journeys()[-1].data

    return asked


def texts_of(drawing):
    return [shape.get("text") for shape in drawing.shapes if shape["tag"] == "text"]


def test_each_step_of_a_drawing_begins_where_the_one_before_ended(ask):
    drawing = draw(ask("/hello/"))

    ends = [way[-1] for way in drawing.ways]
    starts = [way[0] for way in drawing.ways]
    assert len(drawing.ways) == len(drawing.steps)
    assert starts[1:] == ends[:-1]
    assert all(0 < x < 380 and 0 < y < drawing.height for way in drawing.ways for x, y in way)


def test_a_request_goes_in_on_the_left_and_out_on_the_right(ask):
    journey = ask("/hello/")

    drawing = draw(journey)

    side = {"middleware.in": IN, "middleware.out": OUT}
    for event, way in zip(drawing.steps, drawing.ways, strict=True):
        kind = journey["events"][event]["kind"]
        assert way[-1][0] == side.get(kind, way[-1][0])


def test_patterns_behind_the_match_have_a_row_and_no_step(ask):
    journey = ask("/hello/")

    drawing = draw(journey)

    skipped = [
        n
        for n, one in enumerate(journey["events"])
        if one["facts"].get("why", {}).get("code") == "not_reached"
    ]
    assert skipped
    assert not set(skipped) & set(drawing.steps)


def test_of_many_patterns_the_first_and_those_around_the_match_have_rows(ask):
    journey = ask("/hello/")
    tried = next(one for one in journey["events"] if one["kind"] == "urls.tried")
    miss = {**tried["facts"], "matched": False, "why": {"code": "regex", "values": {}}}
    many = [{**tried, "facts": {**miss, "route": f"page{number}/"}} for number in range(200)]
    journey["events"][1:1] = many

    shown = [text for text in texts_of(draw(journey)) if text and text.startswith("/page")]

    assert "/page0/" in shown
    assert len(shown) < 20


@pytest.mark.parametrize(
    "path", ["/books/", "/fail/", "/broken/", "/nowhere/", "/gone/", "/hello/"]
)
def test_whatever_is_missing_from_a_journey_it_can_be_drawn(ask, library, path):
    journey = ask(path)
    chance = random.Random(path)
    events = journey["events"]

    for _ in range(30):
        journey["events"] = chance.sample(events, chance.randrange(len(events) + 1))
        drawing = draw(journey)
        assert len(drawing.ways) == len(drawing.steps)
        assert to_svg(drawing, texts()["zh"], stop=chance.randrange(-1, 9)).endswith("</svg>")
        json.dumps(drawing.as_json(), allow_nan=False)


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("short", 100, "short"),
        ("a long word", 35, "a lo…"),
        ("你好世界", 40, "你好…"),
        ("", 10, ""),
    ],
)
def test_a_text_is_cut_to_its_room_and_chinese_takes_twice_as_much(text, room, expected):
    assert fit(text, room, 7) == expected


def test_a_drawing_that_stands_still_is_escaped(ask):
    svg = to_svg(draw(ask("/<b>&\"'/")), texts()["en"])

    assert "<b>" not in svg
    assert "/&lt;b&gt;&amp;" in svg
    assert re.search(r'<circle class="token"', svg)


def test_the_file_holds_everything_and_its_policy_allows_nothing_else(ask):
    html = self_contained([ask("/hello/")], "en")

    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)[1]
    blocks = re.findall(r"<(style|script)>(.*?)</\1>", html, re.DOTALL)
    assert len(blocks) == 7
    for _, text in blocks:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert digest in policy
    assert "default-src &#x27;none&#x27;" in policy
    assert "unsafe" not in policy
    assert not re.search(r'\b(src|href)="(?!data:)[^"#]', html)
    assert not re.search(r"\son\w+=", html.partition("<style>")[0])


def test_what_a_request_holds_cannot_leave_its_block(ask):
    journey = ask("/hello/", query_params={"q": ATTACK}, headers={"x-words": ATTACK})

    html = self_contained([journey])

    block = re.search(
        r'<script type="application/json" id="journeys">(.*?)</script>', html, re.DOTALL
    )[1]
    assert not set("<>&\u2028") & set(block)
    assert json.loads(block)[0]["id"] == journey["id"]
    assert html.count("<script") == 8  # six of ours, two blocks of data


def test_half_a_letter_does_not_keep_the_file_from_being_written():
    assert json.loads(as_json_text({"a": "x\udc80<"})) == {"a": "x\udc80<"}
    as_json_text("\ud800").encode("utf-8")


def test_another_language_is_refused():
    with pytest.raises(ValueError, match="en and zh, not 'fr'"):
        self_contained([], "fr")


def test_the_page_names_only_files_that_are_served():
    named = set(re.findall(r'(?:src|href)="/x/([^"]+)"', page("/x/")))

    assert named == set(assets()) - {"link.js"}


def test_both_languages_say_everything_with_the_same_values():
    en, zh = (texts()[lang] for lang in LANGUAGES)

    assert en.keys() == zh.keys()
    for key, text in en.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", zh[key])), key


def luminance(colour):
    def linear(part):
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_of_text_has_the_contrast_of_wcag_aa(scheme):
    light, dark = re.findall(r":root \{(.*?)\}", read_static("xray.css"), re.DOTALL)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light if scheme == "light" else dark))

    pairs = [
        (text, ground)
        for text in ("ink", "faint", "bad", "m", "t", "v")
        for ground in ("paper", "sheet", "sunk")
    ]
    pairs.append(("mine-ink", "mine"))
    for text, ground in pairs:
        lighter, darker = sorted((luminance(found[text]), luminance(found[ground])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (text, ground)
