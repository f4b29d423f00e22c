"""Where everything is drawn: parts -> boxes on one axis, shortcuts -> lanes above it. Linear in what is seen.

A tensor is a volume: its face is as high as the square root of its height, its thickness the logarithm of its
channels, its depth into the page the square root of its width. All places are in pixels, y upwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import log2, sqrt

import networkx as nx

from explorer.arithmetic import Shape
from explorer.fold import Part
from explorer.residual import Block

SLANT = 0.16
OCTAVE = 4.2
PLATE = 4.0
LANE_CLEARANCE = 16.0
LANE_PITCH = 13.0
SHORTCUT_SCALE = 0.4
WIDEST = 1.5
GAP_POWER = 0.66
LEAST_FOLDED = 0.5
SMALLEST = 0.45
PANNED = 0.7


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


@dataclass(frozen=True)
class Box:
    """A volume: its front's left and bottom, its size, and how far its back is shifted right and up.

    A plate leans on the volume before it.
    """

    part: Part
    x: float
    y: float
    width: float
    height: float
    dx: float
    dy: float
    plate: bool = False

    @property
    def right(self) -> float:
        return self.x + self.width + self.dx

    @property
    def top(self) -> float:
        return self.y + self.height + self.dy


@dataclass(frozen=True)
class Lane:
    """A shortcut: up from (`start`, `foot`) to `top`, across, and down to (`end`, `landing`).

    Where its own operations are drawn, it is interrupted from `cut[0]` to `cut[1]`.
    """

    block: Block
    start: float
    end: float
    foot: float
    landing: float
    top: float
    cut: tuple[float, float] | None = None


@dataclass(frozen=True)
class Joint:
    """A ⊕: the name of its operation, its centre and its radius."""

    name: str
    x: float
    y: float
    radius: float


@dataclass
class Layout:
    """Everything in the order of the network.

    `forks` are the x where shortcuts leave the axis, `wires` the (left, right, y) of level lines, `frames` the (left,
    bottom, right, top) of open blocks by name, `stages` the (left, right) of stages by name. It is `width` wide, and
    nothing else is nearer to a lane than `clear`.
    """

    axis: float
    width: float
    clear: float
    boxes: list[Box] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    joints: list[Joint] = field(default_factory=list)
    forks: list[float] = field(default_factory=list)
    wires: list[tuple[float, float, float]] = field(default_factory=list)
    frames: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)
    stages: dict[str, tuple[float, float]] = field(default_factory=dict)


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


def _solid(scale: float) -> float:
    return min(scale, WIDEST)


def _strip(scale: float) -> float:
    """A folded stage shrinks like a gap, so that the lanes above it stay apart, and grows like a solid."""
    return min(_gap(scale), WIDEST)


def _gap(scale: float) -> float:
    return scale if scale > 1 else scale**GAP_POWER


SCALES = {"solid": _solid, "plate": _solid, "depth": _solid, "stage": _strip}


def layout(shapes: Mapping[str, Shape], stages: Iterable[Part], opened: frozenset[str], room: Room,
           reserve: Mapping[str, float]) -> Layout:
    """Places every visible part. `reserve` is the least width of a stage, for its label.

    A part that stands open keeps its natural size while there is room; its neighbours move aside.
    """
    draw = _Sizes(shapes, room)
    rows = {stage.name: list(_stage_pieces(stage, opened, draw)) for stage in stages}
    scale, focus = _fit(rows, room, reserve)
    placed = Layout(room.axis, room.right + room.left, LANE_CLEARANCE / 2 * room.unit)
    x = room.left
    for name, pieces in rows.items():
        width = sum(piece.scaled(scale, focus) for piece in pieces)
        extent = max(width, reserve.get(name, 0))
        _place(placed, pieces, x + (extent - width) / 2, scale, focus, draw)
        placed.stages[name] = (x, x + extent)
        x += extent
    placed.width = max(x + room.left, placed.width)
    placed.wires += _wires(placed)
    return placed


class _Sizes:
    """How large a tensor is drawn in this room."""

    def __init__(self, shapes: Mapping[str, Shape], room: Room):
        self.room, self.shapes = room, shapes
        self.longest = max(max(shape[1:], default=1) for shape in shapes.values())

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


def _stage_pieces(stage: Part, opened: frozenset[str], draw: _Sizes) -> Iterator[Piece]:
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


def _folded_stage(stage: Part, draw: _Sizes) -> Iterator[Piece]:
    blocks = sum(child.kind == "block" for child in stage.children)
    volume = draw.thickness(stage.out) + draw.slant(stage.out)
    yield Piece("stage", max(volume, blocks * LANE_PITCH * draw.room.unit), stage)


def _folded_block(part: Part, draw: _Sizes) -> Iterator[Piece]:
    unit = draw.room.unit
    yield Piece("fork", 9 * unit, part, part.block)
    yield Piece("solid", draw.thickness(part.out), part)
    yield Piece("depth", draw.slant(part.out))
    yield Piece("gap", 3 * unit)
    yield Piece("joint", 13 * unit, part, part.block)
    yield Piece("gap", 3 * unit)


def _open_block(part: Part, draw: _Sizes) -> Iterator[Piece]:
    unit, block = draw.room.unit, part.block
    yield Piece("gap", 8 * unit, focus=True)
    yield Piece("fork", 26 * unit, part, block, focus=True)
    for step in part.children:
        if step.nodes[0] in block.residual:
            yield from _step(step, draw, opened=True, focus=True)
            yield Piece("gap", 26 * unit, focus=True)
    yield Piece("joint", 14 * unit, part, block, focus=True)
    for step in part.children[_after_merge(part):]:
        yield Piece("gap", 12 * unit, focus=True)
        yield from _step(step, draw, opened=True, focus=True)
    yield Piece("end", 8 * unit, part, block, focus=True)


def _after_merge(part: Part) -> int:
    """Where the operations behind the ⊕ begin among an open block's children."""
    return 1 + next(place for place, step in enumerate(part.children) if step.nodes[0] == part.block.merge)


