"""What stands on the axis, one after the other, and at what scale all of it fits: parts -> pieces -> widths.

A tensor is a volume: its face is as high as the square root of its height, its thickness the logarithm of its
channels, its depth into the page the square root of its width. All sizes are in pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2, sqrt
from typing import TypeAlias

import networkx as nx

from explorer.arithmetic import Shape
from explorer.fold import Part
from explorer.residual import Block

SLANT = 0.16
OCTAVE = 4.2
PLATE = 4.0
LANE_CLEARANCE = 16.0
LANE_PITCH = 13.0
MOST_LANES = 40  # above a folded stage; more of them are closer together
SHORTCUT_SCALE = 0.4
WIDEST = 1.5
SOLID_POWER = 0.8
GAP_POWER = 0.66
JOINT_POWER = 0.4
KNEE = 0.1  # the scale below which all shrink alike, so that a volume is not lost between ⊕ and gaps
LEAST_FOLDED = 0.6
SMALLEST = 0.35
PANNED = 0.7
Natural: TypeAlias = "dict[Callable[[float], float] | None, float]"
LEAST, ROOMY = 4, 14  # pixels from one folded volume to the next: below the first it pans, and then has the second


@dataclass(frozen=True)
class Room:
    """The part of a canvas that the picture may fill: from `left` to `right`, about the height `axis`.

    `tall` is the height of the tallest face; every natural width is measured in 1/240 of it. Where `pans`, the picture
    may be wider than that rather than illegible.
    """

    left: float
    right: float
    axis: float
    tall: float
    pans: bool = False

    @property
    def unit(self) -> float:
        return self.tall / 240


class Sizes:
    """How large a tensor is drawn in this room, whose tallest face has `longest` pixels; by default the network's."""

    def __init__(self, shapes: Mapping[str, Shape], room: Room, longest: int = 0):
        self.room, self.shapes = room, shapes
        self.longest = longest or longest_side(shapes)

    def spatial(self, node: str) -> tuple[int, int]:
        shape = self.shapes[node]
        return (shape[1], shape[2]) if len(shape) == 3 else (1, 1)

    def face(self, node: str) -> float:
        return max(self.room.tall * sqrt(self.spatial(node)[0] / self.longest), 6 * self.room.unit)

    def slant(self, node: str) -> float:
        return max(SLANT * self.room.tall * sqrt(self.spatial(node)[1] / self.longest), 2 * self.room.unit)

    def thickness(self, node: str) -> float:
        return max(OCTAVE * log2(self.shapes[node][0]), 5) * self.room.unit

    def top(self, nodes: Iterable[str]) -> float:
        """How far the tallest of these volumes rises above the axis."""
        return max(self.face(node) / 2 + self.slant(node) for node in nodes)


def longest_side(shapes: Mapping[str, Shape]) -> int:
    """Of all tensors, in pixels."""
    return max(max(shape[1:], default=1) for shape in set(shapes.values()))


@dataclass(frozen=True)
class Piece:
    """A width on the axis, and what stands there. Solids shrink faster than gaps; a focused piece keeps its size."""

    kind: str
    width: float
    part: Part | None = None
    block: Block | None = None
    focus: bool = False

    def scaled(self, scale: float, focus: float) -> float:
        if self.focus:
            return self.width * focus
        return self.width * SCALES.get(self.kind, _gap)(scale)


def _power(scale: float, power: float) -> float:
    if scale > 1:
        return scale
    return scale**power if scale > KNEE else KNEE**power * scale / KNEE


def solid(scale: float) -> float:
    return min(_power(scale, SOLID_POWER), WIDEST)


def _strip(scale: float) -> float:
    """A folded stage with its lanes shrinks like a gap, so that these stay apart, and grows like a solid."""
    return min(_gap(scale), WIDEST)


def _gap(scale: float) -> float:
    return _power(scale, GAP_POWER)


def _joint(scale: float) -> float:
    """A ⊕ has to be recognised: it shrinks least."""
    return _power(scale, JOINT_POWER)


SCALES = {"solid": solid, "plate": solid, "depth": solid, "stage": _strip, "joint": _joint}
SCALINGS = (*dict.fromkeys(SCALES.values()), _gap)


def stage_pieces(stage: Part, opened: frozenset[str], draw: Sizes) -> Iterator[Piece]:
    unit = draw.room.unit
    yield Piece("gap", 9 * unit)
    if stage.name not in opened:
        yield from _folded_stage(stage, draw)
    else:
        for child in stage.children:
            if child.kind == "block":
                pieces = _open_block if child.name in opened else _folded_block
                yield from pieces(child, draw)
            else:
                yield from _step(child, draw, child.name in opened)
                yield Piece("gap", 12 * unit)
    yield Piece("gap", 9 * unit)


def _folded_stage(stage: Part, draw: Sizes) -> Iterator[Piece]:
    volume = draw.thickness(stage.out) + draw.slant(stage.out)
    yield Piece("stage", max(volume, min(len(stage.blocks), MOST_LANES) * LANE_PITCH * draw.room.unit), stage)


def _folded_block(part: Part, draw: Sizes) -> Iterator[Piece]:
    unit = draw.room.unit
    yield Piece("fork", 9 * unit, part, part.block)
    yield Piece("solid", draw.thickness(part.out), part)
    yield Piece("depth", draw.slant(part.out))
    yield Piece("gap", 3 * unit)
    yield Piece("joint", 13 * unit, part, part.block)
    yield Piece("gap", 3 * unit)


