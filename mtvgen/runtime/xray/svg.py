"""A drawing that stands still, as SVG: for pages without JavaScript."""

from html import escape

from .drawing import WIDTH, Drawing, Point, Shape

_ATTRIBUTES = ("x", "y", "width", "height", "d")


def to_svg(drawing: Drawing, texts: dict[str, str], *, stop: int | None = None) -> str:
    """Return the drawing as an SVG element, the token at the step *stop* (the last one if None).

    texts: what the keys of texts.json mean, in one language.
    """
    last = len(drawing.ways) - 1
    stop = last if stop is None else min(stop, last)
    box = f'viewBox="0 0 {WIDTH} {drawing.height:g}"'
    parts = [f'<svg class="xray" {box} role="img" aria-label="{escape(texts["drawing"])}">']
    there = [shape for shape in drawing.shapes if _is_there(shape, stop)]
    parts += [_element(one, texts, stop) for one in there if one["class"] != "failed"]
    if stop >= 0:
        parts.append(f'<path class="trail" d="{path_of(drawing.ways[: stop + 1])}"/>')
        x, y = drawing.ways[stop][-1]
        parts.append(f'<circle class="token" cx="{x:g}" cy="{y:g}" r="7"/>')
        parts += [_element(one, texts, stop) for one in there if one["class"] == "failed"]
    parts.append("</svg>")
    return "".join(parts)


def path_of(ways: list[list[Point]]) -> str:
    """Return the `d` of one line along *ways*."""
    points = [point for way in ways for point in way]
    rest = "".join(f"L{x:g} {y:g}" for x, y in points[1:])
    return f"M{points[0][0]:g} {points[0][1]:g}{rest}"


def _is_there(shape: Shape, stop: int) -> bool:
    return "from" not in shape or (shape["from"] is not None and shape["from"] <= stop)


def _element(shape: Shape, texts: dict[str, str], stop: int) -> str:
    name = shape["class"]
    if shape.get("lit") is not None and shape["lit"] <= stop:
        name += " lit"
    if stop in shape.get("on", ()):
        name += " on"
    attributes = "".join(
        f' {key}="{shape[key] if key == "d" else format(shape[key], "g")}"'
        for key in _ATTRIBUTES
        if key in shape
    )
    inner = escape(texts[shape["key"]] if "key" in shape else str(shape.get("text", "")))
    if "title" in shape:
        inner += f"<title>{escape(shape['title'])}</title>"
    return f'<{shape["tag"]} class="{name}"{attributes}>{inner}</{shape["tag"]}>'
