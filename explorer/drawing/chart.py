"""Charts of what was measured: scales with their ticks, and lines, points and bars between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from explorer.drawing.marks import Label, circle, rectangle, segment
from explorer.drawing.sheet import Drawing, Page
from explorer.metrics.units import raised, significant
from explorer.theme import text_width

MOST_TICKS = 6
STEPS = (1, 2, 5, 10)
TICK_GAP = 0.5  # em, between a tick's text and the chart
TITLE = 1.6  # em, the row of a chart's title


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

    def ticks(self) -> list[tuple[float, str]]:
        """Round numbers, each with its text."""
        return _powers(self.low, self.high) if self.log else _round(self.low, self.high)


def linear(values: Iterable[float], start: float, end: float) -> Scale:
    """From 0, or the lowest where that is below it, to the highest, both rounded outwards."""
    finite = [0.0, *filter(math.isfinite, values)]
    step = _step(min(finite), max(finite))
    low, high = math.floor(min(finite) / step), math.ceil(max(finite) / step)
    return Scale(low * step, max(high, low + 1) * step, start, end)


def logarithmic(values: Iterable[float], start: float, end: float) -> Scale:
    """Between powers of ten; numbers that have no logarithm are left out."""
    exponents = [math.log10(value) for value in values if math.isfinite(value) and value > 0] or [0.0]
    low, high = math.floor(min(exponents)), math.ceil(max(exponents))
    return Scale(10.0**low, 10.0 ** max(high, low + 1), start, end, log=True)


def _step(low: float, high: float) -> float:
    """The distance of round ticks of which about MOST_TICKS lie between the two."""
    rough = (high - low) / (MOST_TICKS - 1) or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))


def _round(low: float, high: float) -> list[tuple[float, str]]:
    step = _step(low, high)
    places = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
    return [(place * step, significant(float(f"{place * step:.6g}"))) for place in places]


def _powers(low: float, high: float) -> list[tuple[float, str]]:
    first, last = round(math.log10(low)), round(math.log10(high))
    every = math.ceil((last - first) / MOST_TICKS) or 1
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


def margin(page: Page, scale: Scale) -> float:
    """What the texts of the ticks take at the left of a chart, in pixels."""
    return max(text_width(text, page.em) for _, text in scale.ticks()) + TICK_GAP * page.em


def rungs(page: Page, drawing: Drawing, scale: Scale, left: float, right: float) -> None:
    """A level line for every tick, its number at the left."""
    for value, text in scale.ticks():
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


def bar(page: Page, drawing: Drawing, left: float, right: float, value: float, y: Scale, colour: str) -> None:
    """From the lower end of the scale, or 0 where it has that, up to the number."""
    base = y.start if y.log else y(max(y.low, 0))
    if _shown(value, y):
        drawing.fill(rectangle(left, min(base, y(value)), right, max(base, y(value))), colour, layer=1)
