"""The marks that pictures are made of, batched: many volumes in one path, many texts in one trace, one trace to hit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from explorer.layout import Box, Lane
from explorer.theme import FONT, Canvas, Theme, text_width

Rectangle = tuple[float, float, float, float]
MOVING, STILL, BANNER = ("x", "y"), ("x2", "y2"), ("x2", "y")  # a banner stays in sight where the picture is panned
DOT = 2.5  # pixels: a circle of a smaller radius is not told from its corners
POSITIONS = {"start": "middle right", "middle": "middle center", "end": "middle left"}


@dataclass(frozen=True)
class Label:
    """A line of text: its middle height, and the x where it starts, ends, or has its middle."""

    text: str
    x: float
    y: float
    size: float
    colour: str
    anchor: str = "middle"
    bold: bool = False

    @property
    def width(self) -> float:
        return text_width(self.text, self.size, self.bold)

    @property
    def left(self) -> float:
        return self.x - {"start": 0, "middle": self.width / 2, "end": self.width}[self.anchor]


def spread(centres: Sequence[float], widths: Sequence[float], left: float, right: float, gap: float) -> list[float]:
    """The centres, moved as little as it takes that nothing overlaps or leaves the room."""
    placed, edge = [], left
    for centre, width in zip(centres, widths, strict=True):
        placed.append(max(centre, edge + width / 2))
        edge = placed[-1] + width / 2 + gap
    edge = right
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], edge - widths[place] / 2)
        edge = placed[place] - widths[place] / 2 - gap
    return placed


def text_trace(labels: Iterable[Label], axes: tuple[str, str] = MOVING) -> dict:
    """Lines of text, on the axes that pan and zoom or on others."""
    labels = list(labels)
    return {
        "xaxis": axes[0], "yaxis": axes[1],
        "type": "scatter", "mode": "text", "hoverinfo": "skip", "showlegend": False, "cliponaxis": False,
        "x": [round(label.x, 1) for label in labels], "y": [round(label.y, 1) for label in labels],
        "text": [f"<b>{label.text}</b>" if label.bold else label.text for label in labels],
        "textposition": [POSITIONS[label.anchor] for label in labels],
        "textfont": {"family": FONT, "size": [label.size for label in labels],
                     "color": [label.colour for label in labels]},
    }


def hit_trace(areas: Iterable[tuple[str, Rectangle, str]]) -> dict:
    """Unseen bars that answer to the pointer: (name, (left, bottom, right, top), text on hovering)."""
    areas = list(areas)
    return {
        "type": "bar", "showlegend": False, "marker": {"color": "rgba(0,0,0,0)", "line": {"width": 0}},
        "x": [round((left + right) / 2, 1) for _, (left, _, right, _), _ in areas],
        "width": [round(right - left, 1) for _, (left, _, right, _), _ in areas],
        "base": [round(bottom, 1) for _, (_, bottom, _, _), _ in areas],
        "y": [round(top - bottom, 1) for _, (_, bottom, _, top), _ in areas],
        "customdata": [name for name, _, _ in areas],
        "hovertext": [text for _, _, text in areas], "hoverinfo": "text",
    }


def blank(canvas: Canvas, theme: Theme) -> dict:
    """A layout whose axes are the canvas in pixels and are not seen: x pans and zooms, x2 and y2 stay."""
    axis = {"visible": False, "zeroline": False, "showgrid": False}
    still = {**axis, "fixedrange": True}
    return {
        "width": canvas.width, "height": canvas.height, "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "xaxis": {**axis, "range": [0, canvas.width]},
        "yaxis": {**still, "range": [0, canvas.height]},
        "xaxis2": {**still, "range": [0, canvas.width], "overlaying": "x"},
        "yaxis2": {**still, "range": [0, canvas.height], "overlaying": "y"},
        "paper_bgcolor": theme.paper, "plot_bgcolor": "rgba(0,0,0,0)", "font": {"family": FONT, "color": theme.ink},
        "hoverlabel": {"align": "left", "bgcolor": theme.paper, "bordercolor": theme.line,
                       "font": {"family": FONT, "size": 13, "color": theme.ink}},
        "hovermode": "closest", "dragmode": "pan", "showlegend": False, "barmode": "overlay",
    }


def path(d: str, fixed: bool = False, fill: str = "rgba(0,0,0,0)", **line: object) -> dict:
    """A shape below the traces. `line` are its colour, width and dash; `fixed` ones neither pan nor zoom."""
    axes = {"xref": "x2", "yref": "y2"} if fixed else {}
    return {"type": "path", "path": d, "layer": "below", "fillcolor": fill, "line": {"width": 0, **line}, **axes}


def polygon(*points: tuple[float, float]) -> str:
    """Its sides that are level or upright are written as such: thousands of them are half as long."""
    corners = [(f"{x:.1f}", f"{y:.1f}") for x, y in points]
    return f"M{','.join(corners[0])}{''.join(_side(*pair) for pair in pairwise(corners))}Z"


def _side(start: tuple[str, str], end: tuple[str, str]) -> str:
    if start[1] == end[1]:
        return f"H{end[0]}"
    return f"V{end[1]}" if start[0] == end[0] else f"L{','.join(end)}"


def rectangle(left: float, bottom: float, right: float, top: float) -> str:
    return polygon((left, bottom), (right, bottom), (right, top), (left, top))


def segment(x0: float, y0: float, x1: float, y1: float) -> str:
    start, end = ((f"{x:.1f}", f"{y:.1f}") for x, y in ((x0, y0), (x1, y1)))
    return f"M{','.join(start)}{_side(start, end)}"


def circle(x: float, y: float, radius: float) -> str:
    """Four curves, which differ from it by less than a thousandth of its radius; eight corners where that is small."""
    if radius < DOT:
        a = (2**0.5 - 1) * radius
        return polygon(*((x + right, y + up) for right, up in (
            (-a, -radius), (a, -radius), (radius, -a), (radius, a), (a, radius), (-a, radius), (-radius, a),
            (-radius, -a))))
    k = 4 / 3 * (2**0.5 - 1) * radius
    smooth = "".join(f"S{x + a:.1f},{y + b:.1f} {x + c:.1f},{y + d:.1f}" for a, b, c, d in (
        (-radius, k, -radius, 0), (-k, -radius, 0, -radius), (radius, -k, radius, 0)))
    first = f"C{x + radius:.1f},{y + k:.1f} {x + k:.1f},{y + radius:.1f} {x:.1f},{y + radius:.1f}"
    return f"M{x + radius:.1f},{y:.1f}{first}{smooth}Z"


def plus(x: float, y: float, reach: float) -> str:
    """Two lines that cross, so far to every side."""
    return segment(x - reach, y, x + reach, y) + segment(x, y - reach, x, y + reach)


def faces(box: Box) -> tuple[str, str, str]:
    """Front, top and side of a volume."""
    left, right, bottom, top = box.x, box.x + box.width, box.y, box.y + box.height
    dx, dy = box.dx, box.dy
    return (
        rectangle(left, bottom, right, top),
        polygon((left, top), (right, top), (right + dx, top + dy), (left + dx, top + dy)),
        polygon((right, bottom), (right + dx, bottom + dy), (right + dx, top + dy), (right, top)),
    )


def silhouette(box: Box) -> str:
    left, right, bottom, top, dx, dy = box.x, box.x + box.width, box.y, box.y + box.height, box.dx, box.dy
    return polygon((left, bottom), (right, bottom), (right + dx, bottom + dy), (right + dx, top + dy),
                   (left + dx, top + dy), (left, top))


def arc(lane: Lane, radius: float) -> str:
    """The lane as a line with round corners."""
    inner = lane.cut or ((lane.start + lane.end) / 2,) * 2
    r = min(radius, inner[0] - lane.start, lane.end - inner[1], lane.top - max(lane.foot, lane.landing))
    up = f"M{lane.start:.1f},{lane.foot:.1f}V{lane.top - r:.1f}Q{lane.start:.1f},{lane.top:.1f} "
    up += f"{lane.start + r:.1f},{lane.top:.1f}"
    over = f"H{lane.cut[0]:.1f}M{lane.cut[1]:.1f},{lane.top:.1f}" if lane.cut else ""
    down = f"H{lane.end - r:.1f}Q{lane.end:.1f},{lane.top:.1f} {lane.end:.1f},{lane.top - r:.1f}V{lane.landing:.1f}"
    return up + over + down
