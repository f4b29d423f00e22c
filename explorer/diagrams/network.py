"""The Network: what is connected to what, and what shape it is. Tensors as volumes, shortcuts as lanes above them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

import networkx as nx

from explorer.arithmetic import times
from explorer.describe import Descriptions, block_class, kind_of
from explorer.drawing.colouring import Colouring, by_metric, by_stage, stage_colours
from explorer.drawing.header import Header, caption, fitting, header
from explorer.drawing.labels import MOST_ROOM, Below, Space, below, stride_of
from explorer.drawing.legend import key, legend, short_legend
from explorer.drawing.marks import (
    Label,
    Rectangle,
    arc,
    blank,
    faces,
    hit_trace,
    path,
    rectangle,
    segment,
    silhouette,
    spread,
    text_trace,
)
from explorer.fold import Part, hierarchy, opened, visible, walk
from explorer.layout import Box, Lane, Layout, layout
from explorer.metrics import METRICS, Measured, Values
from explorer.pieces import LEAST, Room, reach
from explorer.residual import Block, residual_blocks
from explorer.theme import CANVASES, DASHES, THEMES, Canvas, Theme, mix

OVERLAYS = ("stage", *METRICS)
LINE = 1.3
ROUND = 0.7  # em, as all heights that follow: the corners of a lane
LABEL_ROW, NAME, SHAPE = 2.8, 2.1, 0.8  # a stage's name and shape; the middle of each, from the bottom of their row
BAR, BAR_ROOM, UNDER = 0.4, 0.8, 1.4  # over the rows of stages: their bars, what belongs to them, and the picture
SHORTCUT_ROOM, TITLE_ROOM = 1.4, 1.6  # over an open block's lane: what its shortcut does, and above that its name
RESERVED = 0.6  # of the canvas at most, for a row of the stages' labels, each under its stage
THIN = 2  # pixels: volumes that are not wider have no edges, which would cover their colour
SHORT = 6  # pixels: lanes that are not longer are drawn finer still, so that they do not cover the volumes
TONES = {"batch_norm": ("#FFFFFF", 0.5), "relu": ("#000000", 0.28)}


@dataclass(frozen=True)
class Scene:
    """What one drawing needs to know."""

    graph: nx.DiGraph
    words: Mapping[str, str]
    canvas: Canvas
    theme: Theme
    stages: tuple[Part, ...]
    opened: frozenset[str]
    placed: Layout
    overlay: str
    colouring: Colouring
    header: Header
    label_rows: int
    described: Descriptions

    @property
    def em(self) -> int:
        return self.canvas.text


def draw(graph: nx.DiGraph, words: Mapping[str, str], *, level: str, open: str, closed: str, overlay: str,
         canvas: str, theme: str, caption: str) -> dict:
    """The picture as a Plotly spec whose axes are the canvas in pixels.

    `layout.meta` holds what a page needs to highlight and to walk the parts: `outlines` ({name: SVG path}), `walk` (the
    names that can be stepped through, in order), `folds` ({name of what opens or closes: whether it stands open}) and
    `width`, which is more than the canvas where the picture has to be panned.
    """
    stages = hierarchy(graph, residual_blocks(graph))
    names = opened(stages, level, filter(None, open.split(",")), filter(None, closed.split(",")))
    scene = _scene(graph, words, CANVASES[canvas], THEMES[theme], stages, names, level, overlay, caption == "on")
    frames = {child.name: _frame(scene, child) for stage in stages for child in stage.children
              if child.name in scene.placed.frames}
    inside = (label for frame in frames.values() for label in frame.labels)
    labels = [*_stage_labels(scene), *_step_labels(scene), *inside]
    shapes = [*_borders(scene, frames), _wires(scene), *_volumes(scene), *_lanes(scene), *_brackets(scene),
              *scene.header.shapes]
    return {
        "data": [_joints(scene), text_trace(labels), text_trace(scene.header.labels, fixed=True),
                 hit_trace(_areas(scene, frames))],
        "layout": {**blank(scene.canvas, scene.theme), "shapes": shapes, "meta": _meta(scene, frames)},
    }


def _scene(graph: nx.DiGraph, words: Mapping[str, str], canvas: Canvas, theme: Theme, stages: tuple[Part, ...],
           names: frozenset[str], level: str, overlay: str, captioned: bool) -> Scene:
    values = Measured(graph)
    colouring = _colouring(graph, visible(stages, names), stages, level, overlay, values)
    title = caption(graph, values, words, canvas) if captioned else []
    kinds = key((block.kind for stage in stages for block in stage.blocks), words, canvas, theme)
    colours = fitting((said(words, theme, overlay, colouring) for said in (legend, short_legend)), canvas)
    top = header([title, kinds, colours], canvas, theme)
    widths = {stage.name: _label_width(graph, stage, canvas) + canvas.text for stage in stages}
    rows = _label_rows(sum(widths.values()), stages, canvas)
    room = _room(graph, canvas, top, rows)
    shapes = dict(graph.nodes(data="shape"))
    placed = layout(shapes, stages, names, room, {name: width / rows for name, width in widths.items()})
    described = Descriptions(graph, stages, values, words)
    return Scene(graph, words, canvas, theme, stages, names, placed, overlay, colouring, top, rows,
                 described)


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


def _room(graph: nx.DiGraph, canvas: Canvas, top: Header, rows: int) -> Room:
    """What the header and the labels leave, as high as it may be at any level of folding."""
    em = canvas.text
    bottom = em * (UNDER + LABEL_ROW * rows)
    above, below, inside = reach(graph)
    free = canvas.height - top.height - em * (SHORTCUT_ROOM + TITLE_ROOM) - bottom
    tall = min(free / (above + below), (free - MOST_ROOM * em) / (above + inside))
    under = max(tall * below, tall * inside + MOST_ROOM * em)
    return Room(em, canvas.width - em, bottom + under, tall, canvas.pans)


def _colouring(graph: nx.DiGraph, parts: Iterable[Part], stages: tuple[Part, ...], level: str, overlay: str,
               values: Mapping[str, Values]) -> Colouring:
    """An overlay's classes are over all stages, or over all that a stage holds: opening a part changes none."""
    if overlay == "stage":
        return by_stage(parts, dict(graph.nodes(data="stage")), stages)
    inside = [child for stage in stages for child in stage.children]
    inside += visible(stages, opened(stages, "operations"))
    among = stages if level == "stages" else inside
    return by_metric(parts, METRICS[overlay], values[overlay], among)


