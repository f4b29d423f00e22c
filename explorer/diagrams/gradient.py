"""Gradient: does it vanish or explode on its way back, with shortcuts and with them cut?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import networkx as nx

from explorer.drawing.along import Place, Plot, charts
from explorer.drawing.chart import Series
from explorer.drawing.header import Item
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, Words, picture
from explorer.drawing.trial import carried_out
from explorer.laboratory.gradient import Curve, Gradient
from explorer.metrics.units import significant
from explorer.tables import Column, Row, Table
from explorer.theme import STAGES, VERMILION, Theme

COLOURS = {"shortcuts": STAGES[0], "cut": VERMILION}
DASHES = {"shortcuts": "solid", "cut": "8px,4px"}
MUCH = 1000  # a ratio above this is told as exploding, one below its inverse as vanishing


def draw(graph: nx.DiGraph, words: Words, *, canvas: str, theme: str, caption: str, found: Gradient) -> dict:
    """The norm of the gradient at every block's output, on a scale of powers of ten."""
    return picture(graph, words, canvas, theme, caption == "on", partial(_key, words, found), partial(_drawn, found))


def table(graph: nx.DiGraph, words: Words, *, found: Gradient) -> Table:
    curves = _curves(found)
    columns = (Column("block", words["gradient.block"]),
               *(Column(name, words[f"gradient.{name}"], number=True) for name in curves))
    rows = (Row(block, (block, *(curve.norms[place] for curve in curves.values())))
            for place, block in enumerate(found.blocks))
    return Table(columns, tuple(rows), (words["gradient.meaning"], _how(found, words), carried_out(found, words)))


def _curves(found: Gradient) -> dict[str, Curve]:
    curves = {"shortcuts": found.shortcuts, "cut": found.cut}
    return {name: curve for name, curve in curves.items() if curve}


def _key(words: Words, found: Gradient, theme: Theme) -> Iterator[Item]:
    return (Item(words[f"gradient.{name}"], line=(COLOURS[name], DASHES[name])) for name in _curves(found))


def _drawn(found: Gradient, page: Page) -> Drawing:
    stage_of = dict(page.graph.nodes(data="stage"))
    places = [Place(block, stage_of[at]) for block, at in zip(found.blocks, found.at, strict=True)]
    series = tuple(Series(page.words[f"gradient.{name}"], curve.norms, COLOURS[name], DASHES[name], len(places) <= 50)
                   for name, curve in _curves(found).items())
    return charts(page, places, [Plot(page.words["gradient.norm"], series, log=True)], list(_said(found, page.words)))


def _said(found: Gradient, words: Words) -> Iterator[Sentence]:
    for name, curve in _curves(found).items():
        yield Sentence(_ratio(name, curve, found, words), bold=True)
    yield Sentence(_how(found, words), quiet=True)
    yield Sentence(words["gradient.meaning"], quiet=True)
    yield Sentence(carried_out(found, words), quiet=True)


def _ratio(name: str, curve: Curve, found: Gradient, words: Words) -> str:
    """What the ratio of the first block's to the last's says: made from the figure."""
    parts = {"network": words[f"gradient.{name}"], "first": found.blocks[0], "last": found.blocks[-1]}
    ratio = curve.ratio
    if ratio is None or not math.isfinite(ratio) or ratio == 0:
        return words["gradient.said.none"].format(**parts)
    ways = ("explodes", "grows") if ratio > 1 else ("vanishes", "shrinks")
    times = max(ratio, 1 / ratio)
    return words[f"gradient.said.{ways[times < MUCH]}"].format(**parts, ratio=significant(float(f"{times:.3g}")))


def _how(found: Gradient, words: Words) -> str:
    norm, init = words[f"option.norm.{found.norm}"], words[f"option.init.{found.init}"]
    return words["gradient.how"].format(norm=norm, init=init, batch=found.batch)
