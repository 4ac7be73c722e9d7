"""Signals: one part of a program tells, others listen, and neither knows the other.

- `dispatcher.py`  Signal and receiver
"""

from .dispatcher import Signal as Signal
from .dispatcher import receiver as receiver