def _step(step: Part, draw: _Sizes, opened: bool, focus: bool = False) -> Iterator[Piece]:
    """An operation as a volume and, where it stands open, those after it as plates that lean on it."""
    shown = step.children if opened else (step,)
    for place, part in enumerate(shown):
        yield (Piece("plate", PLATE * draw.room.unit, part, focus=focus) if place else
               Piece("solid", draw.thickness(part.out), part, focus=focus))
    yield Piece("depth", draw.slant(step.out), focus=focus)


def _fit(rows: Mapping[str, list[Piece]], room: Room, reserve: Mapping[str, float]) -> tuple[float, float]:
    """The scale of what is folded and of what stands open, so that all of it is as wide as the room.

    What stands open grows to its natural size while what is folded keeps half of what an even share would give it.
    """
    available = room.right - room.left
    widths = {name: _widths(pieces) for name, pieces in rows.items()}

    def total(scale: float, focus: float) -> float:
        return sum(max(natural[None] * focus + sum(natural[by] * by(scale) for by in natural if by),
                       reserve.get(name, 0)) for name, natural in widths.items())

    even = _solve(lambda scale: total(scale, scale), available)
    if not any(natural[None] for natural in widths.values()):
        return even, even
    least = even * LEAST_FOLDED
    focus = min(1.0, _solve(lambda focus: total(least, focus), available))
    if room.pans and focus < SMALLEST:
        return PANNED, PANNED
    return _solve(lambda scale: total(scale, focus), available), focus


def _widths(pieces: Iterable[Piece]) -> dict[Callable[[float], float] | None, float]:
    """The natural width of a stage's pieces by how they scale; None stands for what stands open."""
    natural = {None: 0.0}
    for piece in pieces:
        by = None if piece.focus else SCALES.get(piece.kind, _gap)
        natural[by] = natural.get(by, 0.0) + piece.width
    return natural


def _solve(total: Callable[[float], float], available: float) -> float:
    """The scale at which a rising width meets the available one, by bisection."""
    low, high = 1e-4, 64.0
    for _ in range(40):
        middle = sqrt(low * high)
        low, high = (middle, high) if total(middle) < available else (low, middle)
    return low


def _place(placed: Layout, pieces: Iterable[Piece], x: float, scale: float, focus: float, draw: _Sizes) -> None:
    """Walks along a stage's pieces and puts down what they stand for."""
    fork = left = x
    for piece in pieces:
        width = piece.scaled(scale, focus)
        ratio = width / piece.width
        if piece.kind in ("solid", "plate"):
            box = _box(piece.part, x, width, ratio, draw)
            placed.boxes.append(replace(box, plate=piece.kind == "plate"))
        elif piece.kind == "stage":
            _place_stage(placed, piece.part, x, width, min(scale, WIDEST), draw)
        elif piece.kind == "fork":
            left, fork = x, x + width / 4
            placed.forks.append(fork)
        elif piece.kind == "joint":
            joint = Joint(piece.block.merge, x + width / 2, placed.axis, min(width, 14 * draw.room.unit) / 2)
            placed.joints.append(joint)
            placed.lanes.append(_lane(placed, piece, fork, joint, ratio, draw))
        elif piece.kind == "end":
            placed.frames[piece.part.name] = _frame(placed, left, x + width, piece.block, draw)
        x += width


def _box(part: Part, x: float, width: float, ratio: float, draw: _Sizes, axis: float | None = None,
         scale: float = 1.0) -> Box:
    height, slant = draw.face(part.out) * scale, draw.slant(part.out) * scale
    middle = draw.room.axis if axis is None else axis
    return Box(part, x, middle - height / 2, width, height, slant * ratio, slant)


