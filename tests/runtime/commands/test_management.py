"""Commands: written, called, refused, listed. (Django: howto/custom-management-commands.)"""

import io

import pytest

from mtvgen.runtime.core.management import (
    BaseCommand,
    CommandError,
    ManagementUtility,
    call_command,
    get_commands,
)
from mtvgen.runtime.core.management.base import AppCommand, LabelCommand
from mtvgen.runtime.core.management.color import color_style, no_style, supports_color
from mtvgen.runtime.core.management.output import OutputWrapper


class Greet(BaseCommand):
    help = "Greet somebody."
    example = "greet Ada --times 2"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="+")
        parser.add_argument("--times", type=int, default=1)
        parser.add_argument("--shout", action="store_true")
        parser.add_argument("--to-whom", dest="whom", required=False)

    def handle(self, *args, **options):
        text = f"Hello, {' and '.join(options['names'])}" * options["times"]
        return text.upper() if options["shout"] else text


class Fail(BaseCommand):
    requires_system_checks = []

    def handle(self, *args, **options):
        raise CommandError("The oven is cold.", returncode=7)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_command_is_called_with_words_and_keywords():
    out = io.StringIO()

    returned = call_command(Greet(), "Ada", "Bob", times=2, stdout=out)

    assert returned == "Hello, Ada and BobHello, Ada and Bob"
    assert out.getvalue() == returned + "\n"


def test_words_may_come_as_a_list_and_options_as_typed():
    assert call_command(Greet(stdout=io.StringIO()), ["Ada"], "--shout") == "HELLO, ADA"


def test_an_unknown_option_is_refused_with_the_known_ones():
    with pytest.raises(TypeError, match=r"Unknown option\(s\) .*: colour.*names.*times"):
        call_command(Greet(), "Ada", colour="red")


def test_a_missing_argument_raises_when_called_from_code():
    with pytest.raises(CommandError, match="the following arguments are required: names") as caught:
        call_command(Greet())
    assert caught.value.returncode == 2


def test_an_unknown_command_raises_when_called_from_code():
    with pytest.raises(CommandError, match="Unknown command: 'bake'"):
        call_command("bake")


def test_from_a_command_line_an_error_is_one_line_and_its_exit_code(capsys):
    with pytest.raises(SystemExit) as left:
        Fail().run_from_argv(["manage.py", "fail"])

    assert left.value.code == 7
    assert capsys.readouterr().err == "Error: The oven is cold.\n"


def test_with_traceback_the_error_passes_through():
    with pytest.raises(CommandError, match="oven"):
        Fail().run_from_argv(["manage.py", "fail", "--traceback"])


def test_a_wrong_call_leaves_with_2_and_says_where_to_read_more(capsys):
    with pytest.raises(SystemExit) as left:
        Greet().run_from_argv(["manage.py", "greet"])

    assert left.value.code == 2
    assert capsys.readouterr().err.splitlines() == [
        "Usage: python manage.py greet [OPTIONS] names [names ...]",
        "Error: The following arguments are required: names.",
        "More: python manage.py greet --help",
    ]


def test_options_are_not_guessed_from_their_beginning(capsys):
    with pytest.raises(SystemExit) as left:
        Greet().run_from_argv(["manage.py", "greet", "Ada", "--sho"])

    assert left.value.code == 2


def test_help_ends_with_an_example():
    text = Greet().create_parser("manage.py", "greet").format_help()

    assert text.startswith("Usage: python manage.py greet [OPTIONS] names [names ...]\n\n")
    assert text.endswith("Example:\n  python manage.py greet Ada --times 2\n")


@pytest.mark.parametrize("name", sorted(get_commands()))
def test_every_command_of_the_runtime_has_help_with_an_example(name, capsys):
    utility = ManagementUtility(["manage.py", name, "--help"])

    with pytest.raises(SystemExit) as left:
        utility.execute()

    said = capsys.readouterr().out
    assert left.value.code == 0
    assert f"python manage.py {name}" in said.partition("Example:")[2]


def test_a_typo_is_answered_with_the_near_name_and_exit_code_2(capsys):
    with pytest.raises(SystemExit) as left:
        ManagementUtility(["manage.py", "chekc"]).execute()

    assert left.value.code == 2
    assert capsys.readouterr().err.splitlines() == [
        "Usage: python manage.py COMMAND [ARGUMENTS]",
        "Error: There is no command 'chekc'. Did you mean 'check'?",
        "More: python manage.py help",
    ]


@pytest.mark.parametrize("words", [[], ["help"], ["--help"], ["-h"]])
def test_alone_it_lists_every_command_in_groups(words, capsys):
    ManagementUtility(["manage.py", *words]).execute()

    said = capsys.readouterr().out
    assert said.index("Run:\n") < said.index("Database:\n") < said.index("Look inside:\n")
    assert all(f"  {name} " in said for name in get_commands())


def test_help_for_one_command_is_that_commands_help(capsys):
    ManagementUtility(["manage.py", "help", "check"]).execute()

    assert capsys.readouterr().out.startswith("Usage: python manage.py check")


def test_the_version_is_the_runtimes(capsys):
    ManagementUtility(["manage.py", "--version"]).execute()

    assert capsys.readouterr().out.count(".") == 2


def test_a_label_command_runs_once_per_label():
    class Upper(LabelCommand):
        requires_system_checks = []

        def handle_label(self, label, **options):
            return label.upper()

    assert call_command(Upper(stdout=io.StringIO()), "a", "b") == "A\nB"


def test_an_app_command_refuses_an_app_that_is_not_installed():
    class Count(AppCommand):
        requires_system_checks = []

        def handle_app_config(self, app_config, **options):
            return app_config.label

    with pytest.raises(CommandError, match="No installed app with label 'shop'"):
        call_command(Count(), "shop")


# Output and colours


def test_output_ends_each_text_with_one_line_feed():
    out = io.StringIO()
    wrapper = OutputWrapper(out)

    wrapper.write("one")
    wrapper.write("two\n")
    wrapper.write("three", ending="")

    assert out.getvalue() == "one\ntwo\nthree"


def test_text_that_the_stream_cannot_encode_is_written_escaped():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="\n")

    OutputWrapper(stream).write("tiếng")
    stream.flush()

    assert raw.getvalue() == b"ti\\u1ebfng\n"


def test_colours_are_for_terminals_only(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")

    assert supports_color(Terminal())
    assert not supports_color(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not supports_color(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not supports_color(Terminal())


def test_styles_paint_by_force_and_never_otherwise():
    assert color_style(force_color=True).SUCCESS("done") == "\x1b[1;32mdone\x1b[0m"
    assert no_style().SUCCESS("done") == "done"


def test_no_color_and_force_color_exclude_each_other():
    with pytest.raises(CommandError, match="can't be used together"):
        call_command(Greet(), "Ada", no_color=True, force_color=True)


def test_force_color_paints_the_error_stream():
    class Warn(BaseCommand):
        requires_system_checks = []

        def handle(self, *args, **options):
            self.stdout.write(self.style.WARNING("hot"))

    out = io.StringIO()
    call_command(Warn(), force_color=True, stdout=out)

    assert out.getvalue() == "\x1b[1;33mhot\x1b[0m\n"