def _stage_texts(graph: nx.DiGraph, stage: Part) -> tuple[str, str]:
    """`layer3 ×6` and `1024×14×14`."""
    blocks = len(stage.blocks)
    return f"{stage.name} ×{blocks}" if blocks else stage.name, times(graph.nodes[stage.out]["shape"])


def _label_width(graph: nx.DiGraph, stage: Part, canvas: Canvas) -> float:
    name, shape = _stage_texts(graph, stage)
    return max(Label(name, 0, 0, canvas.text, "", bold=True).width, Label(shape, 0, 0, canvas.text, "").width)


def _stage_labels(scene: Scene) -> Iterator[Label]:
    em = scene.em
    for row in range(scene.label_rows):
        labelled = [place for stage in scene.stages[row :: scene.label_rows] for place in _labelled(scene, stage)]
        stages, middles = [stage for stage, _ in labelled], [middle for _, middle in labelled]
        widths = [_label_width(scene.graph, stage, scene.canvas) for stage in stages]
        bottom = LABEL_ROW * (scene.label_rows - row - 1)
        for stage, x in zip(stages, spread(middles, widths, em / 4, scene.placed.width - em / 4, em / 2), strict=True):
            name, shape = _stage_texts(scene.graph, stage)
            yield Label(name, x, em * (bottom + NAME), em, scene.theme.ink, bold=True)
            yield Label(shape, x, em * (bottom + SHAPE), em, scene.theme.quiet)


