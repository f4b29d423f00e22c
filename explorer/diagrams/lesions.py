"""Lesions: what does a trained network still get right when blocks are switched off?"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import networkx as nx

from explorer.drawing.along import Place, Plot, along
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
from explorer.laboratory.lesions import Lesions
from explorer.metrics.units import percent
from explorer.tables import Column, Row, Table
from explorer.theme import STAGES, VERMILION, Theme, translucent

SINGLE, SEVERAL = STAGES[0], VERMILION
WHOLE = "5px,5px"
BAND = 0.18  # how much of its colour the spread over the orders has


def draw(graph: nx.DiGraph, words: Words, *, canvas: str, theme: str, caption: str, found: Lesions) -> dict:
    """Accuracy without each block alone, and without more and more of them by chance.

    A click on a block switches it off, or on again: `layout.meta["sets"]`.
    """
    return picture(graph, words, canvas, theme, caption == "on", partial(_key, words, found), partial(_drawn, found))


def table(graph: nx.DiGraph, words: Words, *, found: Lesions) -> Table:
    columns = (Column("block", words["lesions.block"]), Column("accuracy", words["lesions.accuracy"], number=True),
               Column("loss", words["lesions.lost"], number=True))
    rows = (Row(lesion.block, (lesion.block, lesion.accuracy, _lost(found, lesion.accuracy)))
            for lesion in found.lesions)
    return Table(columns, tuple(rows), (_how(found, words), carried_out(found, words)))


def _lost(found: Lesions, accuracy: float | None) -> float | None:
    return None if accuracy is None else found.whole - accuracy


def _key(words: Words, found: Lesions, theme: Theme) -> Iterator[Item]:
    yield Item(words["lesions.whole"], line=(theme.ink, WHOLE))
    yield Item(words["lesions.single"], line=(SINGLE, "solid"))
    yield Item(words["lesions.random"].format(orders=found.orders), line=(SEVERAL, "solid"))


def _drawn(found: Lesions, page: Page) -> Drawing:
    drawing = Drawing(bottom=page.top)
    single, several = cells(page, drawing, 2, list(_said(found, page.words, page.canvas.pans)))
    stage_of = dict(page.graph.nodes(data="stage"))
    places = [Place(lesion.block, stage_of[lesion.at]) for lesion in found.lesions]
    few = len(places) <= 50
    series = (Series(page.words["lesions.whole"], [found.whole] * len(places), page.theme.ink, WHOLE),
              Series(page.words["lesions.single"], [lesion.accuracy for lesion in found.lesions], SINGLE, dots=few))
    along(page, drawing, places, Plot(page.words["lesions.by_block"], series), single)
    for place in places:
        if place.name in found.off:
            drawing.fill(drawing.outlines[place.name], translucent(SEVERAL, BAND))
    _random(found, page, drawing, several)
    drawing.walk = [place.name for place in places]
    drawing.meta |= {"route": found.off, "reaches": True}
    drawing.meta["sets"] = {lesion.block: {"off": _toggled(found.off, lesion.block)}
                            for lesion in found.lesions if lesion.accuracy is not None}
    return drawing


def _toggled(off: tuple[str, ...], block: str) -> str:
    return ",".join(name for name in (*off, block) if (name in off) != (name == block))


def _random(found: Lesions, page: Page, drawing: Drawing, area: Rectangle) -> None:
    left, bottom, right, top = area
    titled(page, drawing, page.words["lesions.by_number"], left, top)
    y = linear([found.whole, *(level.highest for level in found.random)], bottom + FOOT * page.em,
               top - HEAD * page.em)
    x = Scale(0, max(len(found.random) - 1, 1), left + margin(page, y), right - page.em)
    rungs(page, drawing, y, x.start, right)
    feet(page, drawing, x, y.start)
    spread_band(drawing, found.random, x, y, translucent(SEVERAL, BAND))
    means = Series("", [level.mean for level in found.random], SEVERAL, dots=len(found.random) <= 50)
    line(page, drawing, means, [x(level.at) for level in found.random], y)
    half = (x(1) - x(0)) / 2
    for level in found.random:
        strip = (max(x(level.at) - half, x.start), y.start, x(level.at) + half, y.end)
        told = page.words["lesions.told"].format(blocks=level.at, mean=percent(level.mean),
                                                 lowest=percent(level.lowest), highest=percent(level.highest))
        drawing.areas.append(("", strip, told))


def _said(found: Lesions, words: Words, on_page: bool) -> Iterator[Sentence]:
    known = [lesion for lesion in found.lesions if lesion.accuracy is not None]
    if known:
        worst = min(known, key=lambda lesion: lesion.accuracy)
        within = sum(found.whole - lesion.accuracy <= 0.01 for lesion in known)
        yield Sentence(words["lesions.said"].format(
            network=found.network, whole=percent(found.whole), worst=worst.block, left=percent(worst.accuracy),
            within=within, blocks=len(known)), bold=True)
    if found.off:
        yield Sentence(words["lesions.off"].format(off=", ".join(found.off), left=percent(found.left)), bold=True)
    if len(known) < len(found.lesions):
        yield Sentence(words["lesions.impossible"].format(blocks=len(found.lesions) - len(known)))
    if on_page:
        yield Sentence(words["lesions.click"], quiet=True)
    yield Sentence(_how(found, words), quiet=True)
    yield Sentence(carried_out(found, words), quiet=True)


def _how(found: Lesions, words: Words) -> str:
    key = "lesions.how" if found.steps else "lesions.how.weights"
    return words[key].format(steps=found.steps, images=found.images)
