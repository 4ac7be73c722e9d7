"""Who does what in a stage, as a picture: one box for each part of a request's way (SVG 1.1).

A part that the student's own program does is filled; one that a library does has its name; one that
is not there yet is dashed.
"""

from html import escape

from .lessons import LessonSet, Stage
from .phrases import phrase
from .words import said

WIDTH, ROW, TOP = 340, 58, 8
"""Size in user units: the page scales it."""


def drawing(lessons: LessonSet, stage: Stage, language: str) -> str:
    """Return the picture of a stage as an `<svg>` element; colours come from the page's style sheet."""
    height = TOP * 2 + ROW * len(lessons.parts)
    title = phrase("who does what", language)
    rows = []
    for number, part in enumerate(lessons.parts):
        who = stage.by.get(part.name, "")
        kind = "own" if who == "you" else "lent" if who else "absent"
        name = phrase("by you", language) if who == "you" else who or phrase("not yet", language)
        y = TOP + ROW * number
        rows.append(
            f'<g class="{kind}"><rect x="8" y="{y}" width="{WIDTH - 16}" height="{ROW - 16}" rx="8"/>'
            f'<text class="what" x="22" y="{y + 26}">{escape(said(part.title, language))}</text>'
            f'<text class="who" x="{WIDTH - 22}" y="{y + 26}" text-anchor="end">{escape(name)}</text></g>'
        )
        if number:
            rows.append(f'<path class="way" d="M{WIDTH // 2} {y - 16}v12m-5 -6l5 6l5 -6"/>')
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{"".join(rows)}</svg>'
    )
