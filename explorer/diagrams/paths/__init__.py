"""Paths: how many ways lead through the network, how long they are, and the one that a switch per block chooses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import networkx as nx

from explorer.diagrams.paths import switches, unravelled
from explorer.drawing import prose
from explorer.drawing.header import Item
from explorer.drawing.marks import Label, Rectangle, polygon, rectangle, segment
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, Words, picture
from explorer.fold import ENDS
from explorer.metrics.receptive_field import fields_along
from explorer.metrics.units import raised, significant
from explorer.paths import Lengths, Route, branches_taken, mean, path_lengths, route, span, total
from explorer.properties import rectified
from explorer.residual import Block, residual_blocks
from explorer.tables import Column, Row, Table
from explorer.theme import DASHES, GREY, Theme

MEASURES = {"branches": branches_taken, "layers": path_lengths}
PANELS = ("lengths", "tree")
RUN = 3  # blocks that are unravelled at most
WIDEST = 6  # em, for the bar of a length
EXACT = 10**18  # above it a count is rounded
DASH = "8px,5px"
APART = 0.5  # em, before a title and before what explains


@dataclass(frozen=True)
class Ways:
    """All paths by both measures, the one that was chosen, and the blocks whose shortcut it takes."""

    blocks: tuple[Block, ...]
    measure: str
    lengths: dict[str, Lengths]
    shortcuts: tuple[str, ...]
    chosen: Route

    @property
    def counts(self) -> Lengths:
        return self.lengths[self.measure]

    @property
    def fork_inside(self) -> bool:
        """Whether there are ways within a residual branch too."""
        return total(self.counts) > 2 ** len(self.blocks)

    @property
    def place(self) -> int:
        """The length of the chosen path."""
        return getattr(self.chosen, self.measure)


def draw(graph: nx.DiGraph, words: Words, *, measure: str, panel: str, route: str, tree: str, canvas: str, theme: str,
         caption: str) -> dict:
    """The lengths of all paths, or a run of blocks unravelled; above it one switch per block.

    `layout.meta["route"]` lists what is on the chosen path, to be lit in other pictures.
    """
    ways = _ways(graph, measure, route)
    run = _run(ways.blocks, tree)
    drawn = partial(_lengths, ways) if panel == "lengths" or not run else partial(_unravelled, ways, run)
    return picture(graph, words, canvas, theme, caption == "on", partial(_key, words, ways, panel), drawn)


def table(graph: nx.DiGraph, words: Words, *, measure: str, panel: str, route: str, tree: str) -> Table:
    """{length: number of paths} as rows, all of them exact; or every path through the run that is unravelled."""
    blocks = residual_blocks(graph)
    run = _run(blocks, tree)
    if panel == "tree" and run:
        return unravelled.table(graph, run, words)
    counts = MEASURES[measure](graph)
    columns = (Column("length", words[f"paths.{measure}"], number=True),
               Column("paths", words["paths.count"], number=True),
               Column("share", words["paths.share"], number=True))
    rows = (Row("", (length, paths, float(f"{100 * paths / total(counts):.3g}"))) for length, paths in counts.items())
    return Table(columns, tuple(rows), (_meaning(graph, blocks, words),))


def _meaning(graph: nx.DiGraph, blocks: Sequence[Block], words: Words) -> str:
    """What a path is, and why in the forward pass the paths do not add up."""
    if not blocks:
        return words["paths.plain.meaning"]
    return words["paths.meaning" if any(rectified(graph, block) for block in blocks) else "paths.meaning.preactivation"]


def _ways(graph: nx.DiGraph, measure: str, shortcuts: str) -> Ways:
    blocks = residual_blocks(graph)
    names = tuple(block.name for block in blocks if block.name in shortcuts.split(","))
    lengths = {name: count(graph) for name, count in MEASURES.items()}
    return Ways(blocks, measure, lengths, names, route(graph, names))


def _run(blocks: Sequence[Block], first: str) -> tuple[Block, ...]:
    """Blocks in a row from the one of this name, or from the first."""
    places = {block.name: place for place, block in enumerate(blocks)}
    start = min(places.get(first.partition(",")[0], 0), max(len(blocks) - RUN, 0))
    return tuple(blocks[start : start + RUN])


def _key(words: Words, ways: Ways, panel: str, theme: Theme) -> Iterator[Item]:
    if ways.blocks:
        yield Item(words[f"paths.key.{panel}"], filling=GREY)
    for kind, dash in DASHES.items():
        if any(block.kind == kind for block in ways.blocks):
            yield Item(words[f"describe.shortcut.{kind}"], line=(theme.shortcut(kind), dash))


def _lengths(ways: Ways, page: Page) -> Drawing:
    drawing = Drawing(meta={"route": _lit(ways), "sets": dict(_toggles(ways))})
    placed = switches.cells(page, ways.blocks, page.top)
    through = {block.name for block in ways.blocks} - set(ways.shortcuts)
    switches.draw(page, drawing, placed, through, True, partial(_switch, page, through))
    top = (switches.bottom(placed) if placed else page.top) - 0.4 * page.em
    sentences = _lengths_told(page, ways) if ways.blocks else _plain_told(page, ways)
    chart, told = _beside(page, top, sentences, 16 * page.em)
    _chart(page, drawing, chart, ways)
    drawing.bottom = min(chart[1], _written(page, drawing, told, sentences)) - 0.4 * page.em
    return drawing


def _unravelled(ways: Ways, run: tuple[Block, ...], page: Page) -> Drawing:
    drawing = Drawing(meta={"route": _lit(ways),
                            "sets": {block.name: {"tree": block.name} for block in ways.blocks}})
    placed = switches.cells(page, ways.blocks, page.top)
    switches.draw(page, drawing, placed, {block.name for block in run}, False,
                  lambda block: f"{page.described.hover(block.name)}<br>{page.words['paths.tree.click']}")
    chart, told = _beside(page, switches.bottom(placed), _tree_told(page, run), unravelled.least_height(page, run))
    unravelled.draw(page, drawing, chart, run)
    drawing.bottom = min(chart[1], _written(page, drawing, told, _tree_told(page, run))) - 0.4 * page.em
    return drawing


def _lit(ways: Ways) -> list[str]:
    """What is on the chosen path: operations, and of each block the whole, for F, or its shortcut."""
    return [*ways.chosen.nodes, *(block.shortcut_name if block.name in ways.shortcuts else block.name
                                  for block in ways.blocks)]


def _toggles(ways: Ways) -> Iterator[tuple[str, dict[str, str]]]:
    """What a click on a block makes of the route."""
    for block in ways.blocks:
        names = [b.name for b in ways.blocks if (b.name in ways.shortcuts) != (b is block)]
        yield block.name, {"route": ",".join(names)}


def _switch(page: Page, through: set[str], block: Block) -> str:
    key = "paths.switch.residual" if block.name in through else "paths.switch.shortcut"
    return f"{page.described.hover(block.name)}<br>{page.words[key]}"


def _beside(page: Page, top: float, told: list[Sentence], least: float) -> tuple[Rectangle, Rectangle]:
    """Where the chart goes, at least so high, and what is told: to its right, or below it on a small canvas."""
    em, left, right = page.em, page.left, page.right
    if page.canvas.width > 900:
        split = left + 0.6 * (right - left)
        floor = min(0.6 * em, top - least)
        return (left, floor, split - em, top), (split + em, floor, right, top)
    below = prose.height(page, (replace(said, before=0) for said in told), right - left) + 3 * em
    floor = min(below, top - least)
    return (left, floor, right, top), (left, floor - below, right, floor - 0.8 * em)


def _written(page: Page, drawing: Drawing, room: Rectangle, told: list[Sentence]) -> float:
    left, _, right, top = room
    return prose.write(page, drawing, told, left, top, right - left)


def _title(text: str) -> Sentence:
    return Sentence(text, bold=True, before=APART)


def _explaining(text: str) -> Sentence:
    return Sentence(text, quiet=True, before=APART)


def _lengths_told(page: Page, ways: Ways) -> list[Sentence]:
    def say(key: str, **parts: object) -> str:
        return page.words[f"paths.{key}"].format(**parts)

    low, high = span(ways.counts)
    average = f"{float(mean(ways.counts)):.4g}"
    same = {name: counted(lengths[getattr(ways.chosen, name)]) for name, lengths in ways.lengths.items()}
    node, (height, width) = _seen_last(page.graph, ways.chosen)
    return [
        _title(say("total", total=power(total(ways.counts)))),
        Sentence(say(f"range.{ways.measure}", mean=average, low=low, high=high)),
        _title(say("route", branches=ways.chosen.branches, blocks=len(ways.blocks), layers=ways.chosen.layers)),
        Sentence(say("route.field", node=node, height=height, width=width)),
        Sentence(say("route.alike", branches=same["branches"], layers=same["layers"])),
        *(Sentence(say("inside", blocks=len(ways.blocks))) for _ in range(ways.fork_inside)),
        _explaining(_meaning(page.graph, ways.blocks, page.words)),
    ]


def _plain_told(page: Page, ways: Ways) -> list[Sentence]:
    """Of a network without shortcuts."""
    node, (height, width) = _seen_last(page.graph, ways.chosen)
    return [_title(page.words["paths.plain"].format(layers=ways.chosen.layers)),
            Sentence(page.words["paths.plain.field"].format(node=node, height=height, width=width)),
            _explaining(_meaning(page.graph, ways.blocks, page.words))]


def _tree_told(page: Page, run: tuple[Block, ...]) -> list[Sentence]:
    names = ", ".join(block.name for block in run)
    return [_title(page.words["paths.tree.title"].format(names=names, total=power(2 ** len(run)))),
            Sentence(page.words["paths.tree.copies"]), _explaining(_meaning(page.graph, run, page.words))]


def _seen_last(graph: nx.DiGraph, chosen: Route) -> tuple[str, tuple[int, int]]:
    """The last operation on the path that is in a stage, else the last, and its field along this path only.

    It is the last whose field is known.
    """
    fields = fields_along(graph, chosen.nodes)
    known = [node for node in chosen.nodes if node in fields]
    node = next((n for n in reversed(known) if graph.nodes[n]["stage"] not in ENDS), known[-1])
    (height, _), (width, _) = fields[node]
    return node, (height, width)


@dataclass(frozen=True)
class Bars:
    """Where every length stands, and how high so many paths are."""

    area: Rectangle
    first: int
    slot: float
    most: int

    def left(self, length: float) -> float:
        return self.area[0] + (length - self.first) * self.slot

    def top(self, paths: int) -> float:
        return self.area[1] + (self.area[3] - self.area[1]) * (paths / self.most)


def _chart(page: Page, drawing: Drawing, room: Rectangle, ways: Ways) -> None:
    """A bar for every length; the chosen path's is dark, with a mark above it."""
    em, (left, bottom, right, top) = page.em, room
    (low, high), most = span(ways.counts), max(ways.counts.values())
    bars = Bars((left, bottom + 3.2 * em, right, top - 3.8 * em), low, (right - left) / (high - low + 1), most)
    for length, paths in ways.counts.items():
        bar = _bar(bars, length, paths, em)
        drawing.fill(rectangle(*bar), page.theme.ink if length == ways.place else GREY)
        column = (bars.left(length), bars.area[1], bars.left(length + 1), bars.area[3])
        drawing.areas.append(("", column, _hover(page, ways, length)))
        if length == ways.place:
            x, y = (bar[0] + bar[2]) / 2, bar[3] + 0.3 * em
            drawing.fill(polygon((x, y), (x - 0.4 * em, y + 0.7 * em), (x + 0.4 * em, y + 0.7 * em)), page.theme.ink,
                         layer=2)
    if high > low:
        _mean(page, drawing, bars, ways)
    _axis(page, drawing, bars, ways)


