"""Charts of what was measured: scales with their ticks, and lines, points and bars between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from explorer.drawing import prose
from explorer.drawing.marks import Label, Rectangle, circle, polygon, rectangle, segment
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page
from explorer.laboratory.level import Level
from explorer.metrics.units import raised, significant
from explorer.theme import text_width

MOST_TICKS = 6
STEPS = (1, 2, 5, 10)
TICK_GAP = 0.5  # em, between a tick's text and the chart
TITLE = 1.6  # em, the row of a chart's title
RUNG, ACROSS = 1.5, 4  # em: from tick to tick at least, upwards and across
FOOT, HEAD = 2.0, 2.2  # em: below a chart its numbers, above it its title
NARROWEST, LEAST, APART = 26, 15, 2  # em: a chart's width and height at least, and between two of them


@dataclass(frozen=True)
class Scale:
    """Numbers from `low` to `high` as pixels from `start` to `end`, in proportion or, where it is `log`, by powers."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        low, high, value = (math.log10(number) if self.log else number for number in (self.low, self.high, value))
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def ticks(self, apart: float) -> list[tuple[float, str]]:
        """Round numbers, at least so many pixels apart, each with its text."""
        most = max(min(MOST_TICKS, int(abs(self.end - self.start) / apart)), 1)
        return _powers(self.low, self.high, most) if self.log else _round(self.low, self.high, most)


def linear(values: Iterable[float], start: float, end: float) -> Scale:
    """From 0, or the lowest where that is below it, to the highest, both rounded outwards."""
    finite = [0.0, *filter(math.isfinite, values)]
    step = _step(min(finite), max(finite), MOST_TICKS)
    low, high = math.floor(min(finite) / step), math.ceil(max(finite) / step)
    return Scale(low * step, max(high, low + 1) * step, start, end)


def logarithmic(values: Iterable[float], start: float, end: float) -> Scale:
    """Between powers of ten; numbers that have no logarithm are left out."""
    exponents = [math.log10(value) for value in values if math.isfinite(value) and value > 0] or [0.0]
    low, high = math.floor(min(exponents)), math.ceil(max(exponents))
    return Scale(10.0**low, 10.0 ** max(high, low + 1), start, end, log=True)


def _step(low: float, high: float, most: int) -> float:
    """The distance of round numbers of which at most so many, and one more, lie between the two."""
    rough = (high - low) / most or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))


def _round(low: float, high: float, most: int) -> list[tuple[float, str]]:
    step = _step(low, high, most)
    places = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return [(place * step, significant(float(f"{place * step:.6g}"))) for place in places]


def _powers(low: float, high: float, most: int) -> list[tuple[float, str]]:
    first, last = round(math.log10(low)), round(math.log10(high))
    every = math.ceil((last - first) / most) or 1
    return [(10.0**exponent, raised(10, exponent)) for exponent in range(first, last + 1, every)]


@dataclass(frozen=True)
class Series:
    """A number for each place, None where there is none; drawn as a line of this colour and style, and by this name.

    With `dots` each number has its own mark too.
    """

    name: str
    values: Sequence[float | None]
    colour: str
    dash: str = "solid"
    dots: bool = False

    @property
    def known(self) -> Iterator[float]:
        return (value for value in self.values if value is not None and math.isfinite(value))


def cells(page: Page, drawing: Drawing, number: int, said: Sequence[Sentence],
          narrowest: float = NARROWEST) -> list[Rectangle]:
    """Where so many charts stand, beside one another as far as there is room; beneath them the sentences are written.

    Where the page scrolls it becomes as high as they need.
    """
    width, em = page.right - page.left, page.em
    columns = max(1, min(number, int((page.canvas.width / em + APART) // (narrowest + APART))))
    columns = next(some for some in range(columns, 0, -1) if number % some == 0)
    rows = number // columns
    room = (page.top - prose.height(page, said, width) - em) / rows
    height = max(room, LEAST * em) if page.canvas.pans else room
    each = (width - (columns - 1) * APART * em) / columns
    drawing.bottom = prose.write(page, drawing, said, page.left, page.top - rows * height, width) - em / 2
    corners = [(page.left + column * (each + APART * em), page.top - row * height)
               for row in range(rows) for column in range(columns)]
    return [(left, top - height, left + each, top) for left, top in corners]


def titled(page: Page, drawing: Drawing, title: str, left: float, top: float) -> None:
    drawing.labels.append(Label(title, left, top - TITLE / 2 * page.em, page.em, page.theme.ink, "start", bold=True))


def margin(page: Page, scale: Scale) -> float:
    """What the texts of the ticks take at the left of a chart, in pixels."""
    return max(text_width(text, page.em) for _, text in scale.ticks(RUNG * page.em)) + TICK_GAP * page.em


def rungs(page: Page, drawing: Drawing, scale: Scale, left: float, right: float) -> None:
    """A level line for every tick, its number at the left."""
    for value, text in scale.ticks(RUNG * page.em):
        drawing.stroke(segment(left, scale(value), right, scale(value)), page.theme.line, 0.5, layer=0)
        drawing.labels.append(Label(text, left - TICK_GAP * page.em, scale(value), page.em, page.theme.quiet, "end"))


def line(page: Page, drawing: Drawing, series: Series, x: Sequence[float], y: Scale) -> None:
    """From number to number at the places `x`; it is interrupted where there is none that the scale can show."""
    points = [(place, y(value)) if _shown(value, y) else None for place, value in zip(x, series.values, strict=True)]
    for there, run in groupby(points, key=lambda point: point is not None):
        corners = list(run) if there else []
        if len(corners) > 1:
            path = "M" + "L".join(f"{right:.1f},{up:.1f}" for right, up in corners)
            drawing.stroke(path, series.colour, 1.5 * page.canvas.line, series.dash, layer=2)
        if series.dots or len(corners) == 1:
            for right, up in corners:
                drawing.fill(circle(right, up, 2 * page.canvas.line), series.colour, layer=3)


def _shown(value: float | None, scale: Scale) -> bool:
    return value is not None and math.isfinite(value) and (value > 0 or not scale.log)


def bar(drawing: Drawing, left: float, right: float, value: float, y: Scale, colour: str) -> None:
    """From the lower end of the scale, or 0 where it has that, up to the number."""
    base = y.start if y.log else y(max(y.low, 0))
    if _shown(value, y):
        drawing.fill(rectangle(left, min(base, y(value)), right, max(base, y(value))), colour, layer=1)


def feet(page: Page, drawing: Drawing, scale: Scale, floor: float) -> None:
    """The numbers of a level scale, below it; those only that there is room for."""
    taken = -math.inf
    for value, text in scale.ticks(ACROSS * page.em):
        half = text_width(text, page.em) / 2
        if scale(value) - half > taken:
            drawing.labels.append(Label(text, scale(value), floor - 0.8 * page.em, page.em, page.theme.quiet))
            taken = scale(value) + half + TICK_GAP * page.em


def spread_band(drawing: Drawing, levels: Sequence[Level], x: Scale, y: Scale, colour: str) -> None:
    """From the lowest to the highest of what the levels are means of; nothing where each is of one number."""
    if any(level.lowest < level.highest for level in levels):
        upper = [(x(level.at), y(level.highest)) for level in levels]
        lower = [(x(level.at), y(level.lowest)) for level in reversed(levels)]
        drawing.fill(polygon(*upper, *lower), colour, layer=1)
