"""What PostgreSQL's own catalogue says about the tables, in a form that two databases compare by."""

import re
from collections.abc import Callable
from typing import Any

_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
           pg_get_expr(d.adbin, d.adrelid)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2
"""
_RULES = """
    SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = 'public'::regnamespace
      AND k.contype <> 'n' ORDER BY 1, 3
"""
_INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
_SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"


def schema(sql: Callable[..., list[Any]]) -> dict[str, Any]:
    """Return what the database knows of each table: columns, rules, indexes, and all their names."""
    found: dict[str, Any] = {}
    for table, *column in sql(_COLUMNS):
        known = found.setdefault(table, {"columns": [], "rules": [], "indexes": [], "names": set()})
        known["columns"].append(tuple(column))
    for table, name, definition in sql(_RULES):
        found[table]["rules"].append(definition)
        found[table]["names"].add(name)
    for table, name, definition in sql(_INDEXES):
        found[table]["indexes"].append(re.sub(r"INDEX \S+ ON \S+ ", "INDEX ", definition))
        found[table]["names"].add(name)
    for facts in found.values():
        facts["indexes"].sort()
        facts["rules"].sort()
    return found
