"""What stands open: the border round a block, its title, what its shortcut does, and the names of operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explorer.arithmetic import times
from explorer.drawing.labels import Below, Space, below, stride_of
from explorer.drawing.marks import Label, Rectangle, path, rectangle
from explorer.drawing.scene.scene import SHORTCUT_ROOM, TITLE_ROOM, Scene
from explorer.fold import Part
from explorer.properties import block_class, kind_of
from explorer.residual import Block


@dataclass(frozen=True)
class Frame:
    """The border round an open block, and the labels in and above it."""

    area: Rectangle
    labels: tuple[Label, ...]


def frames(scene: Scene) -> dict[str, Frame]:
    """Those of the open blocks, by name."""
    return {child.name: _frame(scene, child) for stage in scene.stages for child in stage.children
            if child.name in scene.placed.frames}


def _frame(scene: Scene, part: Part) -> Frame:
    em = scene.em
    left, bottom, right, top = scene.placed.frames[part.name]
    under = _operation_labels(scene, part)
    top += SHORTCUT_ROOM * em
    title = (Label(text, (left + right) / 2, top + TITLE_ROOM / 2 * em, em, scene.theme.ink, bold=True)
             for text in (f"{part.name} {block_class(scene.graph)}", part.name, _within_stage(part)))
    colour = scene.theme.words_of(part.block.kind)
    shortcut = (Label(text, (left + right) / 2, top - SHORTCUT_ROOM / 2 * em, size, colour)
                for text in _shortcut_texts(scene, part.block) for size in scene.canvas.sizes)
    fitting = [next((label for label in wordings if label.width < right - left), None)
               for wordings in (title, shortcut)]
    return Frame((left, bottom - under.height, right, top), (*filter(None, fitting), *under.labels))


def _within_stage(part: Part) -> str:
    """`.2` of `layer3.2`: the stage's own name stands below."""
    _, dot, name = part.name.rpartition(".")
    return dot + name


def _shortcut_texts(scene: Scene, block: Block) -> Iterator[str]:
    """What the shortcut does, at length and shorter and shorter."""
    before, after = (scene.graph.nodes[node]["shape"][0] for node in (block.fork, block.merge))
    convolutions = (node for node in block.shortcut if scene.graph.nodes[node]["op"] == "conv2d")
    stride = "".join(stride_of(scene.graph, node) for node in convolutions)
    operations = scene.words["describe.and"].join(_through(scene, node) for node in block.shortcut)
    for length in ("", ".short"):
        if template := scene.words.get(f"figure.shortcut.{block.kind}{length}"):
            yield template.format(operations=operations, stride=stride, before=before, after=after)
    if before != after:
        yield f"{before} → {after}"


def _through(scene: Scene, node: str) -> str:
    """An operation of a shortcut: `1×1 convolution, /2`."""
    data = scene.graph.nodes[node]
    kind = kind_of(data)
    names = (scene.words.get(f"{where}.{kind}") for where in ("figure.through", "describe.through", "describe.op"))
    template = next(filter(None, names), data["op"])
    return template.format(kernel=times(data["settings"].get("kernel", ())), stride=stride_of(scene.graph, node))


def _operation_labels(scene: Scene, part: Part) -> Below:
    """What stands below the residual branch of an open block."""
    left, bottom, right, _ = scene.placed.frames[part.name]
    named = {step.nodes[0] for step in part.children} - set(part.block.shortcut)
    boxes = (box for box in scene.placed.boxes if box.part.name in named)
    return below(scene.graph, boxes, part.name, Space(left, right, bottom, scene.ceiling), scene.canvas, scene.theme)


def step_labels(scene: Scene) -> Iterator[Label]:
    """The names of open steps outside blocks: of the stem and the head. The input has that of its stage."""
    for stage in scene.stages:
        named = {child.name for child in stage.children if not child.block} & scene.opened - {stage.name}
        boxes = [box for box in scene.placed.boxes if box.part.name in named]
        if boxes:
            top = min(box.y for box in boxes) - scene.placed.clear
            space = Space(*scene.placed.stages[stage.name], top, scene.ceiling)
            yield from below(scene.graph, boxes, "", space, scene.canvas, scene.theme).labels


def borders(scene: Scene, frames: Mapping[str, Frame]) -> Iterator[dict]:
    for frame in frames.values():
        yield path(rectangle(*frame.area), fill=scene.theme.frame, color=scene.theme.line, width=1, dash="dash")


