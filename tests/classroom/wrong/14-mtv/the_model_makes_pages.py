# says: models.py, line
# replaces: models.py
"""M, the models: a class for each table, an object for each row. SQL is spoken here and nowhere else."""

import sqlite3
from contextlib import closing
from pathlib import Path

DATABASE = Path(__file__).parent / "data.db"


def execute(sql, values=()):
    """Run one statement and keep what it changed. Return its rows, and the id of a new row.

    The values stand beside the statement, never in it: SQLite puts them in the place of each ?.
    """
    with closing(sqlite3.connect(DATABASE)) as connection:
        connection.row_factory = sqlite3.Row
        with connection:  # commits at its end, or takes everything back when something went wrong
            cursor = connection.execute(sql, values)
            return cursor.fetchall(), cursor.lastrowid


class Manager:
    """Asks the table of a model: Visitor.objects."""

    def __init__(self, model):
        self.model = model

    def all(self):
        return self.filter()

    def filter(self, **conditions):
        """Return the objects that fit all conditions: name="Ada", or name__contains="d"."""
        tests, values = [], []
        for condition, value in conditions.items():
            field, _, how = condition.partition("__")
            # a name of a column cannot be a ?: only those that the model has come into the statement
            if field not in ("id", *self.model.fields) or how not in ("", "contains"):
                raise TypeError(f"{self.model.__name__} knows no condition {condition!r}")
            if how == "contains":
                for sign in "\\%_":  # they mean something in LIKE
                    value = value.replace(sign, "\\" + sign)
                tests.append(rf"{field} LIKE ? ESCAPE '\'")
                values.append(f"%{value}%")
            else:
                tests.append(f"{field} = ?")
                values.append(value)
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        rows, _ = execute(f"SELECT * FROM {self.model.table}{where} ORDER BY id", values)
        return [self.model(**row) for row in rows]

    def get(self, **conditions):
        """Return the one object that fits. Raises the model's DoesNotExist."""
        found = self.filter(**conditions)
        if not found:
            raise self.model.DoesNotExist(f"no {self.model.__name__} with {conditions}")
        return found[0]

    def create(self, **values):
        one = self.model(**values)
        one.save()
        return one


class Model:
    """What all models can do. Each says its table and its fields; the field id comes by itself."""

    table = ""
    fields = ()

    def __init_subclass__(cls):
        """Called once for each class that is made of this one."""
        cls.objects = Manager(cls)
        cls.DoesNotExist = type("DoesNotExist", (LookupError,), {})
        columns = ", ".join(f"{field} TEXT NOT NULL" for field in cls.fields)
        execute(f"CREATE TABLE IF NOT EXISTS {cls.table} (id INTEGER PRIMARY KEY, {columns})")

    def __init__(self, id=None, **values):
        self.id = id
        for field in self.fields:
            setattr(self, field, values.pop(field))
        if values:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(values)}")

    def save(self):
        """Write the object into its row; a new object gets a new row, and its id."""
        values = [getattr(self, field) for field in self.fields]
        if self.id is None:
            names, marks = ", ".join(self.fields), ", ".join("?" for _ in values)
            _, self.id = execute(f"INSERT INTO {self.table} ({names}) VALUES ({marks})", values)
        else:
            names = ", ".join(f"{field} = ?" for field in self.fields)
            execute(f"UPDATE {self.table} SET {names} WHERE id = ?", [*values, self.id])

    def delete(self):
        execute(f"DELETE FROM {self.table} WHERE id = ?", [self.id])
        self.id = None


class Visitor(Model):
    """One line of the guest book."""

    table = "visitor"
    fields = ("name",)

    def page(self):
        from framework import render

        return render("user.html", user=self)
