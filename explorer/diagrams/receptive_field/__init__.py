"""Receptive field: what the centre unit of a tensor sees of the input, and how that grows along the network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import networkx as nx

from explorer.arithmetic import times
from explorer.diagrams.receptive_field import growth
from explorer.drawing import prose
from explorer.drawing.colouring import stage_colours
from explorer.drawing.header import Item
from explorer.drawing.marks import Label, Rectangle, polygon, rectangle
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, Page, Words, picture
from explorer.fold import Part, hierarchy
from explorer.laboratory.selection import tensors
from explorer.laboratory.unsuited import Unsuited
from explorer.metrics.receptive_field import Field, Seen, Span, centre, fields, seen, shortest_fields, without_field
from explorer.tables import Column, Row, Table
from explorer.theme import Theme, translucent

LONGEST, SHORTEST = 0.3, 0.75  # opacity of the field over the longest path and over the shortest
APART = 0.5  # em, before what is new
THINNEST = 5  # pixels that an input or a field is drawn wide at least
SIDES = ("top", "bottom", "left", "right")


@dataclass(frozen=True)
class Sight:
    """The selected tensor, in its stage's colour, and what its centre unit sees of an input of height and width."""

    node: str
    shape: tuple[int, ...]
    colour: str
    size: tuple[int, int]
    unit: tuple[int, int]
    axes: tuple[Seen, Seen]
    strides: tuple[int, int]

    @property
    def shortest(self) -> tuple[Span, Span]:
        return tuple(axis.shortest for axis in self.axes)

    @property
    def longest(self) -> tuple[Span, Span]:
        return tuple(axis.longest for axis in self.axes)


def draw(graph: nx.DiGraph, words: Words, *, select: str, canvas: str, theme: str, caption: str) -> dict:
    """The input with the field of the selected part's last tensor on it, and every part's field beside it.

    `layout.meta["image"]` is where the input is: left, bottom, right, top in pixels of the canvas.
    """
    stages = hierarchy(graph)
    sight, covers = _sight(graph, stages, select)
    return picture(graph, words, canvas, theme, caption == "on", partial(_key, words, sight),
                   partial(_drawn, sight, covers))


def table(graph: nx.DiGraph, words: Words, *, select: str) -> Table:
    """Every operation's field over the shortest and over the longest path, and its effective stride."""
    names = ("name", "shape", "shortest", "longest", "stride")
    longest, shortest = fields(graph), shortest_fields(graph)
    unknown = (words["describe.uncounted"],) * 3
    told = {node: _in_row(shortest[node], longest[node]) for node in longest}
    rows = (Row(node, (node, times(shape), *told.get(node, unknown))) for node, shape in graph.nodes(data="shape"))
    columns = tuple(Column(name, words[f"receptive_field.{name}"]) for name in names)
    return Table(columns, tuple(rows), (words["receptive_field.convention"],))


def _in_row(shortest: tuple[Field, Field], longest: tuple[Field, Field]) -> tuple[str, str, str]:
    return times(_sizes(shortest)), times(_sizes(longest)), times(tuple(jump for _, jump in longest))


def _sizes(axes: tuple[Field, Field]) -> tuple[int, ...]:
    return tuple(size for size, _ in axes)


def _sight(graph: nx.DiGraph, stages: tuple[Part, ...], select: str) -> tuple[Sight, list[str]]:
    """What is selected, and every name that means the same tensor."""
    found = tensors(graph)
    node = found.get(select, found[""])
    if node in without_field(graph):
        unruled = tuple(name for name in graph.graph["uncounted"] if name in {node, *nx.ancestors(graph, node)})
        raise Unsuited("unsuited.field", node=node, operations=", ".join(unruled))
    (height, width), shape = graph.nodes["input"]["shape"][1:], graph.nodes[node]["shape"]
    strides = tuple(jump for _, jump in fields(graph)[node])
    colour = stage_colours(stages)[graph.nodes[node]["stage"]]
    sight = Sight(node, shape, colour, (height, width), centre(graph, node), seen(graph, node), strides)
    return sight, [name for name, tensor in found.items() if tensor == node]


