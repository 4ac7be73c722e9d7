"""What the generator explains: errors with a message, a hint and an exit code.

Exit codes: 0 done, 1 the user can fix it, 2 wrong call, 70 our own bug (EX_SOFTWARE of sysexits.h).
"""

from collections.abc import Iterable, Sequence


class MtvgenError(Exception):
    """Base of every error that a user of the command line may see.

    message: what happened, with the value and the place. hint: what to do next.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class UsageError(MtvgenError):
    """The command was called in a way that it does not have."""

    exit_code = 2


class NameRefused(MtvgenError):
    """A project, or a part of one, cannot carry the name that was typed.

    what: the kind of thing that was to be named. suggestion: a name near the typed one that is
    free and allowed; empty when there is none. example: a name that is good.
    """

    def __init__(
        self,
        typed: str,
        reason: str,
        *,
        suggestion: str = "",
        what: str = "a project",
        example: str = "mysite",
    ) -> None:
        super().__init__(
            f"{typed!r} cannot name {what}: {reason}",
            hint=f"Use {suggestion!r} instead."
            if suggestion
            else f"Choose another name, for example {example!r}.",
        )
        self.typed = typed
        self.suggestion = suggestion


class TargetTaken(MtvgenError):
    """Something stands already where the project would go."""


class KitNotFound(MtvgenError):
    """No kit carries the name that was asked for."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        guess = nearest(name, names)
        super().__init__(
            f"No kit is named {name!r}.",
            hint=f"Did you mean {guess!r}?"
            if guess
            else f"There is no such folder. Known kits: {', '.join(names) or 'none'}."
            if "/" in name or "\\" in name
            else f"Known kits: {', '.join(names) or 'none'}. A folder is given with its path: --kit ./{name or 'folder'}",
        )


class KitBroken(MtvgenError):
    """A kit cannot be used as it lies.

    place: the file in the kit, with `:line` where it is known; empty when the kit as a whole is meant.
    """

    def __init__(self, kit: str, problem: str, *, place: str = "", hint: str = "") -> None:
        where = f"kit {kit!r}, {place}" if place else f"kit {kit!r}"
        super().__init__(f"{where}: {problem}", hint=hint)
        self.kit = kit
        self.problem = problem
        self.place = place


class KitUntrusted(KitBroken):
    """A kit brings programs that the user did not say he trusts, or another content than he said.

    programs: one line for each. content: the number of what lies there. trust: the one that the
    user named; empty when none.
    """

    def __init__(self, kit: str, programs: Sequence[str], content: str, trust: str) -> None:
        listed = "".join(f"\n  {line}" for line in programs)
        if trust:
            changed = f"its content is {content}, not what you said that you trust."
            problem = changed + (f" It would run on your computer:{listed}" if programs else "")
            hint = "Somebody changed it. Read it again before you trust it."
        else:
            problem = f"it would run programs on your computer, which nobody has allowed:{listed}"
            hint = f"Read them. If you trust them, type the command again with: --trust {content}"
        super().__init__(kit, problem, hint=hint)
        self.programs = tuple(programs)
        self.content = content


class HookFailed(KitBroken):
    """A program of a trusted kit failed; the project was not written. said: its last lines."""

    def __init__(self, kit: str, place: str, problem: str, said: Sequence[str] = ()) -> None:
        listed = "".join(f"\n  {line}" for line in said)
        super().__init__(
            kit,
            f"{problem}{' It said:' if said else ''}{listed}",
            place=place,
            hint="Nothing was written.",
        )


class SourceRefused(MtvgenError):
    """A kit cannot be had from where it is said to be: the address, the way to it, or what lies there.

    address: what was asked for, as the message shows it.
    """

    def __init__(self, address: str, problem: str, *, hint: str = "") -> None:
        super().__init__(f"{address}: {problem}", hint=hint)
        self.address = address


class KitsDoNotFit(MtvgenError):
    """Kits that were to be combined do not fit beside each other."""

    def __init__(self, reasons: Iterable[str]) -> None:
        listed = "\n".join(f"  {reason}" for reason in reasons)
        super().__init__(
            f"These kits do not fit together:\n{listed}\nNothing was written.",
            hint="Make the project of one kit, and add an app with: mtvgen startapp blog",
        )


class AnswerRefused(UsageError):
    """An answer does not fit the question that the kit asks."""

    def __init__(self, key: str, problem: str, *, hint: str = "") -> None:
        super().__init__(f"{key}: {problem}", hint=hint)
        self.key = key
        self.problem = problem


class LanguageRefused(UsageError):
    """A kit does not come in the language that was asked for."""

    def __init__(self, language: str, kit: str, known: Iterable[str]) -> None:
        names = ", ".join(known)
        super().__init__(
            f"The kit {kit!r} does not come in the language {language!r}.",
            hint=f"Choose from: {names}."
            if names
            else "Its kit.toml names no languages; leave --lang out.",
        )


class WriteFailed(MtvgenError):
    """The disk did not take the project; nothing of it was left in its place."""


class ChangeRefused(MtvgenError):
    """A project cannot be changed in the way that was asked for; it is as it was."""


class NoProject(MtvgenError):
    """A command that needs a project was typed where there is none."""


class OutputFailed(MtvgenError):
    """What a command had to say could not be written where its output goes."""


class Stopped(BaseException):
    """The system asked this process to end (SIGTERM, SIGHUP). Not an error: nothing is explained.

    signal: its number; the exit code is 128 + that, as shells count.
    """

    def __init__(self, signal: int) -> None:
        super().__init__(signal)
        self.signal = signal


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that *word* is most likely a typo of; empty when none is near."""
    from difflib import get_close_matches  # PERF: 1 ms; only errors need it

    folded = {candidate.casefold(): candidate for candidate in known}
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else ""


class LessonBroken(MtvgenError):
    """A set of lessons cannot be used as it lies. place: its folder or file."""

    def __init__(self, place: str, problem: str, *, hint: str = "") -> None:
        super().__init__(f"{place}: {problem}", hint=hint)
