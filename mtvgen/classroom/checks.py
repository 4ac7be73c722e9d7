"""What the checks.py of a stage is written with.

    from mtvgen.classroom.checks import Run, check

    @check(en="GET / is answered with 200", zh="GET / 得到 200")
    def answers(run: Run) -> None:
        run.status(run.get("/"), 200)

    @check(en="The page holds a greeting", zh="页面里有问候语", needs=[answers])
    def greets(run: Run) -> None:
        run.contains(run.get("/"), "Hello")

Checks speak to the program over a socket alone. What could be guessed is taken from `run.random`,
so that an answer cannot be written down beforehand. A check that finds something wrong raises
Failed, mostly through a method of Run; the checks that need it are then skipped.
"""

import random
import string
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from . import speaking
from .program import Program
from .speaking import Answer
from .words import Text, filled

Check = Callable[["Run"], None]
Headers = Mapping[str, str] | Sequence[tuple[str, str]]
SECONDS_TO_ACCEPT = 3.0
"""How long a program that has its port may refuse connections until they fail."""


class Failed(Exception):
    """A check found something else than it expects.

    text: what is wrong, in each language. expected, received: what stood to be found, and what was.
    """

    def __init__(self, text: Text, expected: object = "", received: object = "") -> None:
        super().__init__(next(iter(text.values())))
        self.text = text
        self.expected = _shown(expected)
        self.received = _shown(received)


@dataclass(frozen=True)
class Facts:
    """What `@check` says about a function."""

    title: Text
    needs: tuple[Check, ...]


def check(needs: Sequence[Check] = (), **title: str) -> Callable[[Check], Check]:
    """Make a function a check of its stage. title: what it sends and expects, by language.

    needs: checks without which this one means nothing; it is skipped when one of them failed.
    """

    def mark(function: Check) -> Check:
        function.facts = Facts(title, tuple(needs))  # type: ignore[attr-defined]
        return function

    return mark


NOT_HTTP: dict[str, Text] = {
    "no status line": {
        "en": "The answer does not begin with a status line such as 'HTTP/1.1 200 OK'. A browser cannot know what it got.",
        "zh": "回答没有以状态行（例如 'HTTP/1.1 200 OK'）开头。浏览器无法知道它收到了什么。",
    },
    "no blank line": {
        "en": "The headers are not followed by a blank line (\\r\\n\\r\\n), so nobody knows where the body begins.",
        "zh": "响应头之后没有空行（\\r\\n\\r\\n），因此没人知道正文从哪里开始。",
    },
    "a header without a colon": {
        "en": "A line among the headers has no colon. Is the blank line (\\r\\n\\r\\n) before the body missing?",
        "zh": "响应头中有一行没有冒号。正文前的空行（\\r\\n\\r\\n）是否缺失？",
    },
}
NO_ANSWER: dict[str, Text] = {
    speaking.REFUSED: {
        "en": "Nobody took the connection. Did the program end, or does it serve one request only?",
        "zh": "没有人接受连接。程序是否已结束，或者只处理一个请求？",
    },
    speaking.RESET: {
        "en": "The connection broke before an answer came. Read the request (recv) before you close the connection.",
        "zh": "在得到回答之前连接中断。关闭连接前请先读取请求（recv）。",
    },
    speaking.SILENT: {
        "en": "The program took the connection and sent nothing within {seconds:g} seconds. Does it wait for bytes that never come?",
        "zh": "程序接受了连接，但 {seconds:g} 秒内没有发送任何内容。它是否在等待永远不会到来的字节？",
    },
    speaking.CLOSED: {
        "en": "The program closed the connection without a byte of an answer.",
        "zh": "程序没有发送任何内容就关闭了连接。",
    },
}
WRONG_STATUS: Text = {
    "en": "The status of the answer is not the one that belongs here.",
    "zh": "响应的状态码不是这里应有的。",
}
WRONG_HEADER: Text = {
    "en": "The header {name} of the answer is not right.",
    "zh": "响应头 {name} 不正确。",
}
NOT_THERE: Text = {
    "en": "The body of the answer does not hold what it should.",
    "zh": "响应正文中没有应有的内容。",
}
NOT_WANTED: Text = {
    "en": "The body of the answer holds what it should not.",
    "zh": "响应正文中有不应出现的内容。",
}
DIFFERENT: Text = {"en": "This is not what belongs here.", "zh": "这不是应有的内容。"}
NOT_PRINTED: Text = {
    "en": "The program did not print what it should.",
    "zh": "程序没有打印出应有的内容。",
}


