"""Gradient by path length: how much of it comes back along paths with few residual branches?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import networkx as nx

from explorer.drawing.chart import FOOT, HEAD, Scale, bar, cells, feet, linear, logarithmic, margin, rungs, titled
from explorer.drawing.header import Item
from explorer.drawing.marks import Rectangle, rectangle
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, Words, picture
from explorer.drawing.trial import carried_out
from explorer.laboratory.path_gradient import PathGradient, Spread
from explorer.metrics.units import raised, significant
from explorer.tables import Column, Row, Table
from explorer.theme import GREY, STAGES, Theme, translucent

PATHS, GRADIENT = GREY, STAGES[0]
BAND = 0.16  # how much of its colour the central 95 % has
EXACT = 10**6  # from there on numbers of paths are rounded


def draw(graph: nx.DiGraph, words: Words, *, canvas: str, theme: str, caption: str, found: PathGradient) -> dict:
    """Three rows of bars by the number of residual branches: the paths, the gradient's share, and that of one path."""
    return picture(graph, words, canvas, theme, caption == "on", partial(_key, words), partial(_drawn, found))


def table(graph: nx.DiGraph, words: Words, *, found: PathGradient) -> Table:
    names = ("k", "paths", "norm", "share", "signed", "path")
    columns = tuple(Column(name, words[f"path_gradient.{name}"], number=True) for name in names)
    values = zip(found.paths, found.norms, found.shares, found.signed, found.per_path, strict=True)
    rows = tuple(Row("", (k, *row)) for k, row in enumerate(values))
    return Table(columns, rows, (words["path_gradient.meaning"], _checked(found, words), carried_out(found, words)))


def _key(words: Words, theme: Theme) -> Iterator[Item]:
    yield Item(words["path_gradient.key"])
    yield Item(words["path_gradient.key.paths"], filling=translucent(PATHS, 2 * BAND))
    yield Item(words["path_gradient.key.gradient"], filling=translucent(GRADIENT, 2 * BAND))


def _drawn(found: PathGradient, page: Page) -> Drawing:
    drawing = Drawing(bottom=page.top)
    areas = cells(page, drawing, 3, list(_said(found, page.words)))
    rows = [Bars(name, values, colour, band, _scale(name, values, page, area))
            for (name, values, colour, band), area in zip(_charts(found), areas, strict=True)]
    widest = max(margin(page, row.y) for row in rows)
    for row, area in zip(rows, areas, strict=True):
        _chart(page, drawing, row, area, widest)
    return drawing


@dataclass(frozen=True)
class Bars:
    """A number for each k, and its height's scale; `band` is where the central 95 % are."""

    name: str
    values: Sequence[float]
    colour: str
    band: Spread | None
    y: Scale


def _charts(found: PathGradient) -> Iterator[tuple[str, Sequence[float], str, Spread | None]]:
    total = sum(found.paths)
    yield "share.paths", [paths / total for paths in found.paths], PATHS, found.binomial
    yield "share", found.shares, GRADIENT, found.spread
    yield "path", found.per_path, GRADIENT, None


def _scale(name: str, values: Sequence[float], page: Page, area: Rectangle) -> Scale:
    _, bottom, _, top = area
    return (logarithmic if name == "path" else linear)(values, bottom + FOOT * page.em, top - HEAD * page.em)


def _chart(page: Page, drawing: Drawing, bars: Bars, area: Rectangle, widest: float) -> None:
    left, _, right, top = area
    y, start = bars.y, left + widest
    titled(page, drawing, page.words[f"path_gradient.{bars.name}"], left, top)
    x = Scale(-0.5, len(bars.values) - 0.5, start, right)
    rungs(page, drawing, y, start, right)
    feet(page, drawing, x, y.start)
    if bars.band:
        drawing.fill(rectangle(x(bars.band.low - 0.5), y.start, x(bars.band.high + 0.5), y.end),
                     translucent(bars.colour, BAND))
    for k, value in enumerate(bars.values):
        bar(drawing, x(k - 0.4), x(k + 0.4), value, y, bars.colour)
        drawing.areas.append(("", (x(k - 0.5), y.start, x(k + 0.5), y.end), _told(page.words, bars.name, k, value)))


def _told(words: Words, name: str, k: int, value: float) -> str:
    branches = words["path_gradient.branches"].format(k=k)
    return f"<b>{branches}</b><br>{words[f'path_gradient.{name}']}: {significant(float(f'{value:.3g}'))}"


def _said(found: PathGradient, words: Words) -> Iterator[Sentence]:
    every, part = found.binomial, found.spread
    yield Sentence(words["path_gradient.said"].format(
        low=part.low, high=part.high, mean=f"{part.mean:.3g}", lowest=every.low, highest=every.high,
        middle=f"{every.mean:.3g}", blocks=len(found.norms) - 1, paths=_counted(len(found.norms) - 1)), bold=True)
    yield Sentence(words["path_gradient.overlap"].format(overlap=significant(float(f"{found.overlap:.3g}"))))
    yield Sentence(_checked(found, words))
    yield Sentence(words["path_gradient.meaning"], quiet=True)
    yield Sentence(carried_out(found, words), quiet=True)


def _counted(blocks: int) -> str:
    return f"{2**blocks:,}" if 2**blocks < EXACT else raised(2, blocks)


def _checked(found: PathGradient, words: Words) -> str:
    return words["path_gradient.error"].format(error=significant(float(f"{found.error:.2g}")), batch=found.batch)
