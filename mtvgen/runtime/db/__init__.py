"""The M: models, and what keeps their rows.

- `models/`         models, fields, queries: what `models.py` of an app is written with
- `transaction.py`  atomic(): all of it, or nothing
- `connection.py`   connection, connections: this thread's way to the database
- `backends/`       the databases: what differs from one to the next
- `plans.py`        queries that were asked before: their SQL, kept
- `utils.py`        the errors of a database
- `migrations/`     changes of the models, and of the tables after them
- `schema/`, `creation/`  how tables, and the tests' database, are made
"""

from .connection import close_old_connections as close_old_connections
from .connection import connection as connection
from .connection import connections as connections
from .connection import reset_queries as reset_queries
from .utils import DEFAULT_DB_ALIAS as DEFAULT_DB_ALIAS
from .utils import DatabaseError as DatabaseError
from .utils import DataError as DataError
from .utils import Error as Error
from .utils import IntegrityError as IntegrityError
from .utils import InterfaceError as InterfaceError
from .utils import InternalError as InternalError
from .utils import NotSupportedError as NotSupportedError
from .utils import OperationalError as OperationalError
from .utils import ProgrammingError as ProgrammingError
