"""Where everything is drawn: parts -> boxes on one axis, shortcuts -> lanes above it. Linear in what is seen.

All places are in pixels, y upwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from explorer.arithmetic import Shape
from explorer.fold import Part
from explorer.pieces import (
    LANE_CLEARANCE,
    LANE_PITCH,
    PLATE,
    SHORTCUT_SCALE,
    Piece,
    Room,
    Sizes,
    fit,
    longest_side,
    solid,
    stage_pieces,
)
from explorer.residual import Block

FINE = 2  # pixels from a lane above a folded stage to the next: below that they are further apart in proportion


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

    def end(self, y: float) -> float:
        """How far right it reaches at this height: its side rises aslant."""
        return self.x + self.width + self.dx * min(1.0, (y - self.y) / self.dy)


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

    @property
    def square(self) -> tuple[float, float, float, float]:
        """The (left, bottom, right, top) around it."""
        return self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius


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
class Drawn:
    """A network to be placed: the shapes of its tensors, its stages, which parts stand open, and its room."""

    shapes: Mapping[str, Shape]
    stages: tuple[Part, ...]
    opened: frozenset[str]
    room: Room


def layout(networks: Sequence[Drawn], order: Iterable[str], reserve: Mapping[str, float]) -> list[Layout]:
    """Places every visible part of each network, all on one scale and a stage of one name in the same place.

    Their rooms differ in the height of their axis only. `order` is that of the stages, of all that there are;
    `reserve` is the least width of a stage, for its label. A part that stands open keeps its natural size while there
    is room; its neighbours move aside.
    """
    longest = max(longest_side(network.shapes) for network in networks)
    draws = [Sizes(network.shapes, network.room, longest) for network in networks]
    rows = [{stage.name: list(stage_pieces(stage, network.opened, draw)) for stage in network.stages}
            for network, draw in zip(networks, draws, strict=True)]
    room = networks[0].room
    scale, focus = fit(rows, room, reserve)
    placed = [Layout(network.room.axis, room.right + room.left, LANE_CLEARANCE / 2 * room.unit) for network in networks]
    x = room.left
    for name in order:
        widths = [sum(piece.scaled(scale, focus) for piece in pieces.get(name, ())) for pieces in rows]
        extent = max(*widths, reserve.get(name, 0))
        for row, width, draw, there in zip(rows, widths, draws, placed, strict=True):
            if name in row:
                _place(there, row[name], x + (extent - width) / 2, scale, focus, draw)
                there.stages[name] = (x, x + extent)
        x += extent
    for there in placed:
        there.width = max(x + room.left, there.width)
        there.wires += _wires(there)
    return placed


def _place(placed: Layout, pieces: Iterable[Piece], x: float, scale: float, focus: float, draw: Sizes) -> None:
    """Walks along a stage's pieces and puts down what they stand for."""
    fork = left = x
    for piece in pieces:
        width = piece.scaled(scale, focus)
        ratio = width / piece.width
        if piece.kind in ("solid", "plate"):
            box = _box(piece.part, x, width, ratio, draw)
            placed.boxes.append(replace(box, plate=piece.kind == "plate"))
        elif piece.kind == "stage":
            _place_stage(placed, piece.part, x, width, solid(scale), draw)
        elif piece.kind == "begin":
            left = x
        elif piece.kind == "fork":
            fork = x + width / 4
            placed.forks.append(fork)
        elif piece.kind == "joint":
            joint = Joint(piece.block.merge, x + width / 2, placed.axis, min(width, 14 * draw.room.unit) / 2)
            placed.joints.append(joint)
            placed.lanes.append(_lane(placed, piece, fork, joint, ratio, draw))
        elif piece.kind == "end":
            placed.frames[piece.part.name] = _frame(placed, left, x + width, piece.block, draw)
        x += width


def _box(part: Part, x: float, width: float, ratio: float, draw: Sizes, axis: float | None = None,
         scale: float = 1.0) -> Box:
    height, slant = draw.face(part.out) * scale, draw.slant(part.out) * scale
    middle = draw.room.axis if axis is None else axis
    return Box(part, x, middle - height / 2, width, height, slant * ratio, slant)


def _place_stage(placed: Layout, stage: Part, x: float, width: float, ratio: float, draw: Sizes) -> None:
    """A folded stage: its output tensor, and above it one small lane for every block inside."""
    thickness = draw.thickness(stage.out) * ratio
    volume = thickness + draw.slant(stage.out) * ratio
    box = _box(stage, x + (width - volume) / 2, thickness, ratio, draw)
    placed.boxes.append(box)
    blocks = stage.blocks
    pitch = min(width / max(len(blocks), 1), 3 * LANE_PITCH * draw.room.unit)
    start = x + (width - pitch * len(blocks)) / 2
    foot = box.top + LANE_CLEARANCE / 2 * draw.room.unit
    apart = 0.08 if pitch > FINE else 0.3
    if blocks:
        placed.wires.append((start, start + pitch * len(blocks), foot))
    for place, block in enumerate(blocks):
        left, right = start + (place + apart) * pitch, start + (place + 1 - apart) * pitch
        placed.lanes.append(Lane(block, left, right, foot, foot, foot + LANE_CLEARANCE * draw.room.unit))


def _lane(placed: Layout, piece: Piece, fork: float, joint: Joint, ratio: float, draw: Sizes) -> Lane:
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
                    draw: Sizes) -> tuple[float, float]:
    """The shortcut's own operations, small, on its lane; from where to where they interrupt it, half of it at most."""
    steps = [step for step in part.children if step.nodes[0] in part.block.shortcut]
    widths = [SHORTCUT_SCALE * _natural(step, draw) for step in steps]
    ratio = min(ratio, (lane[1] - lane[0]) / 2 / sum(widths))
    x = left = sum(lane) / 2 - sum(widths) * ratio / 2
    for step, width in zip(steps, widths, strict=True):
        start = x
        for op in step.children:
            plate = op is not step.children[0]
            wide = SHORTCUT_SCALE * ratio * (PLATE * draw.room.unit if plate else draw.thickness(op.out))
            placed.boxes.append(replace(_box(op, start, wide, ratio, draw, axis, SHORTCUT_SCALE), plate=plate))
            start += wide
        x += width * ratio
    return left, x


def _natural(step: Part, draw: Sizes) -> float:
    """How wide a volume is with what leans on it."""
    return draw.thickness(step.out) + PLATE * draw.room.unit * (len(step.children) - 1) + draw.slant(step.out)


def _frame(placed: Layout, left: float, right: float, block: Block, draw: Sizes) -> tuple[float, float, float, float]:
    """The border of an open block."""
    inside = [box for box in placed.boxes if left <= box.x < right]
    margin = LANE_CLEARANCE * draw.room.unit
    top = max(placed.lanes[-1].top, max(box.top for box in inside)) + margin / 2
    return left, min(box.y for box in inside) - margin / 2, right, top


def _wires(placed: Layout) -> Iterator[tuple[float, float, float]]:
    """The lines along the axis, from what ends to what begins next."""
    standing = [(box.x, box.end(placed.axis)) for box in placed.boxes
                if abs(box.y + box.height / 2 - placed.axis) < 1e-6]
    standing += [(joint.x - joint.radius, joint.x + joint.radius) for joint in placed.joints]
    for (_, end), (begin, _) in pairwise(sorted(standing)):
        if begin > end:
            yield end, begin, placed.axis
