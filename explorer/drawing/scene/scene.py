"""class Scene: what one drawing of a network needs to know; and how several of them share a canvas and their scales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

import networkx as nx

from explorer.arithmetic import times
from explorer.describe import Descriptions
from explorer.difference import distinguished, matched
from explorer.drawing.colouring import TONES, Colouring, by_metric, by_stage, stage_colours
from explorer.drawing.header import Header, Item, caption, fitting, header
from explorer.drawing.legend import key, legend, short_legend
from explorer.drawing.marks import Label
from explorer.fold import Part, combined, hierarchy, opened, visible
from explorer.laboratory.overlays import MEASURED
from explorer.layout import Drawn, Layout, layout
from explorer.metrics import METRICS, Measured, Metric
from explorer.pieces import LEAST, Room, longest_side, reach
from explorer.theme import SMALLEST_ON_SLIDE, Canvas, Theme

OVERLAYS = ("stage", *METRICS, *MEASURED)
LABEL_ROW, NAME, SHAPE = 2.8, 2.1, 0.8  # em: a stage's name and shape; the middle of each, from the bottom of their row
BAR, BAR_ROOM, UNDER = 0.4, 0.8, 1.4  # em, over the rows of stages: their bars, what belongs to them, and the picture
SHORTCUT_ROOM, TITLE_ROOM = 1.4, 1.6  # em, over an open block's lane: what its shortcut does, and above that its name
LABELS_ROOM = 5.6  # em, under an open block: at least what its operations are called
LOWEST = 3  # em: where the tallest face would be lower, a slide's texts are smaller
LEAST_TALL = 6  # pixels
RESERVED = 0.6  # of the canvas at most, for a row of the stages' labels, each under its stage


@dataclass(frozen=True)
class View:
    """What a reader has set: what stands open, and what the colours tell.

    `measured` are the numbers of an overlay that an experiment gives, {node: number}.
    """

    level: str
    open: str
    closed: str
    overlay: str
    measured: Mapping[str, float] = field(default_factory=dict)

    @property
    def metric(self) -> Metric | None:
        """What an overlay's colours stand for; None where they are those of the stages."""
        return METRICS.get(self.overlay) or (MEASURED[self.overlay].metric if self.overlay in MEASURED else None)

    def opened(self, stages: Iterable[Part]) -> frozenset[str]:
        return opened(stages, self.level, filter(None, self.open.split(",")), filter(None, self.closed.split(",")))


class Seen:
    """A network as it is to be seen, before it has its place."""

    def __init__(self, graph: nx.DiGraph, view: View):
        self.graph, self.values = graph, Measured(graph)
        self.coloured = self.values[view.overlay] if view.overlay in METRICS else view.measured
        self.stages = hierarchy(graph)
        self.opened = view.opened(self.stages)
        self.shapes = dict(graph.nodes(data="shape"))

    @property
    def has_open_blocks(self) -> bool:
        return any(child.block and child.name in self.opened for stage in self.stages for child in stage.children)


@dataclass(frozen=True)
class Scene:
    """One network in its place: all that is drawn of it stands above `floor`."""

    graph: nx.DiGraph
    words: Mapping[str, str]
    canvas: Canvas
    theme: Theme
    stages: tuple[Part, ...]
    opened: frozenset[str]
    placed: Layout
    metric: Metric | None
    colouring: Colouring
    colours: Mapping[str, str]
    header: Header
    floor: float
    label_rows: int
    described: Descriptions

    @property
    def em(self) -> int:
        return self.canvas.text

    @property
    def ceiling(self) -> float:
        """Where the stages' labels and bars end."""
        return self.floor + self.em * (BAR_ROOM + LABEL_ROW * self.label_rows)


def scenes(graphs: Sequence[nx.DiGraph], words: Mapping[str, str], view: View, canvas: Canvas, theme: Theme,
           captioned: bool) -> list[Scene]:
    """The networks one above the other, the first at the top: their stages are aligned, and all scales are one."""
    seen = [Seen(graph, view) for graph in graphs]
    order = _order(seen)
    colours = stage_colours({stage.name: stage for each in reversed(seen) for stage in each.stages}[name]
                            for name in order)
    colourings = _colourings(seen, view, colours)
    headers = _headers(seen, words, canvas, theme, captioned, view.metric, colourings[0])
    widths = {name: max(label_width(each.graph, stage, canvas) for each in seen for stage in each.stages
                        if stage.name == name) + canvas.text for name in order}
    rows = max(_label_rows(sum(widths.values()), each.stages, canvas) for each in seen)
    floors, rooms = _rooms(seen, canvas, headers, rows)
    if rooms[0].tall < LOWEST * canvas.text and not canvas.pans and canvas.text > SMALLEST_ON_SLIDE:
        return scenes(graphs, words, view, replace(canvas, text=canvas.text - 1), theme, captioned)
    drawn = [Drawn(each.shapes, each.stages, each.opened, room) for each, room in zip(seen, rooms, strict=True)]
    placed = layout(drawn, order, {name: width / rows for name, width in widths.items()})
    return [Scene(each.graph, words, canvas, theme, each.stages, each.opened, there, view.metric, colouring, colours,
                  top, floor, rows, Descriptions(each.graph, each.stages, each.values, words))
            for each, there, colouring, top, floor in zip(seen, placed, colourings, headers, floors, strict=True)]


