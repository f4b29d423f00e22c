"""The lines above a picture: its caption, what its lines and colours mean. They wrap where the canvas is narrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import networkx as nx

from explorer.arithmetic import times
from explorer.describe import titled, variant_name
from explorer.drawing.marks import Label, path, rectangle, segment
from explorer.metrics import Values
from explorer.metrics.units import quantity
from explorer.properties import called, input_shape
from explorer.theme import Canvas, Theme, text_width


@dataclass(frozen=True)
class Item:
    """A text, and before it a sample of what it explains: a line, a filling, or a scale of several fillings."""

    text: str
    line: tuple[str, str] | None = None
    filling: str | None = None
    title: bool = False
    scale: tuple[str, ...] = ()

    @property
    def fillings(self) -> tuple[str, ...]:
        return (self.filling,) if self.filling else self.scale


@dataclass(frozen=True)
class Header:
    """What stands above a picture, and how much of the canvas it takes."""

    height: float
    labels: tuple[Label, ...]
    shapes: tuple[dict, ...]


def caption(graph: nx.DiGraph, values: Mapping[str, Values], words: Mapping[str, str], canvas: Canvas) -> list[Item]:
    """`ResNet-50, 3×224×224, v1.5 · 25.6 M parameters · 4.09 G MACs`, in as many items as fit on a line each."""
    spec, full = graph.graph.get("spec"), titled(graph, words)
    parts = {"name": called(graph), "input": times(input_shape(graph))}
    network = words["figure.caption.network"].format(**parts)
    beside = [Item(variant_name(spec, words))] if spec and spec.architecture.has_variants else []
    uncounted = ".least" if values["macs"].keys() < graph.nodes.keys() else ""
    totals = words[f"figure.caption.totals{uncounted}"].format(
        parameters=quantity(sum(values["parameters"].values())), macs=quantity(sum(values["macs"].values())))
    wordings = ([Item(f"{full} · {totals}", title=True)], [Item(full, title=True), Item(totals)],
                [Item(network, title=True), *beside, Item(totals)])
    named = [Item(parts["name"], title=True), Item(parts["input"]), *beside, Item(totals)]
    room = canvas.width - 1.5 * canvas.text
    return next((items for items in wordings if all(_width(item, canvas) < room for item in items)), named)


def fitting(wordings: Iterable[Iterable[Item]], canvas: Canvas) -> list[Item]:
    """The first of some wordings that fits on a line, else the last."""
    row: list[Item] = []
    for wording in wordings:
        row = list(wording)
        if sum(_width(item, canvas) for item in row) <= canvas.width - 2 * canvas.text:
            break
    return row


def header(rows: Iterable[Iterable[Item]], canvas: Canvas, theme: Theme) -> Header:
    """Puts the items on lines from the top left; every row begins a new line, and wraps where it is too long."""
    labels, shapes = [], []
    y = canvas.height - canvas.text * 0.4
    for row in rows:
        for line in _wrapped(row, canvas):
            tallest = max(_size(item, canvas) for item in line)
            y -= tallest * 0.8
            x = canvas.text
            for item in line:
                shapes += _sample(item, x, y, canvas, theme)
                x += _sample_width(item, canvas)
                labels.append(Label(item.text, x, y, _size(item, canvas), theme.ink if item.title else theme.quiet,
                                    "start", item.title))
                x += _width(item, canvas) - _sample_width(item, canvas)
            y -= tallest * 0.8
    return Header(canvas.height - y, tuple(labels), tuple(shapes))


def _wrapped(row: Iterable[Item], canvas: Canvas) -> Iterator[list[Item]]:
    line: list[Item] = []
    for item in row:
        if line and sum(_width(i, canvas) for i in (*line, item)) > canvas.width - 2 * canvas.text:
            yield line
            line = []
        line.append(item)
    if line:
        yield line


def _size(item: Item, canvas: Canvas) -> float:
    return canvas.title if item.title else canvas.text


def _sample_width(item: Item, canvas: Canvas) -> float:
    if item.line:
        return 2.8 * canvas.text
    return (0.8 * len(item.fillings) + 0.5) * canvas.text if item.fillings else 0


def _width(item: Item, canvas: Canvas) -> float:
    return _sample_width(item, canvas) + text_width(item.text, _size(item, canvas), item.title) + canvas.text * 0.6


def _sample(item: Item, x: float, y: float, canvas: Canvas, theme: Theme) -> Iterator[dict]:
    em = canvas.text
    if item.line:
        colour, dash = item.line
        yield path(segment(x, y, x + 2.4 * em, y), fixed=True, color=colour, width=1.4 * canvas.line, dash=dash)
        return
    for place, filling in enumerate(item.fillings):
        left = x + 0.8 * em * place
        yield path(rectangle(left, y - 0.4 * em, left + 0.8 * em, y + 0.4 * em), fixed=True, fill=filling,
                   color=theme.quiet, width=1)
