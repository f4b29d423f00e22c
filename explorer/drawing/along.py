"""Charts along the network: a number for each of its blocks, its stages below, one chart beside or below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite

from explorer.drawing.chart import TITLE, Scale, Series, cells, line, linear, logarithmic, margin, rungs, titled
from explorer.drawing.colouring import stage_colours
from explorer.drawing.marks import Label, Rectangle, rectangle, segment
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page
from explorer.metrics.units import significant
from explorer.theme import text_width

STAGES = 2.2  # em, below a chart: the bars of the stages, and their names


@dataclass(frozen=True)
class Place:
    """A block, or another part of the network that numbers are of: its name and its stage's."""

    name: str
    stage: str


@dataclass(frozen=True)
class Plot:
    """A chart: what its height says, and the curves in it."""

    title: str
    series: tuple[Series, ...]
    log: bool = False

    def scale(self, start: float, end: float) -> Scale:
        make = logarithmic if self.log else linear
        return make((value for series in self.series for value in series.known), start, end)


def charts(page: Page, places: Sequence[Place], plots: Sequence[Plot], said: Sequence[Sentence]) -> Drawing:
    """The plots, and beneath them what they say. Each block answers to the pointer with its numbers."""
    drawing = Drawing(bottom=page.top)
    for plot, area in zip(plots, cells(page, drawing, len(plots), said), strict=True):
        along(page, drawing, places, plot, area)
    drawing.walk = [place.name for place in places]
    return drawing


def along(page: Page, drawing: Drawing, places: Sequence[Place], plot: Plot, area: Rectangle) -> None:
    """One plot in its place."""
    left, bottom, right, top = area
    titled(page, drawing, plot.title, left, top)
    floor, ceiling = bottom + (STAGES + 0.5) * page.em, top - (TITLE + 0.6) * page.em
    y = plot.scale(floor, ceiling)
    start = left + margin(page, y)
    rungs(page, drawing, y, start, right)
    step = (right - start) / len(places)
    middles = [start + (place + 0.5) * step for place in range(len(places))]
    for series in plot.series:
        line(page, drawing, series, middles, y)
    _stages(page, drawing, places, start, step, floor)
    for number, place in enumerate(places):
        strip = (start + number * step, floor, start + (number + 1) * step, ceiling)
        drawing.areas.append((place.name, strip, _told(page, place, plot, number)))
        drawing.outlines[place.name] = drawing.outlines.get(place.name, "") + rectangle(*strip)


def _stages(page: Page, drawing: Drawing, places: Sequence[Place], start: float, step: float, floor: float) -> None:
    """A bar in its colour under the blocks of every stage, and its name where there is room for it."""
    colours, x = stage_colours(page.stages), start
    for stage, blocks in groupby(places, key=lambda place: place.stage):
        end = x + step * len(list(blocks))
        inset = min(0.15 * page.em, 0.1 * (end - x))
        drawing.stroke(segment(x + inset, floor - 0.5 * page.em, end - inset, floor - 0.5 * page.em), colours[stage],
                       2 * page.canvas.line)
        if text_width(stage, page.em) < end - x:
            drawing.labels.append(Label(stage, (x + end) / 2, floor - 1.4 * page.em, page.em, page.theme.quiet))
        x = end


def _told(page: Page, place: Place, plot: Plot, number: int) -> str:
    values = ((series.name, series.values[number]) for series in plot.series)
    shown = (f"{name}: {_number(value)}" for name, value in values if value is not None)
    return "<br>".join((f"<b>{place.name}</b>", plot.title, *shown))


def _number(value: float) -> str:
    return significant(value) if isfinite(value) else str(value)