def _order(seen: Iterable[Seen]) -> list[str]:
    """The stages of all networks."""
    names: list[str] = []
    for each in seen:
        names = matched(names, [stage.name for stage in each.stages])
    return names


def _colourings(seen: Sequence[Seen], view: View, colours: Mapping[str, str]) -> list[Colouring]:
    metric = view.metric
    if metric is None:
        return [by_stage(visible(each.stages, each.opened), dict(each.graph.nodes(data="stage")), colours)
                for each in seen]
    among = [combined(each.coloured, part, metric.fold) for each in seen
             for part in _comparable(each.stages, view.level)]
    return [by_metric(visible(each.stages, each.opened), metric, each.coloured, among) for each in seen]


def _comparable(stages: tuple[Part, ...], level: str) -> list[Part]:
    """What an overlay's classes are over, all stages or all that a stage holds: opening a part changes none."""
    if level == "stages":
        return list(stages)
    inside = [child for stage in stages for child in stage.children]
    return [*inside, *visible(stages, opened(stages, "operations"))]


def _headers(seen: Sequence[Seen], words: Mapping[str, str], canvas: Canvas, theme: Theme, captioned: bool,
             metric: Metric | None, colouring: Colouring) -> list[Header]:
    """What stands above each: its caption, above the first also what the lines and colours of all mean.

    Networks that are compared have their names also where there is no caption.
    """
    def titled(each: Seen) -> list[Item]:
        if captioned:
            return caption(each.graph, each.values, words, canvas)
        return [Item(distinguished(each.graph, words), title=True)] if len(seen) > 1 else []

    first, *others = seen
    kinds = key((block.kind for each in seen for stage in each.stages for block in stage.blocks), words, canvas, theme,
                () if metric else _plates(seen).items())
    told = fitting((said(words, theme, metric, colouring) for said in (legend, short_legend)), canvas)
    top = header([titled(first), kinds, told], canvas, theme)
    each_has = (canvas.height - top.height) / len(seen)
    return [top, *(header([titled(other)], replace(canvas, height=canvas.height - top.height - place * each_has), theme)
                   for place, other in enumerate(others, start=1))]


def _plates(seen: Sequence[Seen]) -> dict[str, str]:
    """What leans on volumes while a block stands open, each in the colour of the first stage that has it."""
    found: dict[str, str] = {}
    for each in seen:
        colours = stage_colours(each.stages)
        for part in visible(each.stages, each.opened) if each.has_open_blocks else ():
            data = each.graph.nodes[part.out]
            if len(part.nodes) == 1 and data["op"] in TONES:
                found.setdefault(data["op"], colours[data["stage"]])
    return found


def _label_rows(width: float, stages: tuple[Part, ...], canvas: Canvas) -> int:
    """How many rows the stages' labels take: two also where one would leave the blocks less than an em each.

    It is one where the blocks have to be panned anyway, so that at every level the picture has one scale.
    """
    blocks = sum(len(stage.blocks) for stage in stages)
    panned = canvas.pans and LEAST * sum(len(stage.children) for stage in stages) > canvas.width
    if panned and width < canvas.width - 2 * canvas.text:
        return 1
    rows = ceil(width / (RESERVED * canvas.width))
    return rows if canvas.width - width > blocks * canvas.text else max(rows, 2)


def _rooms(seen: Sequence[Seen], canvas: Canvas, headers: Sequence[Header],
           rows: int) -> tuple[list[float], list[Room]]:
    """The floor of each network, and what headers and labels leave.

    On the page it is as high as it may be at any level of folding, so that opening a block changes no size.
    """
    em, each_has = canvas.text, (canvas.height - headers[0].height) / len(seen)
    longest = max(longest_side(each.shapes) for each in seen)
    bottom = em * (UNDER + LABEL_ROW * rows)
    opening = canvas.pans or any(each.has_open_blocks for each in seen)
    over, inner = (em * (SHORTCUT_ROOM + TITLE_ROOM), em * LABELS_ROOM) if opening else (em * BAR_ROOM, 0)
    reaches = [reach(each.graph, longest) for each in seen]
    heights = [each_has, *(each_has - top.height for top in headers[1:])]
    free = [height - over - bottom for height in heights]
    tall = min(min(room / (above + below), (room - inner) / (above + inside))
               for room, (above, below, inside) in zip(free, reaches, strict=True))
    tall = max(tall, LEAST_TALL)
    floors = [each_has * place for place in reversed(range(len(seen)))]
    under = (max(tall * below, tall * inside + inner) for _, below, inside in reaches)
    return floors, [Room(em, canvas.width - em, floor + bottom + deep, tall, canvas.pans)
                    for floor, deep in zip(floors, under, strict=True)]


def stage_texts(graph: nx.DiGraph, stage: Part) -> tuple[str, str]:
    """`layer3 ×6` and `1024×14×14`."""
    blocks = len(stage.blocks)
    return f"{stage.name} ×{blocks}" if blocks else stage.name, times(graph.nodes[stage.out]["shape"])


def label_width(graph: nx.DiGraph, stage: Part, canvas: Canvas) -> float:
    name, shape = stage_texts(graph, stage)
    return max(Label(name, 0, 0, canvas.text, "", bold=True).width, Label(shape, 0, 0, canvas.text, "").width)
