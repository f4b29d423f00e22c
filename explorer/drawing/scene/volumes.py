"""The network itself: its tensors as volumes, its shortcuts as lanes above them, and the ⊕ where they join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from explorer.drawing.colouring import TONES, toned
from explorer.drawing.marks import arc, circle, faces, path, plus, segment
from explorer.drawing.scene.scene import Scene
from explorer.layout import Box, Lane
from explorer.theme import DASHES

LINE = 1.3
ROUND = 0.7  # em: the corners of a lane
SMALLEST, NARROWEST = 0.3, 0.15  # em, the radius of a ⊕ in however little room, and that of its shortcut's span
THIN = 2  # pixels: volumes that are not wider have no edges, which would cover their colour
SHORT = 6  # pixels: lanes that are not longer are drawn finer still, so that they do not cover the volumes


def wires(scene: Scene) -> dict:
    d = "".join(segment(left, y, right, y) for left, right, y in scene.placed.wires)
    return path(d, color=scene.theme.line, width=scene.canvas.line)


def volumes(scene: Scene) -> Iterator[dict]:
    """Every face of every volume, one shape per colour; plates over the volume that they lean on."""
    batches: dict[tuple[int, int, str], list[str]] = defaultdict(list)
    layer, base = 0, ""
    for box in scene.placed.boxes:
        colour = scene.colouring.colours[box.part.name]
        layer, base = (layer + 1, base) if box.plate else (0, colour)
        front, top, _ = scene.theme.faces(_toned(scene, box, colour))
        shades = front, top, scene.theme.faces(base)[2]
        for order, (outline, shade) in enumerate(zip(faces(box), shades, strict=True)):
            batches[layer, order, shade].append(outline)
    thinnest = min(box.width for box in scene.placed.boxes)
    edge = min(0.5 * scene.canvas.line, thinnest / 12) if thinnest > THIN else 0
    for (_, _, shade), outlines in sorted(batches.items()):
        yield path("".join(outlines), fill=shade, color=scene.theme.edge, width=edge)


def _toned(scene: Scene, box: Box, colour: str) -> str:
    """An overlay's colours stand."""
    op = scene.graph.nodes[box.part.out]["op"]
    return toned(colour, op) if box.plate and scene.metric is None and op in TONES else colour


def lanes(scene: Scene) -> Iterator[dict]:
    """The shortcuts, one shape per kind, over the ground so that they stay apart from everything else."""
    batches: dict[str, list[str]] = defaultdict(list)
    for lane in scene.placed.lanes:
        batches[lane.block.kind].append(lane_path(scene, lane))
    spans = (lane.end - lane.start for lane in scene.placed.lanes)
    room = [0.2 * span * min(span / SHORT, 1) for span in spans]
    room += [0.04 * (right - left) for left, _, right, _ in scene.placed.frames.values()]
    width = min([LINE * scene.canvas.line, *room])
    for kind, lines in batches.items():
        yield path("".join(lines), color=scene.theme.shortcut(kind), width=width, dash=DASHES[kind])


def lane_path(scene: Scene, lane: Lane) -> str:
    return arc(lane, ROUND * scene.em)


def joints(scene: Scene) -> Iterator[dict]:
    """The ⊕ marks, and a dot where each shortcut leaves."""
    placed, kinds = scene.placed, {lane.block.merge: lane.block.kind for lane in scene.placed.lanes}
    spans = {lane.block.merge: lane.end - lane.start for lane in placed.lanes}
    dot = min([1.3 * scene.canvas.line, *(joint.radius / 2 for joint in placed.joints)])
    signs: dict[tuple[str, float], list[str]] = defaultdict(list)
    dots: dict[str, list[str]] = defaultdict(list)
    for joint, fork in zip(placed.joints, placed.forks, strict=True):
        radius = max(joint.radius, min(SMALLEST * scene.em, NARROWEST * spans[joint.name]))
        colour, width = scene.theme.shortcut(kinds[joint.name]), min(0.9 * scene.canvas.line, 0.3 * radius)
        signs[colour, width].append(circle(joint.x, joint.y, radius) + plus(joint.x, joint.y, radius))
        dots[colour].append(circle(fork, placed.axis, dot))
    for (colour, width), outlines in signs.items():
        yield path("".join(outlines), fill=scene.theme.paper, color=colour, width=width)
    for colour, outlines in dots.items():
        yield path("".join(outlines), fill=colour)
