"""A picture that is written downwards from its header, like a sheet of paper, and is as high as it has to be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil

import networkx as nx

from explorer.describe import Descriptions
from explorer.drawing.header import Header, Item, caption, header
from explorer.drawing.marks import STILL, Label, Rectangle, blank, hit_trace, path, text_trace
from explorer.fold import Part, hierarchy
from explorer.metrics import Measured
from explorer.theme import CANVASES, SMALLEST_ON_SLIDE, THEMES, Canvas, Theme, text_width

Words = Mapping[str, str]
CHINESE, OPENING, CLOSING = "\u2e80-\u9fff\uff00-\uffef", r"（《「『【〈(\[", r"，。；：、！？）》」』】〉…,.;:!?)\]%"
STAYS = "\u00a0"  # a space that a line does not end at
BETWEEN_SIGNS = re.compile(f"(?<=.)(?<![{OPENING}])(?![{CLOSING}])(?:(?<=[{CHINESE}])(?=.)|(?=[{CHINESE}]))")


@dataclass(frozen=True)
class Page:
    """What is to be drawn, beside which others, and on what: from `top` downwards, between `left` and `right`."""

    graph: nx.DiGraph
    words: Words
    canvas: Canvas
    theme: Theme
    stages: tuple[Part, ...]
    values: Measured
    described: Descriptions
    header: Header
    others: tuple[nx.DiGraph, ...] = ()

    @property
    def em(self) -> int:
        return self.canvas.text

    @property
    def top(self) -> float:
        return self.canvas.height - self.header.height - 0.3 * self.em

    @property
    def left(self) -> float:
        return self.em if self.canvas.width > 500 else 0.5 * self.em

    @property
    def right(self) -> float:
        return self.canvas.width - self.left


@dataclass
class Drawing:
    """What has been drawn, `bottom` being how far down it reaches. Paths are batched by how they are drawn.

    A `crowded` one has texts that are too wide for it.
    """

    bottom: float = 0
    crowded: bool = False
    labels: list[Label] = field(default_factory=list)
    areas: list[tuple[str, Rectangle, str]] = field(default_factory=list)
    outlines: dict[str, str] = field(default_factory=dict)
    walk: list[str] = field(default_factory=list)
    meta: dict[str, object] = field(default_factory=dict)
    batches: dict[tuple, list[str]] = field(default_factory=lambda: defaultdict(list))

    def fill(self, d: str, colour: str, layer: int = 0) -> None:
        self.batches[layer, (("fill", colour),)].append(d)

    def stroke(self, d: str, colour: str, width: float, dash: str = "solid", layer: int = 1) -> None:
        self.batches[layer, (("color", colour), ("dash", dash), ("width", width))].append(d)

    def shapes(self) -> Iterator[dict]:
        for (_, how), outlines in sorted(self.batches.items()):
            yield {**path("".join(outlines), **dict(how)), "fillrule": "nonzero"}  # what overlaps leaves no hole


def picture(graph: nx.DiGraph, words: Words, canvas: str, theme: str, captioned: bool,
            key: Callable[[Theme], Iterable[Item]], draw: Callable[[Page], Drawing],
            others: Iterable[nx.DiGraph] = ()) -> dict:
    """The Plotly spec of what `draw` draws.

    Where it reaches below a canvas that pans, it is drawn on a higher one; on a slide, with smaller texts.
    """
    values = Measured(graph)
    stages = hierarchy(graph)
    described = Descriptions(graph, stages, values, words)
    rows = [caption(graph, values, words, CANVASES[canvas]) if captioned else [], list(key(THEMES[theme]))]

    def page(canvas: Canvas) -> Page:
        return Page(graph, words, canvas, THEMES[theme], stages, values, described,
                    header(rows, canvas, THEMES[theme]), tuple(others))

    sheet = page(CANVASES[canvas])
    drawing = draw(sheet)
    while (drawing.bottom < 0 or drawing.crowded) and not sheet.canvas.pans and sheet.em > SMALLEST_ON_SLIDE:
        sheet = page(replace(sheet.canvas, text=sheet.em - 1))
        drawing = draw(sheet)
    if drawing.bottom < 0 and sheet.canvas.pans:
        sheet = page(replace(sheet.canvas, height=ceil(sheet.canvas.height - drawing.bottom)))
        drawing = draw(sheet)
    return {
        "data": [text_trace(drawing.labels), text_trace(sheet.header.labels, STILL), hit_trace(drawing.areas)],
        "layout": {
            **blank(sheet.canvas, sheet.theme), "shapes": [*drawing.shapes(), *sheet.header.shapes],
            "meta": {"width": sheet.canvas.width, "outlines": drawing.outlines, "walk": drawing.walk, "folds": {},
                     **drawing.meta},
        },
    }


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Lines of at most this width, broken at spaces and between Chinese signs; a single word may be wider."""
    lines: list[str] = []
    for before, word in _words(text):
        if lines and text_width(f"{lines[-1]}{before}{word}", size, bold) <= width:
            lines[-1] += before + word
        else:
            lines.append(word)
    return lines


def together(text: str, width: float, size: float) -> str:
    """Such that `wrapped` leaves it on one line, if a line of this width can hold it."""
    whole = text.replace(" ", STAYS)
    return whole if text_width(whole, size) <= width else text


def _words(text: str) -> Iterator[tuple[str, str]]:
    """What a line may begin with, after the space or nothing that comes before it.

    Punctuation stays with its sign, and a word that has a no-break space in it stays whole.
    """
    for word in text.split(" "):
        first, *more = [word] if STAYS in word else BETWEEN_SIGNS.split(word)
        yield " ", first
        yield from (("", part) for part in more)
