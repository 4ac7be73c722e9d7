"""The system checks: registered, run, shown, silenced. (Django: reference/checks.)"""

import io

import pytest

from mtvgen.runtime.conf import settings
from mtvgen.runtime.core import checks
from mtvgen.runtime.core.checks.registry import CheckRegistry
from mtvgen.runtime.core.management import BaseCommand, call_command
from mtvgen.runtime.core.management import checks as builtin
from mtvgen.runtime.core.management import unwritten as unwritten
from mtvgen.runtime.core.management.base import report
from mtvgen.runtime.core.management.checks.lines import all_lines
from mtvgen.runtime.core.management.color import no_style
from mtvgen.runtime.core.management.errors import SystemCheckError
from mtvgen.runtime.urls import include, path
from mtvgen.runtime.urls.resolvers import get_resolver

# what registers itself while a test has put other checks in place would be lost after it (`unwritten` does so when it is imported)
builtin.register_all(thorough=True)


def finding(level=checks.Error, **facts):
    return level("The oven is cold.", hint="Light it.", obj="kitchen", id="kitchen.E001", **facts)


def view(request, **arguments):
    return None


def other(request, **arguments):
    return None


def lines_of(*patterns):
    return list(all_lines(get_resolver(tuple(patterns))))


def test_a_finding_reads_as_place_id_message_and_hint():
    assert str(finding()) == "kitchen: (kitchen.E001) The oven is cold.\n\tHINT: Light it."


def test_findings_with_the_same_facts_are_equal():
    assert finding() == finding()
    assert finding() != finding(checks.Warning)


def test_checks_run_by_tag_and_deployment_checks_only_when_asked():
    registry = CheckRegistry()
    registry.register(lambda **_: [finding()], "kitchen")
    registry.register("cellar")(lambda **_: [finding(checks.Info)])
    registry.register(lambda **_: [finding(checks.Warning)], "kitchen", deploy=True)

    assert [one.level for one in registry.run_checks()] == [checks.ERROR, checks.INFO]
    assert [one.level for one in registry.run_checks(tags=["cellar"])] == [checks.INFO]
    assert len(registry.run_checks(include_deployment_checks=True)) == 3
    assert registry.tags_available() == {"kitchen", "cellar"}


def test_a_check_that_returns_no_list_is_refused():
    registry = CheckRegistry()
    registry.register(lambda **_: None)

    with pytest.raises(TypeError, match="did not return a list"):
        registry.run_checks()


def test_the_report_puts_the_most_serious_first_and_counts():
    text = report([finding(checks.Warning), finding()], no_style(), count=True)

    assert text.index("Errors:") < text.index("Warnings:")
    assert text.endswith("The check found 2 problems (0 silenced).")


def test_a_silenced_finding_is_not_shown(monkeypatch):
    monkeypatch.setattr(settings, "SILENCED_SYSTEM_CHECKS", ["kitchen.E001"], raising=False)

    assert finding().is_silenced()
    assert "1 silenced" in report([finding()], no_style(), count=True)


def test_a_serious_finding_stops_a_command(monkeypatch):
    class Bake(BaseCommand):
        def handle(self, *args, **options):
            raise AssertionError("not reached")

    monkeypatch.setattr(
        checks.registry.registry, "registered_checks", {lambda **_: [finding()]: ()}
    )

    with pytest.raises(SystemCheckError, match="The oven is cold"):
        call_command(Bake(), skip_checks=False)


def test_check_says_that_nothing_was_found(monkeypatch):
    monkeypatch.setattr(checks.registry.registry, "registered_checks", {lambda **_: []: ()})
    out = io.StringIO()

    call_command("check", stdout=out)

    assert out.getvalue() == "The check found no problem (0 silenced).\n"


def test_check_refuses_an_unknown_tag_with_the_known_ones():
    with pytest.raises(
        Exception, match=r"no system check with the 'nonsense' tag\. Known tags: .*urls"
    ):
        call_command("check", "--tag", "nonsense")


def test_deployment_checks_name_what_is_open(monkeypatch):
    monkeypatch.setattr(settings, "DEBUG", True)
    err = io.StringIO()

    call_command("check", "--deploy", "--tag", "security", stderr=err, stdout=io.StringIO())

    assert "(security.W018) You should not have DEBUG set to True" in err.getvalue()
    assert "security.W009" in err.getvalue()


# URLs


def test_lines_are_listed_with_their_whole_route_and_namespaces():
    inner = [path("<int:pk>/", view, name="detail")]
    lines = lines_of(path("", view, name="home"), path("polls/", include((inner, "polls"))))

    assert [(line.route, line.name) for line in lines] == [
        ("", "home"),
        ("polls/<int:pk>/", "polls:detail"),
    ]
