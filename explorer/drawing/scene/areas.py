"""Where the pointer finds what, what is outlined when it is lit, and what folds: all by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from explorer.drawing.marks import Rectangle, rectangle, silhouette
from explorer.drawing.scene.frames import Frame
from explorer.drawing.scene.scene import SHORTCUT_ROOM, TITLE_ROOM, Scene
from explorer.drawing.scene.volumes import lane_path
from explorer.fold import Part


def areas(scene: Scene, frames: Mapping[str, Frame]) -> Iterator[tuple[str, Rectangle, str]]:
    """Where the pointer finds what: stages' labels, open blocks' titles, volumes, lanes and ⊕. No two overlap."""
    reach = min(0.6 * scene.em, scene.placed.clear)
    for name, (left, right) in scene.placed.stages.items():
        yield name, (left, scene.floor, right, scene.ceiling), scene.described.hover(name)
    for name, frame in frames.items():
        left, _, right, top = frame.area
        area = left, top - SHORTCUT_ROOM * scene.em, right, top + TITLE_ROOM * scene.em
        yield name, area, scene.described.hover(name)
    for box, after in zip(scene.placed.boxes, [*scene.placed.boxes[1:], None], strict=True):
        right = box.right if after is None or after.x >= box.right or after.y > box.top else max(after.x, box.x)
        yield box.part.name, (box.x, box.y, right, box.top), _hover(scene, box.part)
    for lane in scene.placed.lanes:
        name = lane.block.shortcut_name
        halves = ((lane.start, lane.cut[0]), (lane.cut[1], lane.end)) if lane.cut else ((lane.start, lane.end),)
        for left, right in halves:
            yield name, (left, lane.top - reach, right, lane.top + reach), scene.described.hover(name)
    for joint in scene.placed.joints:
        yield joint.name, joint.square, scene.described.hover(joint.name)


def _hover(scene: Scene, part: Part) -> str:
    text = scene.described.hover(part.name)
    if scene.metric is None:
        return text
    metric, number = scene.metric, scene.colouring.numbers[part.name]
    title = metric.title_of(scene.graph.nodes[part.out]["shape"], scene.words)
    shown = scene.words[metric.missing] if number is None else metric.shown(number)
    return f"{text}<br>{title}: <b>{shown}</b>"


def outlines(scene: Scene, frames: Mapping[str, Frame]) -> dict[str, str]:
    """What can be lit, as SVG paths."""
    return {
        **{name: rectangle(*frame.area) for name, frame in frames.items()},
        **{box.part.name: silhouette(box) for box in scene.placed.boxes},
        **{lane.block.shortcut_name: lane_path(scene, lane) for lane in scene.placed.lanes},
        **{joint.name: rectangle(*joint.square) for joint in scene.placed.joints},
    }


def fills(scene: Scene) -> dict[str, list[str]]:
    """The volumes by the colour of their fronts."""
    named: dict[str, list[str]] = {}
    for box in scene.placed.boxes:
        front, _, _ = scene.theme.faces(scene.colouring.colours[box.part.name])
        named.setdefault(front, []).append(box.part.name)
    return named


def folds(scene: Scene) -> dict[str, bool]:
    """Whether what can be opened stands open."""
    foldable = [part for stage in scene.stages for part in (stage, *stage.children) if len(part.nodes) > 1]
    return {part.name: part.name in scene.opened for part in foldable}