def _key(words: Words, sight: Sight, theme: Theme) -> Iterator[Item]:
    yield Item(words["receptive_field.key.longest"], filling=translucent(sight.colour, LONGEST))
    yield Item(words["receptive_field.key.shortest"], filling=translucent(sight.colour, SHORTEST))
    yield Item(words["receptive_field.key.input"], line=(theme.ink, growth.DASH))


def _drawn(sight: Sight, covers: list[str], page: Page) -> Drawing:
    drawing = Drawing()
    told = list(_told(page, sight))
    rooms = _rooms(page, prose.height(page, told, _widths(page)[1]))
    drawing.meta = {"covers": covers, "image": list(_input(page, drawing, rooms[0], sight))}
    left, _, right, top = rooms[1]
    prose.write(page, drawing, told, left, top, right - left)
    growth.draw(page, drawing, rooms[2], sight.node, sight.size)
    drawing.bottom = min(bottom for _, bottom, _, _ in rooms) - 0.5 * page.em
    return drawing


def _widths(page: Page) -> tuple[float, float, float]:
    """Of the input, of what is told, of the growth: beside one another as far as there is room."""
    whole, gap = page.right - page.left, 2 * page.em
    if _in_a_row(page):
        return 0.26 * whole, 0.3 * whole - gap, 0.44 * whole - gap
    if page.canvas.width > 500:
        return 0.42 * whole, 0.42 * whole, 0.58 * whole - gap
    return whole, whole, whole


def _in_a_row(page: Page) -> bool:
    return page.canvas.width > 2.5 * page.canvas.height


def _rooms(page: Page, told: float) -> tuple[Rectangle, Rectangle, Rectangle]:
    """Where the input, what is told (so high) and the growth go."""
    em, left, right, top = page.em, page.left, page.right, page.top - 0.5 * page.em
    first, second, third = _widths(page)
    floor = 0.8 * em
    if _in_a_row(page):
        return ((left, floor, left + first, top), (left + first + 2 * em, floor, left + first + 2 * em + second, top),
                (right - third, floor, right, top))
    if page.canvas.width > 500:
        split = min(floor + told, top - 11 * em)
        return ((left, split + em, left + first, top), (left, split - told, left + second, split),
                (right - third, split - told, right, top))
    split = top - 15 * em
    return ((left, split + em, right, top), (left, split - told, right, split),
            (left, split - told - 18 * em, right, split - told - em))


def _input(page: Page, drawing: Drawing, room: Rectangle, sight: Sight) -> Rectangle:
    """The input to scale, with what is seen of it; where that is."""
    em, (left, bottom, right, top) = page.em, room
    height, width = sight.size
    scale = min((right - left - 2 * em) / width, (top - bottom - 3.4 * em) / height)
    across, down = max(width * scale, THINNEST), max(height * scale, THINNEST)
    x, y = (left + right - across) / 2, top - 2.4 * em
    area = (x, y - down, x + across, y)
    drawing.fill(rectangle(*area), page.theme.frame)
    for spans, opacity in ((sight.longest, LONGEST), (sight.shortest, SHORTEST)):
        for field in _field(area, sight.size, spans):
            drawing.fill(rectangle(*field), translucent(sight.colour, opacity))
            drawing.stroke(rectangle(*field), sight.colour, page.canvas.line)
    drawing.stroke(rectangle(*area), page.theme.ink, page.canvas.line, layer=2)
    drawing.fill("".join(_arrow(area, side, em) for sides in _sides(sight).values() for side in sides), sight.colour)
    label = _size(page, sight, (left + right) / 2, top - 0.6 * em, scale)
    drawing.crowded = label.width > right - left
    if drawing.crowded:  # and on a slide the texts cannot be smaller
        label = _size(page, sight, label.x, label.y, THINNEST)
    drawing.labels.append(label)
    drawing.areas.append(("input", area, page.described.hover("input")))
    return area


def _size(page: Page, sight: Sight, x: float, y: float, scale: float) -> Label:
    height, width = sight.size
    key = "receptive_field.input" if scale * min(sight.size) >= THINNEST else "receptive_field.input.thin"
    return Label(page.words[key].format(height=height, width=width), x, y, page.em, page.theme.ink)


