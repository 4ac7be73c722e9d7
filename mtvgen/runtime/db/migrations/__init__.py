"""Migrations: a project's database, changed step by step along with its models.

What a migration file uses stands here: `from mtvgen.runtime.db import migrations, models`.

- `migration.py`     Migration: one file's operations and what they depend on
- `operations/`      CreateModel, AddField, RunPython, …: one change each
- `state.py`         the models as they were after some migrations
- `model_state.py`, `options.py`, `relations.py`  one of them, its options, what it refers to
- `historical.py`    classes made from such a state
- `graph.py`         all migrations and their order
- `loader.py`        reads them from the apps' folders
- `recorder.py`      which ones a database has already: the table `django_migrations`
- `executor.py`      applies them, or takes them back
- `drift.py`         where a database is no longer what they made of it
- `autodetector.py`  finds what changed in the models, as operations
- `signatures.py`    whether two fields, options or other values are the same
- `renames.py`       finds what looks like a new name for an old thing
- `places.py`        lets columns change hands, one after the other
- `chunks.py`        cuts those operations into files
- `reducing.py`, `optimizer.py`  makes operations fewer
- `squashing.py`, `updating.py`  several migrations as one; more changes into the last one
- `questioner.py`    asks a person what cannot be known
- `serializer.py`    a value as the Python code that makes it
- `writer.py`        a migration as the text of its file

(Django's documentation: topics/migrations, reference/migration-operations.)
"""

from ...absent import absent
from .migration import Migration as Migration
from .migration import swappable_dependency as swappable_dependency
from .operations import AddConstraint as AddConstraint
from .operations import AddField as AddField
from .operations import AddIndex as AddIndex
from .operations import AlterField as AlterField
from .operations import AlterModelManagers as AlterModelManagers
from .operations import AlterModelOptions as AlterModelOptions
from .operations import AlterModelTable as AlterModelTable
from .operations import AlterUniqueTogether as AlterUniqueTogether
from .operations import CreateModel as CreateModel
from .operations import DeleteModel as DeleteModel
from .operations import RemoveConstraint as RemoveConstraint
from .operations import RemoveField as RemoveField
from .operations import RemoveIndex as RemoveIndex
from .operations import RenameField as RenameField
from .operations import RenameIndex as RenameIndex
from .operations import RenameModel as RenameModel
from .operations import RunPython as RunPython
from .operations import RunSQL as RunSQL
from .operations import SeparateDatabaseAndState as SeparateDatabaseAndState

__getattr__ = absent(
    __name__,
    {
        "AlterIndexTogether": "Use AddIndex and RemoveIndex with models.Index.",
        "AlterModelTableComment": "Comments of tables are not kept: leave the operation out.",
        "AlterOrderWithRespectTo": "Give the model an IntegerField and order by it in Meta.ordering.",
    },
)
