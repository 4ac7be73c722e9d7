"""What `connection.cursor()` gives: Python's cursor (PEP 249) with Django's `%s` parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import Protocol, Self

    class Runs(Protocol):
        """What a cursor needs of its connection."""

        def run(self, cursor: Any, sql: str, params: Any, many: bool = False) -> Any:
            """Run *sql* on *cursor*."""

        def placeholders(self, sql: str, params: Any) -> str:
            """Return *sql* with the driver's own placeholders."""

        def adapt(self, params: Sequence[Any]) -> Sequence[Any]:
            """Return *params* as the driver takes them."""


Params = Sequence[Any] | Mapping[str, Any] | None


class CursorWrapper:
    """A cursor: run SQL with `execute`, read rows with `fetchone`, `fetchmany`, `fetchall`.

    Parameters stand as `%s` (or `%(name)s` with a mapping) in the SQL and a percent sign as `%%`;
    SQL without parameters is taken as it is. Close it, or use it in a `with`.
    """

    def __init__(self, cursor: Any, db: Runs) -> None:
        self.cursor = cursor
        self.db = db

    def execute(self, sql: str, params: Params = None) -> CursorWrapper:
        """Run one statement."""
        if params is not None:
            sql = self.db.placeholders(sql, params)
        self.db.run(self.cursor, sql, self._adapted(params))
        return self

    def executemany(self, sql: str, param_list: Iterable[Params]) -> CursorWrapper:
        """Run one statement once for each item of *param_list*."""
        rows = [self._adapted(params) for params in param_list]
        if rows:
            self.db.run(self.cursor, self.db.placeholders(sql, rows[0]), rows, many=True)
        return self

    def _adapted(self, params: Params) -> Any:
        if not params:
            return ()
        if isinstance(params, Mapping):
            return dict(zip(params, self.db.adapt(list(params.values())), strict=True))
        return self.db.adapt(tuple(params))

    def fetchone(self) -> Any:
        """Return the next row, or None after the last."""
        return self.cursor.fetchone()

    def fetchmany(self, size: int = 1) -> list[Any]:
        """Return at most *size* further rows."""
        rows: list[Any] = self.cursor.fetchmany(size)
        return rows

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        rows: list[Any] = self.cursor.fetchall()
        return rows

    def close(self) -> None:
        """Give the cursor back; it cannot be used any more."""
        self.cursor.close()

    def __iter__(self) -> Iterator[Any]:
        return iter(self.cursor)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)  # description, rowcount, lastrowid, …

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
