"""Signal: how do mean and variance grow from block to block, and what do the shortcuts have to do with it?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import networkx as nx

from explorer.drawing.along import Place, Plot, charts
from explorer.drawing.chart import Series
from explorer.drawing.header import Item
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, Words, picture
from explorer.drawing.trial import carried_out
from explorer.laboratory.signal import BlockSignal, Signal
from explorer.metrics.units import significant
from explorer.tables import Column, Row, Table
from explorer.theme import STAGES, VERMILION, Theme

OUTPUT, RESIDUAL = STAGES[0], VERMILION
EXPECTED = "5px,5px"


def draw(graph: nx.DiGraph, words: Words, *, canvas: str, theme: str, caption: str, found: Signal) -> dict:
    """Two curves by block: the variance, and the mean squared; each of the output, and of the residual branch."""
    return picture(graph, words, canvas, theme, caption == "on", partial(_key, words, found), partial(_drawn, found))


def table(graph: nx.DiGraph, words: Words, *, found: Signal) -> Table:
    names = ("block", "output.variance", "residual.variance", "expected.variance", "output.mean", "residual.mean",
             "expected.mean")
    columns = tuple(Column(name, words[f"signal.{name}"], number=name != "block") for name in names)
    return Table(columns, tuple(Row(block.name, (block.name, *_numbers(block))) for block in found.blocks),
                 (words["signal.meaning"], carried_out(found, words)))


def _numbers(block: BlockSignal) -> Iterator[float | None]:
    for what in ("variance", "squared_mean"):
        for moments in (block.output, block.residual, block.expected):
            yield getattr(moments, what) if moments else None


def _key(words: Words, found: Signal, theme: Theme) -> Iterator[Item]:
    yield Item(words["signal.output"], line=(OUTPUT, "solid"))
    if any(block.residual for block in found.blocks):
        yield Item(words["signal.residual"], line=(RESIDUAL, "solid"))
    if any(block.expected for block in found.blocks):
        yield Item(words["signal.expected"], line=(theme.ink, EXPECTED))


def _drawn(found: Signal, page: Page) -> Drawing:
    places = [Place(block.name, block.stage) for block in found.blocks]
    plots = [Plot(page.words[f"signal.{what}"], tuple(_series(found, page, what)))
             for what in ("variance", "squared_mean")]
    return charts(page, places, plots, list(_said(found, page.words)))


def _series(found: Signal, page: Page, what: str) -> Iterator[Series]:
    for name, colour, dash in (("output", OUTPUT, "solid"), ("residual", RESIDUAL, "solid"),
                               ("expected", page.theme.ink, EXPECTED)):
        moments = [getattr(block, name) for block in found.blocks]
        if any(moments):
            yield Series(page.words[f"signal.{name}"], [each and getattr(each, what) for each in moments], colour, dash,
                         dots=len(moments) <= 50)


def _said(found: Signal, words: Words) -> Iterator[Sentence]:
    first, last = found.blocks[0], found.blocks[-1]
    highest = max(found.blocks, key=lambda block: block.output.variance)
    yield Sentence(words["signal.said"].format(
        first=first.name, last=last.name, highest=highest.name, begins=significant(first.output.variance),
        ends=significant(last.output.variance), peak=significant(highest.output.variance)), bold=True)
    off = [abs(block.output.variance / block.expected.variance - 1) for block in found.blocks if block.expected]
    if off:
        yield Sentence(words["signal.said.expected"].format(off=f"{100 * max(off):.2g}", blocks=len(off)))
    yield Sentence(words["signal.meaning"], quiet=True)
    yield Sentence(carried_out(found, words), quiet=True)
