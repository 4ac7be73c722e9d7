"""One change each, to the models and to the database.

- `base.py`      Operation: what all of them have
- `models.py`    a model as a whole: CreateModel, DeleteModel, RenameModel, its options
- `fields.py`    one field: AddField, RemoveField, AlterField, RenameField
- `indexes.py`   indexes and constraints
- `special.py`   RunPython, RunSQL, SeparateDatabaseAndState
"""

from .fields import AddField as AddField
from .fields import AlterField as AlterField
from .fields import RemoveField as RemoveField
from .fields import RenameField as RenameField
from .indexes import AddConstraint as AddConstraint
from .indexes import AddIndex as AddIndex
from .indexes import RemoveConstraint as RemoveConstraint
from .indexes import RemoveIndex as RemoveIndex
from .indexes import RenameIndex as RenameIndex
from .models import AlterModelManagers as AlterModelManagers
from .models import AlterModelOptions as AlterModelOptions
from .models import AlterModelTable as AlterModelTable
from .models import AlterUniqueTogether as AlterUniqueTogether
from .models import CreateModel as CreateModel
from .models import DeleteModel as DeleteModel
from .models import RenameModel as RenameModel
from .special import RunPython as RunPython
from .special import RunSQL as RunSQL
from .special import SeparateDatabaseAndState as SeparateDatabaseAndState
