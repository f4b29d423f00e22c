"""Feature maps: what does each block make of a picture?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from math import ceil, isfinite
from operator import attrgetter

import networkx as nx

from explorer.arithmetic import times
from explorer.drawing import prose
from explorer.drawing.header import Item
from explorer.drawing.heat import heat
from explorer.drawing.marks import Label, Rectangle, rectangle
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, Words, picture
from explorer.drawing.trial import carried_out
from explorer.laboratory.feature_maps import Cells, FeatureMap, FeatureMaps
from explorer.tables import Column, Row, Table
from explorer.theme import GREYS, SEQUENCE, Theme

MOST = 6  # blocks of a stage that are drawn
TILE, APART, NAME = 9, 1, 1.6  # em: a tile's width where the page scrolls, between two, and the row of its name
FLATTEST = 0.4  # em: how high or wide a tile is at least


def draw(graph: nx.DiGraph, words: Words, *, canvas: str, theme: str, caption: str, found: FeatureMaps) -> dict:
    """The picture, and after it a tile for each block, or for some of each stage where it has many."""
    return picture(graph, words, canvas, theme, caption == "on", partial(_key, words), partial(_drawn, found))


def table(graph: nx.DiGraph, words: Words, *, found: FeatureMaps) -> Table:
    columns = (Column("block", words["feature_maps.block"]),
               *(Column(name, words[f"feature_maps.{name}"], number=True)
                 for name in ("channel", "mean", "lowest", "highest")))
    rows = (Row(one.block, (one.block, one.channel, one.mean, one.lowest, one.highest)) for one in found.maps)
    return Table(columns, tuple(rows), tuple(sentence.text for sentence in _notes(found, words)))


def _key(words: Words, theme: Theme) -> Iterator[Item]:
    yield Item(words["feature_maps.key"], scale=SEQUENCE)


def _drawn(found: FeatureMaps, page: Page) -> Drawing:
    drawing, shown = Drawing(bottom=page.top), few(found.maps)
    said = [*_notes(found, page.words), *_left_out(found, shown, page.words)]
    first, *tiles = _tiles(page, drawing, 1 + len(shown), found.size, said)
    _tile(page, drawing, page.words["feature_maps.picture"], first, GREYS, _levels(found.brightness, 0, 1, GREYS))
    for one, tile in zip(shown, tiles, strict=True):
        _tile(page, drawing, one.block, tile, SEQUENCE, _levels(one.cells, one.lowest, one.highest, SEQUENCE))
        drawing.outlines[one.block] = rectangle(*tile)
        drawing.areas.append((one.block, tile, page.words["feature_maps.told"].format(
            block=one.block, channel=one.channel, mean=f"{one.mean:.3g}", lowest=f"{one.lowest:.3g}",
            highest=f"{one.highest:.3g}")))
    drawing.walk = [one.block for one in shown]
    return drawing


def few(maps: Sequence[FeatureMap]) -> list[FeatureMap]:
    """Of each stage its first, its last, and as many as there is room for between them, evenly."""
    stages = [list(blocks) for _, blocks in groupby(maps, attrgetter("stage"))]
    return [blocks[place] for blocks in stages for place in _places(len(blocks))]


def _places(blocks: int) -> list[int]:
    return sorted({round(step * (blocks - 1) / (MOST - 1)) for step in range(MOST)})


def _tiles(page: Page, drawing: Drawing, number: int, size: tuple[int, int],
           said: Sequence[Sentence]) -> list[Rectangle]:
    """Where the tiles stand, in rows; their names come below them, and the sentences below all."""
    width, em = page.right - page.left, page.em
    room = page.top - prose.height(page, said, width) - em
    columns, scale = _scale(page, number, size, width, room)
    high, wide = (max(side * scale, FLATTEST * em) for side in size)
    pitch = (width + APART * em) / columns
    rows = ceil(number / columns)
    drawing.bottom = prose.write(page, drawing, said, page.left, page.top - rows * (high + NAME * em), width) - em / 2
    corners = [(page.left + place % columns * pitch, page.top - place // columns * (high + NAME * em))
               for place in range(number)]
    return [(left, top - high, left + wide, top) for left, top in corners]


def _scale(page: Page, number: int, size: tuple[int, int], width: float, room: float) -> tuple[int, float]:
    """How many tiles stand in a row, and how many pixels a pixel of the input is: the largest that fit."""
    (high, wide), em = size, page.em

    def across(columns: int) -> float:
        return min((width + APART * em) / columns - APART * em, 2 * TILE * em) / max(high, wide)

    if page.canvas.pans:
        columns = max(int((width + APART * em) // ((TILE + APART) * em)), 1)
        return columns, across(columns)
    scales = {columns: min(across(columns), (room / ceil(number / columns) - NAME * em) / high)
              for columns in range(1, number + 1)}
    return max(scales.items(), key=lambda item: item[1])


def _tile(page: Page, drawing: Drawing, name: str, tile: Rectangle, colours: Sequence[str],
          levels: Sequence[Sequence[int]]) -> None:
    left, bottom, _right, _ = tile
    drawing.fill(rectangle(*tile), colours[0], layer=0)
    heat(drawing, levels, len(levels[0]), tile, colours[1:], layer=1)
    drawing.labels.append(Label(name, left, bottom - NAME / 2 * page.em, page.em, page.theme.ink, "start"))


def _levels(cells: Cells, lowest: float, highest: float, colours: Sequence[str]) -> list[list[int]]:
    """From 0 for the lowest; 0 throughout where there is nothing between the two."""
    span, most = highest - lowest, len(colours) - 1
    if not (isfinite(span) and span > 0):
        return [[0] * len(row) for row in cells]
    return [[min(int((value - lowest) / span * len(colours)), most) for value in row] for row in cells]


def _notes(found: FeatureMaps, words: Words) -> Iterator[Sentence]:
    if not (found.ran and found.ran.weights):
        yield Sentence(words["feature_maps.untrained"], bold=True)
    yield Sentence(words["feature_maps.said"].format(rank=found.rank))
    source = words["feature_maps.own" if found.own else "feature_maps.china"]
    yield Sentence(words["feature_maps.meaning"].format(picture=source, size=times(found.size)), quiet=True)
    yield Sentence(carried_out(found, words), quiet=True)


def _left_out(found: FeatureMaps, shown: Sequence[FeatureMap], words: Words) -> Iterator[Sentence]:
    if len(shown) < len(found.maps):
        yield Sentence(words["feature_maps.some"].format(shown=len(shown), blocks=len(found.maps)), quiet=True)
