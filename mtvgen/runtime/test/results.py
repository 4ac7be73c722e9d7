"""What a run of the tests notes beside what unittest does: `--pdb` and `--debug-sql`.

(Django's documentation: reference/django-admin, "test".)
"""

import sys
import unittest
from typing import Any

from .. import trace


class PDBDebugResult(unittest.TextTestResult):
    """Opens the debugger where a test fails."""

    def addError(self, test: Any, err: Any) -> None:
        """Note an exception, and debug it."""
        super().addError(test, err)
        self._debug(err)

    def addFailure(self, test: Any, err: Any) -> None:
        """Note a failure, and debug it."""
        super().addFailure(test, err)
        self._debug(err)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
        """Note what a subtest did, and debug it if it failed."""
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._debug(err)

    def _debug(self, error: Any) -> None:
        import pdb

        self._restoreStdout()  # type: ignore[attr-defined]  # unittest's own
        self.buffer = False
        _, value, traceback = error
        sys.stdout.write(f"\nOpening PDB: {value!r}\n")
        pdb.post_mortem(traceback)


class DebugSQLTextTestResult(unittest.TextTestResult):
    """Shows the queries that a failed test ran; with verbosity 2, of each test."""

    def startTestRun(self) -> None:
        """Hear of every query from now on."""
        super().startTestRun()
        self._queries: list[str] = []
        self._stop = trace.listen(self._note)

    def stopTestRun(self) -> None:
        """Hear of queries no more."""
        self._stop()
        super().stopTestRun()

    def startTest(self, test: Any) -> None:
        """Forget the queries of the test before."""
        self._queries.clear()
        super().startTest(test)

    def addSuccess(self, test: Any) -> None:
        """Note a success."""
        super().addSuccess(test)
        if self.showAll and self._queries:
            self.stream.write(self._listed())

    def _note(self, event: str, facts: dict[str, Any]) -> None:
        if event == "db.query":
            given = f"; arguments {tuple(facts['params'])!r}" if facts["params"] else ""
            self._queries.append(
                f"({facts['seconds']:.3f} s, {facts['alias']}) {facts['sql']}{given}"
            )

    def _listed(self) -> str:
        lines = "".join(f"  {query}\n" for query in self._queries)
        return f"Queries:\n{lines or '  none'}\n"

    def _exc_info_to_string(self, err: Any, test: Any) -> str:
        above: Any = super()
        text: str = above._exc_info_to_string(err, test)  # what unittest shows of a failure
        return f"{text}\n{self._listed()}"
