"""SQLite's own ways: LIMIT, and everything that conditions.py says."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler, SQLiteDialect

from .conditions import Conditions


class _SQLiteCompiler(SQLiteCompiler):
    """SQLAlchemy's, without its parameter for an offset of nought."""

    def limit_clause(self, select: Any, **kwargs: Any) -> str:
        """Return LIMIT and OFFSET: SQLite knows no OFFSET without LIMIT, and -1 means none."""
        limit, offset = select._limit_clause, select._offset_clause
        text = ""
        if limit is not None or offset is not None:
            text = " LIMIT " + ("-1" if limit is None else self.process(limit, **kwargs))
        if offset is not None:
            text += " OFFSET " + self.process(offset, **kwargs)
        return text


class _SQLiteDialect(SQLiteDialect):
    """SQLAlchemy's, with our compiler."""

    statement_compiler = _SQLiteCompiler
    supports_statement_cache = False


class SQLiteConditions(Conditions):
    """What stands in one query to SQLite."""

    insert = staticmethod(sqlite.insert)


def dialect() -> Any:
    """Return SQLAlchemy's dialect, with `?` for a parameter."""
    return _SQLiteDialect(paramstyle="qmark")
