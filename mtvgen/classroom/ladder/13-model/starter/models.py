"""The model: a class for each table, an object for each row. SQL is spoken here and nowhere else."""

import sqlite3
from pathlib import Path

DATABASE = Path(__file__).parent / "data.db"
TABLE = "CREATE TABLE IF NOT EXISTS visitor (id INTEGER PRIMARY KEY, name TEXT NOT NULL)"


def execute(sql, values=()):
    """Run one statement and keep what it changed. Return its rows, and the id of a new row."""
    connection = sqlite3.connect(DATABASE)
    # 1. connection.execute(sql, values): its fetchall() are the rows, its lastrowid is the id.
    # 2. What was changed is kept only after connection.commit(). Then close the connection.


# Second part of the task: class Visitor, with Visitor.objects.
