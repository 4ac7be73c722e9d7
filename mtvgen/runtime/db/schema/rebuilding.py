"""A SQLite table made anew in the place of what is there: what ALTER TABLE cannot do.

The new table is made beside the old one, filled from it, and takes its place; indexes that no
model declared, triggers and the counter of keys go along.
(sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes".)
"""

from __future__ import annotations

from collections.abc import Mapping

from ..backends.sqlite3.functions import quoted
from ..utils import IntegrityError
from .editor import SchemaEditor
from .tables import Index, Table, quote


class Rebuilder(SchemaEditor):
    """The part of SQLite's schema editor that makes a table anew."""

    def _must_be_free(self, what: str) -> None:
        raise NotImplementedError

    def rebuild(self, old: Table, new: Table, fill: Mapping[str, str] | None = None) -> None:
        """Make the table anew as *new*, in the place of what is there now.

        fill: for a column's name, SQL for rows that have no value in it.
        """
        self._must_be_free("rebuild a table")
        if self.collect_sql or self.connection.in_atomic_block:
            self._rebuild(old, new, fill or {})
        else:
            with self._transaction():
                self._rebuild(old, new, fill or {})

    def _rebuild(self, old: Table, new: Table, fill: Mapping[str, str]) -> None:
        table, beside = new.name, f"new__{new.name}"
        present = {column.name for column in old.columns}
        if not self.collect_sql:
            present = self._columns_of(table)
        extras = self._extras(table, old, new)
        values = {}
        for column in new.columns:
            name = quote(column.name)
            if column.name not in present:
                if not column.counted:  # else SQLite counts
                    values[name] = fill.get(column.name, "NULL")
            elif column.name in fill:
                values[name] = f"coalesce({name}, {fill[column.name]})"
            else:
                values[name] = name
        self.execute(new.sql(beside), None)
        if values:
            self._copy(table, beside, values)
        if any(column.counted for column in new.columns):
            self._copy_counter(table, beside)
        self.execute(f"DROP TABLE {quote(table)}", None)
        # Views and the references of other tables must not follow *this* renaming
        self._legacy_rename(True)
        try:
            self.execute(f"ALTER TABLE {quote(beside)} RENAME TO {quote(table)}", None)
        finally:
            self._legacy_rename(False)
        for index in new.indexes:
            self.execute(index.sql(table), None)
        for sql in extras:
            self.execute(sql, None)

    def _copy(self, table: str, beside: str, values: Mapping[str, str]) -> None:
        sql = (
            f"INSERT INTO {quote(beside)} ({', '.join(values)}) "  # noqa: S608
            f"SELECT {', '.join(values.values())} FROM {quote(table)}"
        )
        try:
            self.execute(sql, None)
        except IntegrityError as error:
            said = str(error).replace(f"{beside}.", f"{table}.").replace(beside, table)
            raise IntegrityError(
                f"The rows of {table!r} do not fit its new form: {said}.",
                hint="Nothing was changed. Put the rows right first, or give the field a default.",
            ) from error

    def _copy_counter(self, table: str, beside: str) -> None:
        """Let the new table count on from where the old one is: no key is given out twice."""
        with_counter = "INSERT INTO sqlite_sequence (name, seq) SELECT {}, seq FROM sqlite_sequence"
        self.execute(f"DELETE FROM sqlite_sequence WHERE name = {quoted(beside)}", None)  # noqa: S608
        self.execute(f"{with_counter.format(quoted(beside))} WHERE name = {quoted(table)}", None)

    def _legacy_rename(self, on: bool) -> None:
        self.execute(f"PRAGMA legacy_alter_table = {'ON' if on else 'OFF'}", None)

    def _extras(self, table: str, old: Table, new: Table) -> list[str]:
        """Return the SQL of triggers, and of indexes that no model declared, to be made again."""
        if self.collect_sql:
            return []
        declared = {(index.columns, index.unique) for index in (*old.indexes, *new.indexes)}
        names = {index.name for index in (*old.indexes, *new.indexes)}
        dropped = self._columns_of(table) - {column.name for column in new.columns}
        kept = {
            index.name
            for index in self._indexes_of(table)
            if index.name not in names
            and (bool(index.condition) or (index.columns, index.unique) not in declared)
        }
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT type, name, sql FROM sqlite_master "
                "WHERE type IN ('index', 'trigger') AND tbl_name = %s AND sql IS NOT NULL",
                [table],
            )
            return [
                sql
                for kind, name, sql in cursor.fetchall()
                if (kind == "trigger" or name in kept)
                and not (kind == "index" and any(quote(one) in sql for one in dropped))
            ]

    def _columns_of(self, table: str) -> set[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(f"PRAGMA table_info({quote(table)})")
            return {row[1] for row in cursor.fetchall()}

    def _indexes_of(self, table: str) -> list[Index]:
        """Return the indexes that were made by CREATE INDEX; `condition` only says whether."""
        with self.connection.cursor() as cursor:
            cursor.execute(f"PRAGMA index_list({quote(table)})")
            found = [row for row in cursor.fetchall() if row[3] == "c"]
            indexes = []
            for _, name, unique, _, partial in found:
                cursor.execute(f"PRAGMA index_info({quote(name)})")
                columns = tuple(quote(str(row[2])) for row in cursor.fetchall())
                indexes.append(Index(name, columns, bool(unique), "partial" if partial else ""))
            return indexes
