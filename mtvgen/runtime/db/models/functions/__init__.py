"""Functions of the database: `Lower("name")`, `TruncMonth("pub_date")`, …

(Django's documentation: reference/models/database-functions.)

- `text.py`, `numbers.py`, `choosing.py`  text; numbers; the first, the greatest, the type
- `dates.py`  parts of dates, and dates cut short
"""

from .choosing import Cast as Cast
from .choosing import Coalesce as Coalesce
from .choosing import Greatest as Greatest
from .choosing import Least as Least
from .choosing import NullIf as NullIf
from .dates import Extract as Extract
from .dates import ExtractDay as ExtractDay
from .dates import ExtractHour as ExtractHour
from .dates import ExtractMinute as ExtractMinute
from .dates import ExtractMonth as ExtractMonth
from .dates import ExtractQuarter as ExtractQuarter
from .dates import ExtractSecond as ExtractSecond
from .dates import ExtractWeek as ExtractWeek
from .dates import ExtractWeekDay as ExtractWeekDay
from .dates import ExtractYear as ExtractYear
from .dates import Now as Now
from .dates import Trunc as Trunc
from .dates import TruncDate as TruncDate
from .dates import TruncDay as TruncDay
from .dates import TruncHour as TruncHour
from .dates import TruncMinute as TruncMinute
from .dates import TruncMonth as TruncMonth
from .dates import TruncQuarter as TruncQuarter
from .dates import TruncWeek as TruncWeek
from .dates import TruncYear as TruncYear
from .numbers import Abs as Abs
from .numbers import Ceil as Ceil
from .numbers import Floor as Floor
from .numbers import Mod as Mod
from .numbers import Pi as Pi
from .numbers import Power as Power
from .numbers import Round as Round
from .numbers import Sqrt as Sqrt
from .text import Concat as Concat
from .text import Left as Left
from .text import Length as Length
from .text import Lower as Lower
from .text import LTrim as LTrim
from .text import Repeat as Repeat
from .text import Replace as Replace
from .text import Right as Right
from .text import RTrim as RTrim
from .text import StrIndex as StrIndex
from .text import Substr as Substr
from .text import Trim as Trim
from .text import Upper as Upper
