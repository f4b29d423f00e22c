"""Latency: how long does every operation take, and is it as long as its MACs say?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import networkx as nx

from explorer.drawing.along import Place, Plot, along
from explorer.drawing.chart import FOOT, HEAD, Scale, Series, cells, feet, logarithmic, margin, rungs, titled
from explorer.drawing.colouring import stage_colours
from explorer.drawing.header import Item
from explorer.drawing.marks import Label, Rectangle, circle, rectangle, segment
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, Words, picture
from explorer.drawing.trial import carried_out
from explorer.laboratory.latency import Latency, Operation
from explorer.metrics import macs
from explorer.metrics.units import duration, quantity
from explorer.tables import Column, Row, Table
from explorer.theme import GREY, STAGES, Theme

HELD = STAGES[0]
COLUMN = 4  # em: the column of what has no MACs


def draw(graph: nx.DiGraph, words: Words, *, canvas: str, theme: str, caption: str, found: Latency) -> dict:
    """Every operation's time by its MACs, and how long the shortcuts hold their tensors."""
    return picture(graph, words, canvas, theme, caption == "on", partial(_key, words), partial(_drawn, found))


def table(graph: nx.DiGraph, words: Words, *, found: Latency) -> Table:
    names = ("name", "milliseconds", "macs", "rate", "saved")
    columns = tuple(Column(name, words[f"latency.{name}"], number=name != "name") for name in names)
    work = _work(graph, found)
    rows = (Row(operation.name, (operation.name, 1000 * operation.seconds, work[operation.name],
                                 _rate(operation, work[operation.name]), operation.saved))
            for operation in found.operations)
    return Table(columns, tuple(rows), (words["latency.meaning"].format(batch=found.batch, runs=found.runs),
                                        carried_out(found, words)))


def _work(graph: nx.DiGraph, found: Latency) -> dict[str, int]:
    """MACs of the whole batch."""
    counted = macs.values(graph)
    return {operation.name: found.batch * int(counted.get(operation.name, 0)) for operation in found.operations}


def _rate(operation: Operation, work: int) -> float:
    return work / operation.seconds if operation.seconds else 0.0


def _key(words: Words, theme: Theme) -> Iterator[Item]:
    yield Item(words["latency.key.dot"], filling=GREY)
    yield Item(words["latency.key.rate"], line=(theme.ink, "5px,5px"))


def _drawn(found: Latency, page: Page) -> Drawing:
    drawing = Drawing(bottom=page.top)
    scatter, held = cells(page, drawing, 2, list(_said(found, page)))
    _scatter(found, page, drawing, scatter)
    if found.held:
        stage_of = dict(page.graph.nodes(data="stage"))
        places = [Place(each.block, stage_of[each.at]) for each in found.held]
        series = Series(page.words["latency.held"], [1000 * each.seconds for each in found.held], HELD,
                        dots=len(places) <= 50)
        along(page, drawing, places, Plot(page.words["latency.held"], (series,)), held)
    return drawing


def _scatter(found: Latency, page: Page, drawing: Drawing, area: Rectangle) -> None:
    left, bottom, right, top = area
    titled(page, drawing, page.words["latency.scatter"], left, top)
    work, em = _work(page.graph, found), page.em
    y = logarithmic((1000 * operation.seconds for operation in found.operations), bottom + FOOT * em, top - HEAD * em)
    start = left + margin(page, y)
    x = logarithmic(filter(None, work.values()), start + COLUMN * em, right - em)
    rungs(page, drawing, y, start, right)
    feet(page, drawing, x, y.start)
    drawing.labels.append(Label("0", start + COLUMN / 2 * em, y.start - 0.8 * em, em, page.theme.quiet))
    colours, stage_of = stage_colours(page.stages), dict(page.graph.nodes(data="stage"))
    for operation in found.operations:
        if operation.seconds:
            across = x(work[operation.name]) if work[operation.name] else start + COLUMN / 2 * em
            square = _dot(page, drawing, operation, (across, y(1000 * operation.seconds)),
                          colours[stage_of[operation.name]])
            if not any(_overlap(square, other) for _, other, _ in drawing.areas):
                drawing.areas.append((operation.name, square, _told(operation, work, page.words)))
    _highest(found, work, page, drawing, x, y)


def _dot(page: Page, drawing: Drawing, operation: Operation, place: tuple[float, float],
         colour: str) -> Rectangle:
    """Of dots that overlap only the first answers to the pointer."""
    radius = 2.2 * page.canvas.line
    drawing.fill(circle(*place, radius), colour, layer=3)
    square = (place[0] - radius, place[1] - radius, place[0] + radius, place[1] + radius)
    drawing.outlines[operation.name] = rectangle(*square)
    return square


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _told(operation: Operation, work: dict[str, int], words: Words) -> str:
    return words["latency.told"].format(name=operation.name, time=duration(operation.seconds),
                                        macs=f"{work[operation.name]:,}")


def _highest(found: Latency, work: dict[str, int], page: Page, drawing: Drawing, x: Scale, y: Scale) -> None:
    """The line of the highest rate that an operation reached, as far as the chart shows it."""
    rate = max(_rate(operation, work[operation.name]) for operation in found.operations)
    if not rate:
        return
    low, high = max(x.low, rate * y.low / 1000), min(x.high, rate * y.high / 1000)
    if low < high:
        drawing.stroke(segment(x(low), y(1000 * low / rate), x(high), y(1000 * high / rate)), page.theme.ink,
                       page.canvas.line, "5px,5px", layer=2)


def _said(found: Latency, page: Page) -> Iterator[Sentence]:
    words, work = page.words, _work(page.graph, found)
    slowest = max(found.operations, key=lambda operation: operation.seconds)
    without = sum(operation.seconds for operation in found.operations if not work[operation.name]) / found.seconds
    rate = max(_rate(operation, work[operation.name]) for operation in found.operations)
    yield Sentence(words["latency.said"].format(sum=duration(found.seconds), whole=duration(found.whole),
                                                share=f"{100 * found.share:.3g}"), bold=True)
    yield Sentence(words["latency.most"].format(slowest=slowest.name, time=duration(slowest.seconds),
                                                without=f"{100 * without:.3g}", rate=quantity(rate)))
    if found.peak is not None:
        yield Sentence(words["latency.memory"].format(saved=quantity(found.saved, "B"), peak=quantity(found.peak, "B")))
    yield Sentence(words["latency.meaning"].format(batch=found.batch, runs=found.runs), quiet=True)
    yield Sentence(carried_out(found, words), quiet=True)