def _labelled(scene: Scene, stage: Part) -> Iterator[tuple[Part, float]]:
    """Where it has its label: in its middle, and where that may be panned out of sight, once a canvas."""
    left, right = scene.placed.stages[stage.name]
    times = max(round((right - left) / scene.canvas.width), 1)
    yield from ((stage, left + (right - left) * (time + 0.5) / times) for time in range(times))


def _brackets(scene: Scene) -> Iterator[dict]:
    """A bar in its colour under every stage."""
    y = scene.em * (BAR + LABEL_ROW * scene.label_rows)
    colours = stage_colours(scene.stages)
    for stage in scene.stages:
        left, right = scene.placed.stages[stage.name]
        inset = min(scene.em * 0.3, (right - left) * 0.1)
        yield path(segment(left + inset, y, right - inset, y), color=colours[stage.name], width=2.4 * scene.canvas.line)


@dataclass(frozen=True)
class Frame:
    """The border round an open block, and the labels in and above it."""

    area: Rectangle
    labels: tuple[Label, ...]


def _frame(scene: Scene, part: Part) -> Frame:
    em = scene.em
    left, bottom, right, top = scene.placed.frames[part.name]
    under = _operation_labels(scene, part)
    top += SHORTCUT_ROOM * em
    title = (Label(text, (left + right) / 2, top + TITLE_ROOM / 2 * em, em, scene.theme.ink, bold=True)
             for text in (f"{part.name} {block_class(scene.graph)}", part.name))
    shortcut = (Label(text, (left + right) / 2, top - SHORTCUT_ROOM / 2 * em, em, scene.theme.words_of(part.block.kind))
                for text in _shortcut_texts(scene, part.block))
    fitting = [next((label for label in wordings if label.width < right - left), None)
               for wordings in (title, shortcut)]
    return Frame((left, bottom - em * under.height, right, top), (*filter(None, fitting), *under.labels))


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
    return below(scene.graph, boxes, part.name, Space(left, right, bottom, scene.em), scene.theme)


def _step_labels(scene: Scene) -> Iterator[Label]:
    """The names of open steps outside blocks: of the stem and the head. The input has that of its stage."""
    ceiling = scene.em * (BAR_ROOM + LABEL_ROW * scene.label_rows)
    for stage in scene.stages:
        named = {child.name for child in stage.children if not child.block} & scene.opened - {stage.name}
        boxes = [box for box in scene.placed.boxes if box.part.name in named]
        if boxes:
            top = min(box.y for box in boxes) - scene.placed.clear
            space = Space(*scene.placed.stages[stage.name], top, scene.em, (top - ceiling) / scene.em)
            yield from below(scene.graph, boxes, "", space, scene.theme).labels


def _borders(scene: Scene, frames: Mapping[str, Frame]) -> Iterator[dict]:
    for frame in frames.values():
        yield path(rectangle(*frame.area), fill=scene.theme.frame, color=scene.theme.line, width=1, dash="dash")


def _wires(scene: Scene) -> dict:
    d = "".join(segment(left, y, right, y) for left, right, y in scene.placed.wires)
    return path(d, color=scene.theme.line, width=scene.canvas.line)


def _volumes(scene: Scene) -> Iterator[dict]:
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
    """Plates of batch norm are lighter and of ReLU darker than the volume they lean on; an overlay's colours stand."""
    op = scene.graph.nodes[box.part.out]["op"]
    return mix(colour, *TONES[op]) if box.plate and scene.overlay == "stage" and op in TONES else colour


def _lanes(scene: Scene) -> Iterator[dict]:
    """The shortcuts, one shape per kind, over the ground so that they stay apart from everything else."""
    batches: dict[str, list[str]] = defaultdict(list)
    for lane in scene.placed.lanes:
        batches[lane.block.kind].append(_arc(scene, lane))
    spans = (lane.end - lane.start for lane in scene.placed.lanes)
    room = [0.2 * span * min(span / SHORT, 1) for span in spans]
    room += [0.04 * (right - left) for left, _, right, _ in scene.placed.frames.values()]
    width = min([LINE * scene.canvas.line, *room])
    for kind, lines in batches.items():
        yield path("".join(lines), color=scene.theme.shortcut(kind), width=width, dash=DASHES[kind])


