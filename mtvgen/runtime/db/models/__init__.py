"""Models: `class Question(models.Model)`, its fields, its queries.

In reading order:

- `base.py`, `checking.py`, `saving.py`  Model: an object that is a row; `declaring.py`  how its class is made
- `options.py`      `Model._meta`
- `fields/`         the columns, and the relations
- `manager.py`, `query.py`, `columns.py`, `answers.py`, `writes.py`  `Question.objects`, and what can be asked of it
- `query_utils.py`, `expressions.py`, `func.py`, `aggregates.py`, `conditional.py`  Q, F, Count, Case: what queries are said with
- `functions/`, `indexes.py`, `constraints.py`  Lower, TruncMonth; what Meta lists
- `lookups.py`, `registering.py`, `own_lookups.py`, `sqltext.py`  lookups and expressions of a project's own
- `lineage.py`, `inheritance.py`  models whose rows are spread over tables
- `paths.py`, `structure.py`  names and values, split into structure and parameters
- `ways.py`         queries of plain steps, found again without their structure
- `run.py`, `hydrate.py`      the plan is run, the rows become objects
- `compiler/`       a new structure becomes SQL: the only rooms that know SQLAlchemy
- `checks/`         what is wrong with a model as it is declared
- `prefetch.py`, `deletion.py`, `signals.py`, `enums.py`  relations read ahead; what goes with a deleted object; who is told; choices
"""

import gc
from typing import TYPE_CHECKING, Any

from ...absent import absent
from ...core.exceptions import ObjectDoesNotExist as ObjectDoesNotExist

_collects = gc.isenabled()
gc.disable()  # PERF: nearly all that is made here stays: to look for garbage in it takes 3 ms
try:
    from . import signals as signals
    from .base import DEFERRED as DEFERRED
    from .base import Model as Model
    from .expressions import Expression as Expression
    from .expressions import F as F
    from .expressions import OrderBy as OrderBy
    from .expressions import OuterRef as OuterRef
    from .expressions import Value as Value
    from .fields import NOT_PROVIDED as NOT_PROVIDED
    from .fields import AutoField as AutoField
    from .fields import BigAutoField as BigAutoField
    from .fields import BigIntegerField as BigIntegerField
    from .fields import BooleanField as BooleanField
    from .fields import CharField as CharField
    from .fields import DateField as DateField
    from .fields import DateTimeField as DateTimeField
    from .fields import DecimalField as DecimalField
    from .fields import DurationField as DurationField
    from .fields import EmailField as EmailField
    from .fields import Field as Field
    from .fields import FloatField as FloatField
    from .fields import GenericIPAddressField as GenericIPAddressField
    from .fields import IntegerField as IntegerField
    from .fields import PositiveBigIntegerField as PositiveBigIntegerField
    from .fields import PositiveIntegerField as PositiveIntegerField
    from .fields import PositiveSmallIntegerField as PositiveSmallIntegerField
    from .fields import SlugField as SlugField
    from .fields import SmallAutoField as SmallAutoField
    from .fields import SmallIntegerField as SmallIntegerField
    from .fields import TextField as TextField
    from .fields import TimeField as TimeField
    from .fields import URLField as URLField
    from .manager import Manager as Manager
    from .query import QuerySet as QuerySet
    from .query_utils import Q as Q
finally:
    if _collects:
        gc.enable()

if TYPE_CHECKING:
    from .aggregates import Aggregate as Aggregate
    from .aggregates import Avg as Avg
    from .aggregates import Count as Count
    from .aggregates import Max as Max
    from .aggregates import Min as Min
    from .aggregates import StdDev as StdDev
    from .aggregates import Sum as Sum
    from .aggregates import Variance as Variance
    from .conditional import Case as Case
    from .conditional import Exists as Exists
    from .conditional import Subquery as Subquery
    from .conditional import When as When
    from .constraints import BaseConstraint as BaseConstraint
    from .constraints import CheckConstraint as CheckConstraint
    from .constraints import Deferrable as Deferrable
    from .constraints import UniqueConstraint as UniqueConstraint
    from .deletion import CASCADE as CASCADE
    from .deletion import DO_NOTHING as DO_NOTHING
    from .deletion import PROTECT as PROTECT
    from .deletion import RESTRICT as RESTRICT
    from .deletion import SET as SET
    from .deletion import SET_DEFAULT as SET_DEFAULT
    from .deletion import SET_NULL as SET_NULL
    from .deletion import ProtectedError as ProtectedError
    from .deletion import RestrictedError as RestrictedError
    from .enums import Choices as Choices
    from .enums import IntegerChoices as IntegerChoices
    from .enums import TextChoices as TextChoices
    from .fields.files import FileField as FileField
    from .fields.files import FilePathField as FilePathField
    from .fields.files import ImageField as ImageField
    from .fields.foreign_object import ForeignObject as ForeignObject
    from .fields.json import JSONField as JSONField
    from .fields.many_to_many import ManyToManyField as ManyToManyField
    from .fields.other import BinaryField as BinaryField
    from .fields.other import UUIDField as UUIDField
    from .fields.related import ForeignKey as ForeignKey
    from .fields.related import OneToOneField as OneToOneField
    from .fields.reverse_related import ManyToManyRel as ManyToManyRel
    from .fields.reverse_related import ManyToOneRel as ManyToOneRel
    from .fields.reverse_related import OneToOneRel as OneToOneRel
    from .func import ExpressionWrapper as ExpressionWrapper
    from .func import Func as Func
    from .indexes import Index as Index
    from .lookups import Lookup as Lookup
    from .lookups import Transform as Transform
    from .prefetch import Prefetch as Prefetch
    from .prefetch import prefetch_related_objects as prefetch_related_objects
else:
    # PERF: what a project may never use is imported when it is first named: 1 ms of each start
    _NAMES = {
        "aggregates": "Aggregate Avg Count Max Min StdDev Sum Variance",
        "conditional": "Case Exists Subquery When",
        "constraints": "BaseConstraint CheckConstraint Deferrable UniqueConstraint",
        "deletion": "CASCADE DO_NOTHING PROTECT ProtectedError RESTRICT RestrictedError SET SET_DEFAULT SET_NULL",
        "enums": "Choices IntegerChoices TextChoices",
        "fields.files": "FileField FilePathField ImageField",
        "fields.foreign_object": "ForeignObject",
        "fields.json": "JSONField",
        "fields.many_to_many": "ManyToManyField",
        "fields.other": "BinaryField UUIDField",
        "fields.related": "ForeignKey OneToOneField",
        "fields.reverse_related": "ManyToManyRel ManyToOneRel OneToOneRel",
        "func": "ExpressionWrapper Func",
        "indexes": "Index",
        "lookups": "Lookup Transform",
        "prefetch": "Prefetch prefetch_related_objects",
    }
    _LATER = {name: room for room, names in _NAMES.items() for name in names.split()}
    _ROOMS = frozenset({*_NAMES, "functions"})
    _refuse = absent(
        __name__,
        {
            "Window": "Work it out in Python over the rows.",
            "GeneratedField": "Write a property on the model, or annotate() the query.",
            "FilteredRelation": "Give the aggregate a filter=Q(…).",
            "CompositePrimaryKey": "Use an AutoField, and Meta.unique_together for the pair.",
        },
    )

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name in _ROOMS:
            return import_module(f"{__name__}.{name}")
        if name not in _LATER:
            return _refuse(name)
        found = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *_LATER})

    _OURS = {"Any", "TYPE_CHECKING", "absent", "gc"}
    __all__ = [name for name in __dir__() if name[0] != "_" and name not in _OURS]
