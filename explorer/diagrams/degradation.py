"""Degradation: does a deeper network learn worse, and do shortcuts mend that?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import networkx as nx

from explorer.drawing.chart import (
    FOOT,
    HEAD,
    Scale,
    Series,
    cells,
    feet,
    line,
    linear,
    margin,
    rungs,
    spread_band,
    titled,
)
from explorer.drawing.header import Item
from explorer.drawing.marks import Rectangle
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, Words, picture
from explorer.drawing.trial import carried_out
from explorer.laboratory.degradation import MEASURES, Degradation, Run
from explorer.laboratory.level import Level
from explorer.metrics.units import percent, significant
from explorer.tables import Column, Row, Table
from explorer.theme import STAGES, VERMILION, Theme, translucent

SHALLOW, DEEP = STAGES[0], VERMILION
PLAIN = "6px,4px"
BAND = 0.18  # how much of its colour the spread over seeds has
NARROWEST = 23  # em: a chart is at least so wide


def draw(graph: nx.DiGraph, words: Words, *, canvas: str, theme: str, caption: str, found: Degradation) -> dict:
    """Loss, training accuracy and test accuracy of all four networks along the steps of training."""
    return picture(graph, words, canvas, theme, False, partial(_key, found), partial(_drawn, found))


def table(graph: nx.DiGraph, words: Words, *, found: Degradation) -> Table:
    columns = (Column("network", words["degradation.network"]), Column("seed", words["option.seed"], number=True),
               Column("step", words["degradation.step"], number=True),
               *(Column(measure, words[f"degradation.{measure}"], number=True) for measure in MEASURES))
    rows = (Row("", (run.network, run.seed, point.step, *(getattr(point, measure) for measure in MEASURES)))
            for run in found.runs for point in run.points)
    return Table(columns, tuple(rows), (words["degradation.toy"], _how(found, words), carried_out(found, words)))


def _looks(found: Degradation) -> dict[str, tuple[str, str]]:
    """Colour and line style of every network: the deeper one's colour, and dashes where it is plain."""
    runs: dict[str, Run] = {run.network: run for run in reversed(found.runs)}
    deepest = max(run.depth for run in found.runs)
    return {name: (DEEP if runs[name].depth == deepest else SHALLOW, PLAIN if _plain(runs[name]) else "solid")
            for name in found.networks}


def _plain(run: Run) -> bool:
    return run.variant == "cifar-plain"


def _key(found: Degradation, theme: Theme) -> Iterator[Item]:
    return (Item(name, line=look) for name, look in _looks(found).items())


def _drawn(found: Degradation, page: Page) -> Drawing:
    drawing = Drawing(bottom=page.top)
    areas = cells(page, drawing, len(MEASURES), list(_said(found, page.words)), NARROWEST)
    for measure, area in zip(MEASURES, areas, strict=True):
        _chart(found, page, drawing, measure, area)
    return drawing


def _chart(found: Degradation, page: Page, drawing: Drawing, measure: str, area: Rectangle) -> None:
    left, bottom, right, top = area
    titled(page, drawing, page.words[f"degradation.{measure}"], left, top)
    curves = {name: found.curve(name, measure) for name in found.networks}
    highest = [level.highest for curve in curves.values() for level in curve]
    y = linear(highest if measure == "loss" else [1.0], bottom + FOOT * page.em, top - HEAD * page.em)
    steps = [level.at for level in next(iter(curves.values()))]
    x = Scale(0, steps[-1], left + margin(page, y), right - page.em)
    rungs(page, drawing, y, x.start, right)
    feet(page, drawing, x, y.start)
    for name, (colour, dash) in _looks(found).items():
        means = Series(name, [level.mean for level in curves[name]], colour, dash, dots=len(steps) == 1)
        spread_band(drawing, curves[name], x, y, translucent(colour, BAND))
        line(page, drawing, means, list(map(x, steps)), y)
    _touchable(page, drawing, curves, measure, x, y)


def _touchable(page: Page, drawing: Drawing, curves: dict[str, Sequence[Level]], measure: str, x: Scale,
               y: Scale) -> None:
    """A strip for each point of time, which tells the numbers of all networks."""
    points = list(zip(*curves.values(), strict=True))
    width = (x.end - x.start) / len(points)
    for place, levels in enumerate(points):
        told = "<br>".join(f"{name}: {significant(float(f'{level.mean:.3g}'))}"
                           for name, level in zip(curves, levels, strict=True))
        step = page.words["degradation.at"].format(step=levels[0].at)
        strip = (x.start + place * width, y.start, x.start + (place + 1) * width, y.end)
        drawing.areas.append(("", strip, f"<b>{step}</b><br>{page.words[f'degradation.{measure}']}<br>{told}"))


def _said(found: Degradation, words: Words) -> Iterator[Sentence]:
    """Made from the last points: the training error of plain and of residual networks, shallow against deep."""
    for plain in (True, False):
        runs = [run for run in found.runs if _plain(run) == plain]
        names = list(dict.fromkeys(run.network for run in sorted(runs, key=lambda run: run.depth)))
        ends = {name: found.curve(name, "training_accuracy")[-1].mean for name in names}
        if len(names) == 2:
            shallow, deep = names
            way = "behind" if ends[deep] < ends[shallow] else "ahead"
            yield Sentence(words[f"degradation.said.{way}"].format(
                step=found.runs[0].points[-1].step, deep=deep, shallow=shallow, at=percent(ends[deep]),
                other=percent(ends[shallow]), points=f"{100 * abs(ends[shallow] - ends[deep]):.1f}"), bold=True)
    yield Sentence(words["degradation.toy"])
    yield Sentence(_how(found, words), quiet=True)
    yield Sentence(carried_out(found, words), quiet=True)


def _how(found: Degradation, words: Words) -> str:
    seeds = ", ".join(map(str, dict.fromkeys(run.seed for run in found.runs)))
    trained, tested = found.images
    return words["degradation.how"].format(trained=trained, tested=tested, batch=found.batch, rate=f"{found.rate:g}",
                                           seeds=seeds)