def _place_stage(placed: Layout, stage: Part, x: float, width: float, ratio: float, draw: _Sizes) -> None:
    """A folded stage: its output tensor, and above it one small lane for every block inside."""
    thickness = draw.thickness(stage.out) * ratio
    volume = thickness + draw.slant(stage.out) * ratio
    box = _box(stage, x + (width - volume) / 2, thickness, ratio, draw)
    placed.boxes.append(box)
    blocks = [child.block for child in stage.children if child.block]
    pitch = min(width / max(len(blocks), 1), 3 * LANE_PITCH * draw.room.unit)
    start = x + (width - pitch * len(blocks)) / 2
    foot = box.top + LANE_CLEARANCE / 2 * draw.room.unit
    if blocks:
        placed.wires.append((start, start + pitch * len(blocks), foot))
    for place, block in enumerate(blocks):
        left, right = start + (place + 0.08) * pitch, start + (place + 0.92) * pitch
        placed.lanes.append(Lane(block, left, right, foot, foot, foot + LANE_CLEARANCE * draw.room.unit))


def _lane(placed: Layout, piece: Piece, fork: float, joint: Joint, ratio: float, draw: _Sizes) -> Lane:
    """The lane of a block that is drawn: above its volumes, through its own operations where it stands open."""
    block, landing = piece.block, joint.y + joint.radius
    clearance = LANE_CLEARANCE * draw.room.unit
    if not piece.focus:
        return Lane(block, fork, joint.x, placed.axis, landing, placed.axis + draw.top([piece.part.out]) + clearance)
    over = placed.axis + draw.top(block.residual) + clearance
    if not block.shortcut:
        return Lane(block, fork, joint.x, placed.axis, landing, over)
    rise = max(draw.face(node) / 2 for node in block.shortcut) * SHORTCUT_SCALE
    cut = _place_shortcut(placed, piece.part, (fork, joint.x), over + rise, ratio, draw)
    return Lane(block, fork, joint.x, placed.axis, landing, over + rise, cut)


def _place_shortcut(placed: Layout, part: Part, lane: tuple[float, float], axis: float, ratio: float,
                    draw: _Sizes) -> tuple[float, float]:
    """The shortcut's own operations, small, on its lane; from where to where they interrupt it, half of it at most."""
    shown = [op for step in part.children if step.nodes[0] in part.block.shortcut for op in step.children]
    slant = draw.slant(shown[-1].out) * SHORTCUT_SCALE
    natural = [SHORTCUT_SCALE * (PLATE * draw.room.unit if place else draw.thickness(op.out))
               for place, op in enumerate(shown)]
    ratio = min(ratio, (lane[1] - lane[0]) / 2 / (sum(natural) + slant))
    x = left = sum(lane) / 2 - (sum(natural) + slant) * ratio / 2
    for op, width in zip(shown, natural, strict=True):
        box = _box(op, x, width * ratio, ratio, draw, axis, SHORTCUT_SCALE)
        placed.boxes.append(replace(box, plate=x > left))
        x += width * ratio
    return left, x + slant * ratio


def _frame(placed: Layout, left: float, right: float, block: Block, draw: _Sizes) -> tuple[float, float, float, float]:
    """The border of an open block."""
    inside = [box for box in placed.boxes if left <= box.x < right]
    margin = LANE_CLEARANCE * draw.room.unit
    top = max(placed.lanes[-1].top, max(box.top for box in inside)) + margin / 2
    return left, min(box.y for box in inside) - margin / 2, right, top


def _wires(placed: Layout) -> Iterator[tuple[float, float, float]]:
    """The lines along the axis, from what ends to what begins next."""
    standing = [(box.x, box.right) for box in placed.boxes if abs(box.y + box.height / 2 - placed.axis) < 1e-6]
    standing += [(joint.x - joint.radius, joint.x + joint.radius) for joint in placed.joints]
    for (_, end), (begin, _) in pairwise(sorted(standing)):
        if begin > end:
            yield end, begin, placed.axis


def reach(graph: nx.DiGraph) -> tuple[float, float]:
    """How far the picture goes above its axis, and its blocks below it, as shares of the tallest face.

    That is at any level of folding, so that opening a block does not change the scale.
    """
    longest = max(max(shape[1:], default=1) for _, shape in graph.nodes(data="shape"))
    inside = {data["shape"] for _, data in graph.nodes(data=True) if data["block"]}
    highest, lowest = 0.5 + SLANT, 0.0
    for _, height, width in (shape for shape in inside if len(shape) == 3):
        face, slant = sqrt(height / longest), SLANT * sqrt(width / longest)
        shortcut = SHORTCUT_SCALE * (face + slant) + 1.5 * LANE_CLEARANCE / 240
        highest = max(highest, face / 2 + slant + shortcut)
        lowest = max(lowest, face / 2)
    return highest, lowest