class Run:
    """One check's hands: it sends, and says what it expects.

    random: where every value comes from that a program could guess; the seed is shown, and
    `--seed` repeats it. folder: the student's files (read them, never run them here).
    """

    def __init__(
        self,
        folder: Path,
        entry: str,
        chance: random.Random,
        python: str = sys.executable,
        arguments: Sequence[str] = (),
    ) -> None:
        self.folder = folder
        self.random = chance
        self._entry = entry
        self._python = python
        self._arguments = tuple(arguments)
        self._program: Program | None = None
        self._extra: dict[str, str | bytes] = {}
        self.last: Answer | None = None
        """The answer that came last: a failure shows it."""

    def forget(self) -> None:
        """Begin another check: no answer came yet."""
        self.last = None

    @property
    def sent(self) -> str:
        """The request of the answer that came last, as text."""
        return _shown(self.last.sent) if self.last is not None else ""

    # values that nobody guesses

    def word(self, length: int = 8) -> str:
        """Return small letters by chance."""
        return "".join(self.random.choices(string.ascii_lowercase, k=length))

    def number(self, least: int = 1000, most: int = 9999) -> int:
        """Return a number by chance."""
        return self.random.randint(least, most)

    # the program

    def start(
        self,
        *,
        arguments: Sequence[str] | None = None,
        code: str = "",
        files: Mapping[str, str | bytes] | None = None,
        environment: Mapping[str, str] | None = None,
        entry: str = "",
        before: Sequence[Sequence[str]] = (),
    ) -> Program:
        """Start the program anew, and return it. Without a call of this, the first request starts it.

        arguments: stand before the port; the stage's own when left out. files: laid into its folder, by path, until the stage's
        checks end. code: Python text that runs in the folder in the place of the program: it may
        import the student's modules there. entry: another file than the stage's program.
        before: commands that run to their end first, such as `["manage.py", "migrate"]`.
        """
        self.stop()
        self._extra |= files or {}
        self._program = Program(
            self.folder, entry or self._entry, python=self._python, arguments=self._arguments if arguments is None else arguments, code=code,
            extra=self._extra, environment=environment,
            before=before,
        )  # fmt: skip
        try:
            return self._program.__enter__()
        except BaseException:
            self._program = None
            raise

    def stop(self) -> None:
        """End the program; the next request starts it anew."""
        if self._program is not None:
            self._program.stop()
            self._program = None

    @property
    def program(self) -> Program:
        """The running program, started when there is none."""
        return self._program or self.start()

    @property
    def is_running(self) -> bool:
        """Whether the program was started, and not stopped since."""
        return self._program is not None

    @property
    def output(self) -> str:
        """What the program printed so far."""
        return self.program.output

    @property
    def printed_so_far(self) -> str:
        """What the program printed; empty when it does not run."""
        return self._program.output if self._program is not None else ""

    # speaking

    def get(self, target: str = "/", headers: Headers = ()) -> Answer:
        """Send a GET and return the answer, which is HTTP: see `http`."""
        return self.request("GET", target, headers)

    def post(self, target: str, form: Mapping[str, str], headers: Headers = ()) -> Answer:
        """Send a form as a browser does (application/x-www-form-urlencoded)."""
        pairs = [*_pairs(headers), ("Content-Type", "application/x-www-form-urlencoded")]
        return self.request("POST", target, pairs, urlencode(form).encode())

    def request(self, method: str, target: str, headers: Headers = (), body: bytes = b"") -> Answer:
        """Send a request and return the answer, which is HTTP."""
        return self.http(self.send(speaking.request(method, target, _pairs(headers), body)))

    def send(self, *pieces: bytes, pause: float = 0.05, seconds: float | None = None) -> Answer:
        """Send these bytes, a piece at a time, and return whatever came back.

        Raises ProgramFault when the program ended before it answered.
        """
        program = self.program
        self.last = speaking.exchange(program.port, pieces, pause=pause, seconds=seconds)
        end = time.monotonic() + SECONDS_TO_ACCEPT
        while self.last.ended == speaking.REFUSED and time.monotonic() < end:
            # wsgiref asks for its own name between bind() and listen(): the port is taken, and nobody listens yet
            program.check(grace=0.02)
            self.last = speaking.exchange(program.port, pieces, pause=pause, seconds=seconds)
        if not self.last.raw:
            # what has just broken the connection may be on its way out
            program.check(grace=0 if self.last.ended == speaking.SILENT else 0.5)
        return self.last

    # expecting

    def http(self, answer: Answer) -> Answer:
        """Return *answer*, an HTTP response. Raises Failed with what is missing for that."""
        self.last = answer
        if answer.fault in NOT_HTTP:
            raise Failed(NOT_HTTP[answer.fault], "HTTP/1.1 200 OK\r\n…\r\n\r\n…", answer.raw[:300])
        if answer.fault:
            text = NO_ANSWER.get(answer.ended, NO_ANSWER[speaking.CLOSED])
            raise Failed(filled(text, seconds=speaking.SECONDS))
        return answer

    def status(self, answer: Answer, *wanted: int) -> Answer:
        """Expect one of these statuses."""
        if self.http(answer).status not in wanted:
            raise Failed(
                WRONG_STATUS, " / ".join(map(str, wanted)), f"{answer.status} {answer.reason}"
            )
        return answer

    def header(self, answer: Answer, name: str, wanted: str) -> Answer:
        """Expect a header of that value; upper and lower case, and spaces after `;`, are the same."""
        found = self.http(answer).header(name)
        if _plain(found) != _plain(wanted):
            raise Failed(
                filled(WRONG_HEADER, name=name),
                f"{name}: {wanted}",
                f"{name}: {found}" if found else "",
            )
        return answer

    def contains(self, answer: Answer, text: str, why: Text | None = None) -> Answer:
        """Expect *text* in the body. why: the sentence for when it is not there."""
        if text not in self.http(answer).text:
            raise Failed(why or NOT_THERE, text, answer.text[:2000])
        return answer

    def lacks(self, answer: Answer, text: str, why: Text | None = None) -> Answer:
        """Expect that *text* is not in the body."""
        if text in self.http(answer).text:
            raise Failed(why or NOT_WANTED, f"(not) {text}", answer.text[:2000])
        return answer

    def equal(self, received: object, expected: object, why: Text | None = None) -> None:
        """Expect two values to be the same."""
        if received != expected:
            raise Failed(why or DIFFERENT, expected, received)

    def true(
        self, fact: object, why: Text, *, expected: object = "", received: object = ""
    ) -> None:
        """Expect a fact; *why* says what it means that it is not so."""
        if not fact:
            raise Failed(why, expected, received)

    def printed(self, text: str, why: Text | None = None) -> None:
        """Expect that the program prints *text*, within three seconds."""
        if not self.program.wait_for_output(text):
            raise Failed(why or NOT_PRINTED, text, self.program.output[-2000:])

    def differ(self, first: object, second: object, why: Text) -> None:
        """Expect two values to be different."""
        if first == second:
            raise Failed(why, received=first)


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return list(headers.items()) if isinstance(headers, Mapping) else list(headers)


def _plain(value: str) -> str:
    return "".join(value.lower().split())


def _shown(value: object) -> str:
    """Return a value as it is shown beside another: bytes by their text, line ends written out."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "backslashreplace")
    return value.replace("\r\n", "\\r\\n\n") if isinstance(value, str) else repr(value)
