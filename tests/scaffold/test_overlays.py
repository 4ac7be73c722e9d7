"""A kit's other languages say the same: whatever else they change is found, with its place."""

from pathlib import Path

import pytest

from mtvgen.scaffold import kits
from mtvgen.scaffold.answers import resolve
from mtvgen.scaffold.overlays import differences

from .conftest import write_kit

PROGRAM = '"""Say hello."""\n\nNAMES = ["id"]\n\n\ndef hello(name: str) -> str:\n    return f"Hello, {name}!"\n'
CHINESE = '"""打招呼。"""\n\nNAMES = ["id"]\n\n\ndef hello(name: str) -> str:\n    return f"{name}，你好！"  # 说明\n'
PAGE = (
    '{# A page. #}\n{% if names %}<ul class="all">{% for name in names %}\n'
    '<li><a href="{{ url(\'one\') }}" title="One">{{ name|upper }}</a></li>{% endfor %}</ul>\n'
    '{% endif %}<p>{{ count }} name{{ "s" if count != 1 }}</p>{{ text|safe }}'
)
CHINESE_PAGE = (
    '{# 页面。 #}\n{% if names %}<ul class="all">{% for name in names %}\n'
    '<li><a href="{{ url(\'one\') }}" title="一个">{{ name|upper }}</a></li>{% endfor %}</ul>\n'
    "{% endif %}<p>共 {{ count }} 个名字</p>{{ text|safe }}"
)


def found(tmp_path: Path, name: str, base: str, other: str) -> list[str]:
    """Return the differences of a kit with one file in two languages."""
    folder = write_kit(tmp_path / "two", {name: base}, {"_copy_without_render": ["*.html"]})
    (folder / "kit.toml").write_text('languages = ["en", "zh"]', encoding="utf-8")
    (folder / "languages" / "zh").mkdir(parents=True)
    (folder / "languages" / "zh" / name).write_text(other, encoding="utf-8")
    kit = kits.load(folder)
    answers = resolve(kit, {}, {"project_slug": "shop"})
    return [str(one) for one in differences(kit, answers, "zh")]


@pytest.mark.parametrize("name", kits.shipped())
def test_the_kits_that_come_with_mtvgen_say_the_same_in_each_language(name: str) -> None:
    kit = kits.find(name)
    answers = resolve(kit, {}, {"project_slug": "shop"})

    found = [str(one) for language in kit.languages for one in differences(kit, answers, language)]

    assert found == []


@pytest.mark.parametrize(
    ("name", "base", "other"),
    [
        ("a.py", PROGRAM, CHINESE),
        ("a.py", 'X = f"{day:%d %B}"\n', 'X = f"{day:%m月%d日}"\n'),
        ("a.py", 'LANGUAGE_CODE = "en-us"\n', 'LANGUAGE_CODE = "zh-hans"\n'),
        ("a.html", PAGE, CHINESE_PAGE),
        ("a.html", '{% set title = "Guestbook" %}', '{% set title = "留言簿" %}'),
        ("a.html", '<html lang="en"><img alt="x">', '<html lang="zh-Hans"><img alt="图">'),
        ("a.toml", 'a = 1 # one\nb = "Two words"', 'a = 1 # 一\nb = "两个词"'),
        ("a.json", '{"a": "A text"}', '{"a": "文字"}'),
        (
            "README.md",
            "# Shop\n\n## Start\n```\n# a\n```\n",
            "# 店\n\n## 开始\n```\n# b\n# c\n```\n",
        ),
        ("a.css", "/* red */\na { color: red }", "/* 红 */\na { color: red }"),
        ("a.js", "let a = 1 // one", "let a = 1 // 一"),
    ],
)
def test_other_words_are_no_difference(tmp_path: Path, name: str, base: str, other: str) -> None:
    assert found(tmp_path, name, base, other) == []


@pytest.mark.parametrize(
    ("name", "base", "other", "problem"),
    [
        ("a.py", PROGRAM, CHINESE.replace("{name}", "{NAMES}"), "a.py:7: the text is filled"),
        ("a.py", PROGRAM, CHINESE.replace('"id"', '"pk"'), "a.py:3: 'pk' stands where"),
        ("a.py", PROGRAM, CHINESE.replace('["id"]', '["id", "pk"]'), "a.py:3: 2 parts of code"),
        ("a.py", PROGRAM, CHINESE.replace("hello(", "hi("), "a.py:6: 'hi' stands where"),
        ("a.py", PROGRAM, CHINESE.replace("return", "yield"), "a.py:7: the code is another"),
        ("a.py", PROGRAM, CHINESE + "x = 1\n", "a.py:1: 4 parts"),
        ("a.py", PROGRAM, "def (", "a.py:1: it is not valid Python"),
        ("a.py", 'X = "%(n)d left"\n', 'X = "还剩 %(m)d"\n', "a.py:1: the text is filled"),
        ("a.py", "X = 1\n", "X = 2\n", "a.py:1: 2 stands where the kit has 1"),
        ("a.html", PAGE, CHINESE_PAGE.replace("|upper", "|safe"), "shows other values: |safe"),
        ("a.html", PAGE, CHINESE_PAGE.replace("{{ count }}", ""), "shows other values: count"),
        ("a.html", PAGE, CHINESE_PAGE.replace("'one'", "'two'"), "shows other values: url"),
        ("a.html", PAGE, CHINESE_PAGE.replace("if names", "if count"), "the tag is another one"),
        ("a.html", PAGE, CHINESE_PAGE.replace("{% endfor %}", "", 1), "no template of Jinja2"),
        ("a.html", PAGE, CHINESE_PAGE + "{% if names %}{% endif %}", "2 tags stand where"),
        ("a.html", PAGE, CHINESE_PAGE + "<b>", "has <b> 1 times, the kit 0 times"),
        ("a.html", PAGE, CHINESE_PAGE.replace('class="all"', 'class="none"'), '<ul class="all"> 0'),
        ("a.html", '{% extends "a.html" %}', '{% extends "b.html" %}', "a.html:1: the tag is"),
        ("a.toml", "a = 1", "a = 2", "holds other keys or values"),
        ("a.toml", "a = 1", "a = ", "it cannot be read"),
        ("a.json", '{"a": "b"}', '{"c": "b"}', "holds other keys or values"),
        ("README.md", "# A\n## B\n", "# A\n", "has the outline #, the kit # ##"),
        ("a.css", "a { color: red }", "a { color: blue }", "differs in more than comments"),
    ],
)
def test_what_does_more_than_say_the_same_is_found(
    tmp_path: Path, name: str, base: str, other: str, problem: str
) -> None:
    assert problem in "".join(found(tmp_path, name, base, other))