def _open_block(part: Part, draw: Sizes) -> Iterator[Piece]:
    unit, block = draw.room.unit, part.block
    yield Piece("gap", 8 * unit, focus=True)
    yield Piece("begin", 8 * unit, part, block, focus=True)
    for step in part.children[: _before_fork(part)]:
        yield from _step(step, draw, opened=True, focus=True)
        yield Piece("gap", 8 * unit, focus=True)
    yield Piece("fork", 18 * unit, part, block, focus=True)
    for step in part.children:
        if step.nodes[0] in block.residual:
            yield from _step(step, draw, opened=True, focus=True)
            yield Piece("gap", 26 * unit, focus=True)
    yield Piece("joint", 14 * unit, part, block, focus=True)
    for step in part.children[_after_merge(part):]:
        yield Piece("gap", 12 * unit, focus=True)
        yield from _step(step, draw, opened=True, focus=True)
    yield Piece("end", 8 * unit, part, block, focus=True)
    yield Piece("gap", 8 * unit, focus=True)


def _before_fork(part: Part) -> int:
    """How many of an open block's children come before its fork."""
    return next((place for place, step in enumerate(part.children, start=1) if part.block.fork in step.nodes), 0)


def _after_merge(part: Part) -> int:
    """Where the operations behind the ⊕ begin among an open block's children."""
    return 1 + next(place for place, step in enumerate(part.children) if step.nodes[0] == part.block.merge)


def _step(step: Part, draw: Sizes, opened: bool, focus: bool = False) -> Iterator[Piece]:
    """An operation as a volume and, where it stands open, those after it as plates that lean on it."""
    shown = step.children if opened else (step,)
    for place, part in enumerate(shown):
        yield (Piece("plate", PLATE * draw.room.unit, part, focus=focus) if place else
               Piece("solid", draw.thickness(part.out), part, focus=focus))
    yield Piece("depth", draw.slant(step.out), focus=focus)


def fit(networks: Sequence[Mapping[str, list[Piece]]], room: Room, reserve: Mapping[str, float]) -> tuple[float, float]:
    """The scale of what is folded and of what stands open, so that all of it is as wide as the room.

    Of several networks a stage takes what the widest of them needs. What stands open grows to its natural size while
    what is folded keeps half of what an even share would give it. Where so much is folded that it could not be told
    apart, it gets a wider room, if that pans.
    """
    available = room.right - room.left
    folded = max(map(_folded, networks))
    if room.pans and folded * LEAST > available:
        available = folded * ROOMY
    stages = _stages(networks)

    def total(scale: float, focus: float) -> float:
        factors = {None: focus, **{by: by(scale) for by in SCALINGS}}
        return sum(max(reserve.get(name, 0), *(_scaled(natural, factors) for natural in naturals))
                   for name, naturals in stages.items())

    even = _solve(lambda scale: total(scale, scale), available)
    if not any(natural[None] for naturals in stages.values() for natural in naturals):
        return even, even
    least = even * LEAST_FOLDED
    focus = min(1.0, _solve(lambda focus: total(least, focus), available))
    if room.pans and focus < SMALLEST:
        return PANNED, PANNED
    return _solve(lambda scale: total(scale, focus), available), focus


def _folded(rows: Mapping[str, list[Piece]]) -> int:
    return sum(piece.kind == "solid" and not piece.focus for pieces in rows.values() for piece in pieces)


def _stages(networks: Iterable[Mapping[str, list[Piece]]]) -> dict[str, list[Natural]]:
    """The natural widths of every stage in each of the networks that have it."""
    found: dict[str, list[Natural]] = {}
    for rows in networks:
        for name, pieces in rows.items():
            found.setdefault(name, []).append(_widths(pieces))
    return found


def _scaled(natural: Natural, factors: Natural) -> float:
    return sum([width * factors[by] for by, width in natural.items()])


def _widths(pieces: Iterable[Piece]) -> Natural:
    """The natural width of a stage's pieces by how they scale; None stands for what stands open."""
    natural: Natural = {None: 0.0}
    for piece in pieces:
        by = None if piece.focus else SCALES.get(piece.kind, _gap)
        natural[by] = natural.get(by, 0.0) + piece.width
    return natural


def _solve(total: Callable[[float], float], available: float) -> float:
    """The scale at which a rising width meets the available one, by bisection: to less than a millionth of it."""
    low, high = 1e-4, 64.0
    for _ in range(24):
        middle = sqrt(low * high)
        low, high = (middle, high) if total(middle) < available else (low, middle)
    return low


def reach(graph: nx.DiGraph, longest: int = 0) -> tuple[float, float, float]:
    """How far the picture goes above and below its axis, and its blocks below it, as shares of the tallest face.

    That is at any level of folding, so that opening a block does not change the scale.
    """
    draw = Sizes(dict(graph.nodes(data="shape")), Room(0, 0, 0, tall=1), longest)
    one_of_each = {shape: node for node, shape in graph.nodes(data="shape")}.values()
    highest, lowest, inside = draw.top(one_of_each), max(map(draw.face, one_of_each)) / 2, 0.0
    for node in {data["shape"]: node for node, data in graph.nodes(data=True) if data["block"]}.values():
        face, slant = draw.face(node), draw.slant(node)
        shortcut = SHORTCUT_SCALE * (face + slant) + 1.5 * LANE_CLEARANCE * draw.room.unit
        highest = max(highest, face / 2 + slant + shortcut)
        inside = max(inside, face / 2)
    return highest, lowest, inside
