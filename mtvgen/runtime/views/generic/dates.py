"""Django's date archives are not offered yet: what to write instead."""

from ...absent import absent

_ARCHIVE = (
    "Date archives are not offered yet. Write a ListView whose get_queryset() filters by "
    "self.kwargs: filter(published__year=self.kwargs['year'])."
)

ADVICE = {
    "ArchiveIndexView": "Write a ListView with ordering = '-published'.",
    "YearArchiveView": _ARCHIVE,
    "MonthArchiveView": _ARCHIVE,
    "WeekArchiveView": _ARCHIVE,
    "DayArchiveView": _ARCHIVE,
    "TodayArchiveView": _ARCHIVE,
    "DateDetailView": "Write a DetailView whose get_queryset() filters by self.kwargs.",
}
"""Django's name → what to write until it is offered."""

__getattr__ = absent(__name__, ADVICE)