def _arc(scene: Scene, lane: Lane) -> str:
    return arc(lane, ROUND * scene.em)


def _joints(scene: Scene) -> dict:
    """The ⊕ marks, and a dot where each shortcut leaves."""
    joints, forks = scene.placed.joints, scene.placed.forks
    kinds = {lane.block.merge: lane.block.kind for lane in scene.placed.lanes}
    colours = [scene.theme.shortcut(kinds[joint.name]) for joint in joints]
    dot = min([2.6 * scene.canvas.line, *(joint.radius for joint in joints)])
    return {
        "type": "scatter", "mode": "markers", "hoverinfo": "skip", "showlegend": False, "cliponaxis": False,
        "x": [round(x, 1) for x in (*(joint.x for joint in joints), *forks)],
        "y": [round(scene.placed.axis, 1)] * (len(joints) + len(forks)),
        "marker": {
            "symbol": ["circle-cross"] * len(joints) + ["circle"] * len(forks), "opacity": 1,
            "size": [round(2 * joint.radius, 1) for joint in joints] + [round(dot, 1)] * len(forks),
            "color": [scene.theme.paper] * len(joints) + colours,
            "line": {"width": [min(0.9 * scene.canvas.line, 0.3 * joint.radius) for joint in joints] + [0] * len(forks),
                     "color": colours * 2},
        },
    }


def _areas(scene: Scene, frames: Mapping[str, Frame]) -> Iterator[tuple[str, Rectangle, str]]:
    """Where the pointer finds what: stages' labels, open blocks' titles, volumes, lanes and ⊕. No two overlap."""
    reach = min(0.6 * scene.em, scene.placed.clear)
    for name, (left, right) in scene.placed.stages.items():
        ceiling = scene.em * (BAR_ROOM + LABEL_ROW * scene.label_rows)
        yield name, (left, 0, right, ceiling), scene.described.hover(name)
    for name, frame in frames.items():
        left, _, right, top = frame.area
        area = left, top - SHORTCUT_ROOM * scene.em, right, top + TITLE_ROOM * scene.em
        yield name, area, scene.described.hover(name)
    for box, after in zip(scene.placed.boxes, [*scene.placed.boxes[1:], None], strict=True):
        right = box.right if after is None or after.x >= box.right or after.y > box.top else max(after.x, box.x)
        yield box.part.name, (box.x, box.y, right, box.top), _hover(scene, box.part)
    for lane in scene.placed.lanes:
        name = lane.block.shortcut_name
        cuts = lane.cut or ((lane.start + lane.end) / 2,) * 2
        for left, right in ((lane.start, cuts[0]), (cuts[1], lane.end)):
            yield name, (left, lane.top - reach, right, lane.top + reach), scene.described.hover(name)
    for joint in scene.placed.joints:
        yield joint.name, joint.square, scene.described.hover(joint.name)


def _hover(scene: Scene, part: Part) -> str:
    text = scene.described.hover(part.name)
    if scene.overlay == "stage":
        return text
    metric, number = METRICS[scene.overlay], scene.colouring.numbers[part.name]
    title = metric.title_of(scene.graph.nodes[part.out]["shape"], scene.words)
    shown = scene.words["describe.uncounted"] if number is None else metric.shown(number)
    return f"{text}<br>{title}: <b>{shown}</b>"


def _meta(scene: Scene, frames: Mapping[str, Frame]) -> dict:
    outlines = {name: rectangle(*frame.area) for name, frame in frames.items()}
    outlines |= {box.part.name: silhouette(box) for box in scene.placed.boxes}
    outlines |= {lane.block.shortcut_name: _arc(scene, lane) for lane in scene.placed.lanes}
    outlines |= {joint.name: rectangle(*joint.square) for joint in scene.placed.joints}
    foldable = [part for stage in scene.stages for part in (stage, *stage.children) if len(part.nodes) > 1]
    return {
        "width": round(scene.placed.width, 1),
        "outlines": outlines,
        "walk": [part.name for part in walk(scene.stages, scene.opened)],
        "folds": {part.name: part.name in scene.opened for part in foldable},
    }
