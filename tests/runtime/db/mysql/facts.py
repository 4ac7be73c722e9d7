"""What the server's own catalogue says about the tables, in a form that two databases compare by."""

from collections.abc import Callable
from typing import Any

_COLUMNS = """
    SELECT table_name, column_name, column_type, is_nullable, extra, column_default, collation_name
    FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1, 2
"""
_CHECKS = """
    SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints
    WHERE constraint_schema = DATABASE() ORDER BY 1, 2
"""
_KEYS = """
    SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name,
           k.referenced_column_name, r.update_rule, r.delete_rule
    FROM information_schema.key_column_usage k
    JOIN information_schema.referential_constraints r
      ON r.constraint_schema = k.table_schema AND r.constraint_name = k.constraint_name
    WHERE k.table_schema = DATABASE() ORDER BY 1, 3
"""
_INDEXES = """
    SELECT table_name, index_name, non_unique,
           GROUP_CONCAT(CONCAT(column_name, ' ', collation) ORDER BY seq_in_index)
    FROM information_schema.statistics WHERE table_schema = DATABASE() GROUP BY 1, 2, 3
"""


def schema(sql: Callable[..., list[Any]]) -> dict[str, Any]:
    """Return what the database knows of each table: columns, rules, indexes, and all their names."""
    found: dict[str, Any] = {}
    for table, *column in sql(_COLUMNS):
        known = found.setdefault(table, {"columns": [], "rules": [], "indexes": [], "names": set()})
        known["columns"].append(tuple(column))
    for table, name, clause in sql(_CHECKS):
        found[table]["rules"].append(clause)
        found[table]["names"].add(name)
    for table, name, *key in sql(_KEYS):
        found[table]["rules"].append(" ".join(key))
        found[table]["names"].add(name)
    for table, name, *index in sql(_INDEXES):
        found[table]["indexes"].append(tuple(index))
        found[table]["names"].add(name)
    for known in found.values():
        known["indexes"].sort()
        known["rules"].sort()
    return found
