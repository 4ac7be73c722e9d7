"""Functions of the database: `Lower("name")`, `TruncMonth("pub_date")`, …

(Django's documentation: reference/models/database-functions.)

- `text.py`, `numbers.py`, `choosing.py`  text; numbers; the first, the greatest, the type
- `trigonometry.py`, `hashes.py`, `json.py`  angles and logarithms; digests; JSON made of values
- `dates.py`  parts of dates, and dates cut short
"""

from .choosing import Cast as Cast
from .choosing import Coalesce as Coalesce
from .choosing import Collate as Collate
from .choosing import Greatest as Greatest
from .choosing import Least as Least
from .choosing import NullIf as NullIf
from .dates import Extract as Extract
from .dates import ExtractDay as ExtractDay
from .dates import ExtractHour as ExtractHour
from .dates import ExtractIsoWeekDay as ExtractIsoWeekDay
from .dates import ExtractIsoYear as ExtractIsoYear
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
from .dates import TruncSecond as TruncSecond
from .dates import TruncTime as TruncTime
from .dates import TruncWeek as TruncWeek
from .dates import TruncYear as TruncYear
from .hashes import MD5 as MD5
from .hashes import SHA1 as SHA1
from .hashes import SHA224 as SHA224
from .hashes import SHA256 as SHA256
from .hashes import SHA384 as SHA384
from .hashes import SHA512 as SHA512
from .json import JSONArray as JSONArray
from .json import JSONObject as JSONObject
from .numbers import Abs as Abs
from .numbers import Ceil as Ceil
from .numbers import Floor as Floor
from .numbers import Mod as Mod
from .numbers import Pi as Pi
from .numbers import Power as Power
from .numbers import Round as Round
from .numbers import Sqrt as Sqrt
from .text import Chr as Chr
from .text import Concat as Concat
from .text import Left as Left
from .text import Length as Length
from .text import Lower as Lower
from .text import LPad as LPad
from .text import LTrim as LTrim
from .text import Ord as Ord
from .text import Repeat as Repeat
from .text import Replace as Replace
from .text import Reverse as Reverse
from .text import Right as Right
from .text import RPad as RPad
from .text import RTrim as RTrim
from .text import StrIndex as StrIndex
from .text import Substr as Substr
from .text import Trim as Trim
from .text import Upper as Upper
from .trigonometry import ACos as ACos
from .trigonometry import ASin as ASin
from .trigonometry import ATan as ATan
from .trigonometry import ATan2 as ATan2
from .trigonometry import Cos as Cos
from .trigonometry import Cot as Cot
from .trigonometry import Degrees as Degrees
from .trigonometry import Exp as Exp
from .trigonometry import Ln as Ln
from .trigonometry import Log as Log
from .trigonometry import Radians as Radians
from .trigonometry import Random as Random
from .trigonometry import Sign as Sign
from .trigonometry import Sin as Sin
from .trigonometry import Tan as Tan