def _arrow(area: Rectangle, side: str, em: float) -> str:
    """It goes on beyond this border: a triangle that points out of it."""
    left, bottom, right, top = area
    x, y = (left + right) / 2, (bottom + top) / 2
    base = {"top": (x, top), "bottom": (x, bottom), "left": (left, y), "right": (right, y)}[side]
    out = {"top": (0, 1), "bottom": (0, -1), "left": (-1, 0), "right": (1, 0)}[side]
    return polygon(*((base[0] + em * (0.25 + 0.5 * far) * out[0] + em * 0.6 * aside * out[1],
                      base[1] + em * (0.25 + 0.5 * far) * out[1] + em * 0.6 * aside * out[0])
                     for far, aside in ((0, -1), (0, 1), (1, 0))))


def _field(area: Rectangle, size: tuple[int, int], spans: tuple[Span, Span]) -> Iterator[Rectangle]:
    """The part of a field that is inside the input; none where it sees padding only."""
    left, bottom, right, top = area
    rows, columns = (span.clipped(length) for span, length in zip(spans, size, strict=True))
    if rows.size > 0 and columns.size > 0:
        down, across = (top - bottom) / size[0], (right - left) / size[1]
        x0, x1 = _visible(left + columns.first * across, left + (columns.last + 1) * across, left, right)
        y0, y1 = _visible(top - (rows.last + 1) * down, top - rows.first * down, bottom, top)
        yield x0, y0, x1, y1


def _visible(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    """At least so long that it is seen, within what it is a part of."""
    long = max(high - low, min(THINNEST, most - least))
    start = min(max((low + high - long) / 2, least), most - long)
    return start, start + long


def _told(page: Page, sight: Sight) -> Iterator[Sentence]:
    """What is new stands apart, and what only explains it right below."""
    def say(key: str, **parts: object) -> str:
        return page.words[f"receptive_field.{key}"].format(**parts)

    yield Sentence(sight.node, bold=True)
    where = "unit" if len(sight.shape) == 3 else "unit.only"
    yield Sentence(say(where, shape=times(sight.shape), row=sight.unit[0], column=sight.unit[1]), quiet=True)
    yield Sentence(say("told.longest", height=sight.longest[0].size, width=sight.longest[1].size), before=APART)
    yield Sentence(say("told.span", **_ends(sight.longest)), quiet=True)
    beyond = ", ".join(say("beyond", pixels=pixels, sides=", ".join(map(say, sides)))
                       for pixels, sides in _sides(sight).items())
    yield Sentence(say("clipped" if beyond else "inside", beyond=beyond, share=_share(sight)), before=APART)
    yield Sentence(say("told.shortest", height=sight.shortest[0].size, width=sight.shortest[1].size), before=APART)
    yield Sentence(say("told.span", **_ends(sight.shortest)), quiet=True)
    if max(sight.shape[1:], default=1) > 1:
        strides = sight.strides[:1] if len(set(sight.strides)) == 1 else sight.strides
        yield Sentence(say("told.stride", stride=times(strides)), before=APART)


def _ends(spans: tuple[Span, Span]) -> dict[str, str]:
    rows, columns = spans
    ends = {"top": rows.first, "bottom": rows.last, "left": columns.first, "right": columns.last}
    return {side: str(end).replace("-", "−") for side, end in ends.items()}


def _sides(sight: Sight) -> dict[int, list[str]]:
    """{pixels: the sides where the field reaches so far beyond the border}."""
    found: dict[int, list[str]] = defaultdict(list)
    beyond = (pixels for span, length in zip(sight.longest, sight.size, strict=True) for pixels in span.beyond(length))
    for side, pixels in zip(SIDES, beyond, strict=True):
        if pixels:
            found[pixels].append(side)
    return found


def _share(sight: Sight) -> str:
    """Of the input's pixels, those inside the field."""
    rows, columns = (max(span.clipped(length).size, 0) / length
                     for span, length in zip(sight.longest, sight.size, strict=True))
    return f"{100 * rows * columns:.3g}\u00a0%"
