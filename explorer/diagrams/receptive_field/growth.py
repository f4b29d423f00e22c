"""How the receptive field grows along the network: a bar per block and step, from the shortest path to the longest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log10

import networkx as nx

from explorer.drawing.colouring import stage_colours
from explorer.drawing.marks import Label, Rectangle, rectangle, segment, spread
from explorer.drawing.sheet import Drawing, Page
from explorer.fold import ENDS, Part, opened, visible
from explorer.metrics.receptive_field import fields, shortest_fields, without_field
from explorer.theme import text_width

DASH = "8px,5px"


@dataclass(frozen=True)
class Chart:
    """Where the growth is drawn, and how high a number stands in it."""

    area: Rectangle
    most: int
    slot: float

    def height(self, pixels: float) -> float:
        _, bottom, _, top = self.area
        return bottom + (top - bottom) * pixels / self.most

    def column(self, place: int) -> Rectangle:
        left, bottom, _, top = self.area
        return left + place * self.slot, bottom, left + (place + 1) * self.slot, top


def draw(page: Page, drawing: Drawing, room: Rectangle, node: str, size: tuple[int, int]) -> None:
    """For every block and step a bar from the shortest path's field to the longest's, over its place in the network."""
    parts = [part for part in visible(page.stages, opened(page.stages, "blocks"))
             if part.out not in without_field(page.graph)]
    found = shortest_fields(page.graph), fields(page.graph)
    bars = [tuple(max(pixels for pixels, _ in axes[part.out]) for axes in found) for part in parts]
    most = max(*(high for _, high in bars), *size)
    chart = _chart(page, room, most, len(parts))
    _scale(page, drawing, chart, sorted(set(size)))
    colours = stage_colours(page.stages)
    for place, (part, (low, high)) in enumerate(zip(parts, bars, strict=True)):
        left, _, right, _ = column = chart.column(place)
        inset = 0.15 * chart.slot
        bar = (left + inset, chart.height(low) - 1, right - inset, chart.height(high) + 1)
        drawing.fill(rectangle(*bar), colours[page.graph.nodes[part.out]["stage"]])
        drawing.outlines[part.name] = rectangle(*bar)
        drawing.walk.append(part.name)
        told = page.words["receptive_field.growth.hover"].format(low=low, high=high)
        drawing.areas.append((part.name, column, f"{page.described.hover(part.name)}<br>{told}"))
        if node in part.nodes:
            drawing.stroke(rectangle(*bar), page.theme.ink, page.canvas.line)
            _title(page, drawing, room, part.name, low, high)
    _stages(page, drawing, chart, parts)


def _chart(page: Page, room: Rectangle, most: int, bars: int) -> Chart:
    left, bottom, right, top = room
    area = (left + text_width("0" * len(str(most)), page.em, bold=True) + 0.6 * page.em, bottom + 2.2 * page.em, right,
            top - 2.2 * page.em)
    return Chart(area, most, (right - area[0]) / bars)


def _title(page: Page, drawing: Drawing, room: Rectangle, name: str, low: int, high: int) -> None:
    """What the chart shows, with the numbers of the selected part as far as there is room."""
    title, short = (page.words[f"receptive_field.growth{kind}"].format(name=name, low=low, high=high)
                    for kind in (".title", ".short"))
    text = title if text_width(title, page.em) < room[2] - room[0] else short
    drawing.labels.append(Label(text, room[0], room[3] - 0.6 * page.em, page.em, page.theme.ink, "start"))


def _scale(page: Page, drawing: Drawing, chart: Chart, sizes: list[int]) -> None:
    """Level lines with their numbers; those of the input's size dashed and bold, others where there is room."""
    left, bottom, right, top = chart.area
    for size in sizes:
        y = chart.height(size)
        drawing.stroke(segment(left, y, right, y), page.theme.ink, page.canvas.line, DASH, layer=2)
    middles = spread([chart.height(size) for size in sizes], [1.2 * page.em] * len(sizes), bottom - page.em,
                     top + page.em, 0)
    numbers = [(size, y, True) for size, y in zip(sizes, middles, strict=True)]
    numbers += [(tick, chart.height(tick), False) for tick in _ticks(chart.most)
                if all(abs(chart.height(tick) - y) > 1.3 * page.em for y in middles)]
    for number, y, bold in numbers:
        drawing.labels.append(Label(str(number), left - 0.4 * page.em, y, page.em,
                                    page.theme.ink if bold else page.theme.quiet, "end", bold))
    drawing.stroke("".join(segment(left, y, right, y) for _, y, bold in numbers if not bold), page.theme.frame, 1)


def _ticks(most: int) -> range:
    """Round numbers from zero, five at most above it."""
    power = 10 ** floor(log10(max(most, 1)))
    step = next(max(ceil(power * part), 1) for part in (0.2, 0.5, 1, 2) if most / (power * part) <= 5)
    return range(0, most + 1, step)


def _stages(page: Page, drawing: Drawing, chart: Chart, parts: list[Part]) -> None:
    """Under its bars a line in every stage's colour, and its name where there is room for all of their kind."""
    em = page.em
    left, bottom, right, _ = chart.area
    places = _places(page.graph, parts)
    ends = {name: (left + first * chart.slot, left + (last + 1) * chart.slot) for name, (first, last) in places.items()}
    for name, colour in stage_colours(page.stages).items():
        start, end = ends[name]
        drawing.stroke(segment(start + 0.1 * chart.slot, bottom - 0.5 * em, end - 0.1 * chart.slot, bottom - 0.5 * em),
                       colour, 2 * page.canvas.line)
    for name, x in _named(page, ends, (left, right)):
        label = Label(name, x, bottom - 1.5 * em, em, page.theme.quiet)
        drawing.labels.append(label)
        area = (label.left, label.y - 0.6 * em, label.left + label.width, label.y + 0.6 * em)
        drawing.areas.append((name, area, page.described.hover(name)))
        drawing.outlines.setdefault(name, rectangle(*area))


def _named(page: Page, ends: Mapping[str, tuple[float, float]], room: tuple[float, float]) -> list[tuple[str, float]]:
    """The names of all stages, each under its own; where they do not fit, without those of stem and head."""
    for names in ([*ends], [stage.name for stage in page.stages if stage.name not in ENDS]):
        widths = [text_width(name, page.em) for name in names]
        middles = spread([sum(ends[name]) / 2 for name in names], widths, *room, page.em / 2)
        placed = list(zip(names, middles, strict=True))
        if all(ends[name][0] <= x <= ends[name][1] for name, x in placed):
            break
    return placed


def _places(graph: nx.DiGraph, parts: list[Part]) -> Mapping[str, tuple[int, int]]:
    """{stage: its first bar and its last}."""
    found: dict[str, tuple[int, int]] = {}
    for place, part in enumerate(parts):
        stage = graph.nodes[part.out]["stage"]
        found[stage] = found.get(stage, (place, place))[0], place
    return found