def _bar(bars: Bars, length: int, paths: int, em: float) -> Rectangle:
    middle, half = bars.left(length + 0.5), min(0.4 * bars.slot, WIDEST / 2 * em)
    return middle - half, bars.area[1], middle + half, max(bars.top(paths), bars.area[1] + 1)


def _mean(page: Page, drawing: Drawing, bars: Bars, ways: Ways) -> None:
    average = float(mean(ways.counts))
    x, em = bars.left(average + 0.5), page.em
    drawing.stroke(segment(x, bars.area[1], x, bars.area[3] + 1.3 * em), page.theme.quiet, page.canvas.line, DASH)
    label = Label(page.words["paths.mean"].format(mean=f"{average:.4g}"), x, bars.area[3] + 2 * em, em,
                  page.theme.quiet)
    drawing.labels.append(label)


def _axis(page: Page, drawing: Drawing, bars: Bars, ways: Ways) -> None:
    em, (left, bottom, right, top) = page.em, bars.area
    drawing.stroke(segment(left, bottom, right, bottom), page.theme.line, page.canvas.line)
    low, high = span(ways.counts)
    for length in _ticks(low, high, int((right - left) / (3.5 * em))):
        label = Label(str(length), bars.left(length + 0.5), bottom - 0.9 * em, em, page.theme.quiet)
        drawing.labels.append(replace(label, x=min(max(label.x, left + label.width / 2), right - label.width / 2)))
    drawing.labels.append(Label(page.words[f"paths.{ways.measure}"], (left + right) / 2, bottom - 2.3 * em, em,
                                page.theme.ink))
    wordings = (page.words["paths.most"].format(paths=number(bars.most)) for number in (counted, rounded))
    labels = [Label(most, left, top + 3.2 * em, em, page.theme.ink, "start") for most in wordings]
    drawing.labels.append(next((label for label in labels if label.width < right - left), labels[-1]))


def _ticks(low: int, high: int, most: int) -> list[int]:
    """Round lengths, so many at most."""
    step = next(step for power in range(9) for step in (10**power, 2 * 10**power, 5 * 10**power)
                if (high - low) // step < most)
    return [length for length in range(low, high + 1) if length % step == 0]


def _hover(page: Page, ways: Ways, length: int) -> str:
    paths = ways.counts[length]
    share = significant(float(f"{100 * paths / total(ways.counts):.3g}"))
    return page.words[f"paths.hover.{ways.measure}"].format(length=length, paths=f"{paths:,}", share=share)


def counted(number: int) -> str:
    """`12,870`, exact; very large ones in three digits, `4.02×10⁵⁹`."""
    return f"{number:,}" if number < EXACT else rounded(number)


def rounded(number: int) -> str:
    """`4.02×10⁵⁹`"""
    exponent = len(str(number)) - 1
    return f"{number / 10**exponent:.3g}×{raised(10, exponent)}"


def power(number: int) -> str:
    """`2¹⁶ = 65,536` where it is a power of two."""
    exponent = number.bit_length() - 1
    return f"{raised(2, exponent)} = {counted(number)}" if number == 2**exponent else counted(number)
