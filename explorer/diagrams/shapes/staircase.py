"""The staircase: step by step through the network resolution falls, channels rise, and memory is an area."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from math import log2

import networkx as nx

from explorer.arithmetic import Shape, times
from explorer.drawing.colouring import stage_colours
from explorer.drawing.marks import Label, rectangle, segment, spread
from explorer.drawing.sheet import Drawing, Page, wrapped
from explorer.fold import Part, combined, hierarchy
from explorer.metrics import METRICS
from explorer.tables import Column, Row, Table
from explorer.theme import text_width

Words = Mapping[str, str]
MEMORY = METRICS["activation_memory"]
LOWEST, TALLEST = 5.5, 11  # em: the height of a panel at least, and at most for its scale, without its texts
SCALE = 1.1  # em from number to number beside a scale
MARGINS = 0.6  # em, over and under the steps
ROW = 1.35  # em


@dataclass(frozen=True)
class Step:
    """What one step gives: an operation of stem or head with those that keep its shape, or a block.

    `size` is height and width, none where it gives a vector; `memory` the bytes of all tensors made in it.
    """

    part: Part
    stage: str
    size: Shape
    channels: int
    memory: int


Steps = tuple[Step, ...]


def steps(graph: nx.DiGraph) -> Steps:
    """In the order of the network."""
    values = MEMORY.values(graph)
    stages = hierarchy(graph)
    return tuple(_step(graph, child, stage.name, combined(values, child, MEMORY.fold))
                 for stage in stages for child in stage.children)


def _step(graph: nx.DiGraph, part: Part, stage: str, memory: float) -> Step:
    spatial = [graph.nodes[node]["shape"] for node in part.nodes if len(graph.nodes[node]["shape"]) == 3]
    shape = spatial[-1] if spatial else graph.nodes[part.out]["shape"]
    return Step(part, stage, shape[1:], shape[0], int(memory))


def table(graph: nx.DiGraph, words: Words) -> Table:
    columns = (Column("part", words["shapes.column.name"]), Column("stage", words["shapes.column.stage"]),
               Column("height", words["describe.height"], number=True),
               Column("width", words["describe.width"], number=True),
               Column("channels", words["metric.channels"], number=True),
               Column("activation_memory", f"{words['metric.activation_memory']}, B", number=True))
    rows = (Row(step.part.name, (step.part.name, step.stage, *(step.size or ("", "")), step.channels, step.memory))
            for step in steps(graph))
    return Table(columns, tuple(rows), (words["shapes.staircase.note"],))


@dataclass(frozen=True)
class Stairs:
    """Where the steps are: the left and right of each, and the steps of each stage."""

    page: Page
    steps: Steps
    left: float

    @property
    def width(self) -> float:
        return (self.page.right - self.left) / len(self.steps)

    @property
    def stages(self) -> list[tuple[str, Steps]]:
        return [(name, tuple(group)) for name, group in groupby(self.steps, key=lambda step: step.stage)]

    @property
    def groups(self) -> tuple[Steps, ...]:
        return tuple(steps for _, steps in self.stages)

    def span(self, steps: Steps) -> tuple[float, float]:
        first = self.places[steps[0].part.name]
        return self.left + self.width * first, self.left + self.width * (first + len(steps))

    @cached_property
    def places(self) -> dict[str, int]:
        return {step.part.name: place for place, step in enumerate(self.steps)}


@dataclass(frozen=True)
class Panel:
    """One of three: a number of every step (none where it has no such), its scale, and a label of every stage.

    `also` is a second number of every step, drawn as a line: the width where it is not the height. `runs` are the steps
    of a stage that have one label, where there is room for theirs.
    """

    title: str
    values: tuple[int | None, ...]
    shown: Callable[[float], str]
    label: Callable[[Steps], str]
    logarithmic: bool = True
    also: tuple[int | None, ...] = ()
    runs: tuple[Steps, ...] = ()

    @property
    def lowest(self) -> float:
        """How high it is at least, in em: so that every number has its place beside the scale, if that is not much."""
        gaps = [self.share(high) - self.share(low) for high, low in pairwise(self.numbers)]
        needed = SCALE / min(gaps, default=1) + MARGINS
        return needed if LOWEST < needed < TALLEST else LOWEST

    @property
    def numbers(self) -> list[int]:
        """What stands beside the scale, the largest first."""
        numbers = sorted({number for number in (*self.values, *self.also) if number}, reverse=True)
        return numbers if self.logarithmic else numbers[:1]

    def share(self, number: float) -> float:
        """How high it is, of one. On a logarithmic scale every doubling is a step up, and 1 is the first."""
        highest = self.numbers[0]
        return log2(2 * number) / log2(2 * highest) if self.logarithmic else number / highest


def draw(page: Page) -> Drawing:
    found = steps(page.graph)
    panels = [panel for panel in _panels(page, found) if panel.numbers]
    ticks = max(text_width(panel.shown(number), page.em) for panel in panels for number in panel.numbers)
    stairs, drawing = Stairs(page, found, page.left + ticks + 0.6 * page.em), Drawing()
    rows = _rows(stairs, panels)
    foot = (ROW * rows + 0.8) * page.em
    titles = [wrapped(panel.title, page.right - page.left, page.em) for panel in panels]
    above = (ROW * max(map(len, titles)) + 0.35) * page.em
    heights = [(panel.lowest if page.canvas.pans else LOWEST) * page.em + ROW * rows * page.em + above
               for panel in panels]
    spare = max(page.top - foot - sum(heights), 0) / len(panels)
    top = page.top
    for place, (panel, height) in enumerate(zip(panels, (height + spare for height in heights), strict=True)):
        for line, text in enumerate(titles[place]):
            y = top - ROW * page.em * (line + 0.6)
            drawing.labels.append(Label(text, page.left, y, page.em, page.theme.quiet, "start"))
        groups = panel.runs if _fit(stairs, panel.runs, panel.label, rows) else stairs.groups
        _labels(stairs, drawing, groups, panel.label, top - above, rows)
        _plot(stairs, drawing, panel, top - height + 0.3 * page.em, top - above - (ROW * rows + 0.2) * page.em)
        top -= height
    drawing.bottom = top - foot
    _labels(stairs, drawing, stairs.groups, _name, drawing.bottom + foot - 0.2 * page.em, rows, bold=True)
    _areas(stairs, drawing, foot)
    return drawing


def _panels(page: Page, found: Steps) -> tuple[Panel, ...]:
    heights, widths = (tuple(step.size[axis] if step.size else None for step in found) for axis in (0, 1))
    differ = heights != widths
    sizes = page.words["shapes.staircase.both" if differ else "shapes.staircase.resolution"]
    return (
        Panel(sizes, heights, "{:g}".format, _size if differ else _side, also=widths if differ else (),
              runs=_runs(found)),
        Panel(page.words["shapes.staircase.channels"], tuple(step.channels for step in found), "{:g}".format,
              lambda steps: str(steps[-1].channels)),
        Panel(page.words["shapes.staircase.memory"], tuple(step.memory for step in found), MEMORY.shown,
              lambda steps: MEMORY.shown(sum(step.memory for step in steps)), logarithmic=False),
    )


def _size(steps: Steps) -> str:
    """That of the last that has one; "" where none has."""
    return next((times(step.size) for step in reversed(steps) if step.size), "")


def _side(steps: Steps) -> str:
    """Of a square one side says it all."""
    return _size(steps).split("×")[0]


def _runs(found: Steps) -> tuple[Steps, ...]:
    """Steps of one stage and one size, in a row."""
    of_size = (step for step in found if step.size)
    return tuple(tuple(run) for _, run in groupby(of_size, key=lambda step: (step.stage, step.size)))


def _name(steps: Steps) -> str:
    blocks = sum(len(step.part.blocks) for step in steps)
    return f"{steps[0].stage} ×{blocks}" if blocks else steps[0].stage


def _rows(stairs: Stairs, panels: tuple[Panel, ...]) -> int:
    """In how many rows the labels of the stages find room."""
    for rows in (1, 2, 3):
        if all(_fit(stairs, stairs.groups, label, rows) for label in (_name, *(panel.label for panel in panels))):
            break
    return rows


def _fit(stairs: Stairs, groups: tuple[Steps, ...], label: Callable[[Steps], str], rows: int) -> bool:
    em, room = stairs.page.em, stairs.page.right - stairs.left
    return bool(groups) and all(sum(text_width(label(steps), em, bold=True) + 0.6 * em for steps in groups[row::rows])
                                < room for row in range(rows))


def _labels(stairs: Stairs, drawing: Drawing, groups: tuple[Steps, ...], label: Callable[[Steps], str], top: float,
            rows: int, bold: bool = False) -> None:
    """A text of every group of steps that has one, in the middle of it where there is room."""
    page, em = stairs.page, stairs.page.em
    groups = tuple(steps for steps in groups if label(steps))
    for row in range(rows):
        middles = [sum(stairs.span(steps)) / 2 for steps in groups[row::rows]]
        widths = [text_width(label(steps), em, bold) for steps in groups[row::rows]]
        y = top - ROW * em * (row + 0.5)
        xs = spread(middles, widths, stairs.left, page.right, 0.6 * em)
        for steps, x in zip(groups[row::rows], xs, strict=True):
            drawing.labels.append(Label(label(steps), x, y, em, page.theme.ink, bold=bold))


def _plot(stairs: Stairs, drawing: Drawing, panel: Panel, bottom: float, top: float) -> None:
    page, colours = stairs.page, stage_colours(stairs.page.stages)
    edge = max(0.0, min(0.5 * page.canvas.line, 0.1 * stairs.width))
    for number, y in _apart(panel, bottom, top, page.em):
        drawing.labels.append(Label(panel.shown(number), stairs.left - 0.4 * page.em, y, page.em, page.theme.quiet,
                                    "end"))
        drawing.stroke(segment(stairs.left, y, page.right, y), page.theme.frame, 1, layer=-1)
    for place, (step, number) in enumerate(zip(stairs.steps, panel.values, strict=True)):
        if number:
            left, right = stairs.left + stairs.width * place, stairs.left + stairs.width * (place + 1)
            bar = rectangle(left, bottom, right - edge, bottom + panel.share(number) * (top - bottom))
            drawing.fill(bar, page.theme.faces(colours[step.stage])[0])
    drawing.stroke(segment(stairs.left, bottom, page.right, bottom), page.theme.line, page.canvas.line)
    if panel.also:
        drawing.stroke(_line(stairs, panel, bottom, top), page.theme.ink, page.canvas.line)


def _line(stairs: Stairs, panel: Panel, bottom: float, top: float) -> str:
    ends = [(place, bottom + panel.share(number) * (top - bottom)) for place, number in enumerate(panel.also) if number]
    drawn = (f"{stairs.left + stairs.width * (place + side):.1f},{y:.1f}" for place, y in ends for side in (0, 1))
    return f"M{'L'.join(drawn)}"


def _apart(panel: Panel, bottom: float, top: float, em: float) -> Iterator[tuple[int, float]]:
    """The numbers beside a scale and their heights; those that would touch a larger one are left out."""
    last = top + 2 * em
    for number in panel.numbers:
        y = bottom + panel.share(number) * (top - bottom)
        if last - y > SCALE * em:
            yield number, y
            last = y


def _areas(stairs: Stairs, drawing: Drawing, foot: float) -> None:
    """What the pointer finds: every step over its whole height, every stage by its name."""
    page, described = stairs.page, stairs.page.described
    floor = drawing.bottom + foot
    for step in stairs.steps:
        left, right = stairs.span((step,))
        drawing.areas.append((step.part.name, (left, floor, right, page.top), _hover(page, step)))
        drawing.outlines[step.part.name] = rectangle(left, floor, right, page.top)
        drawing.walk.append(step.part.name)
    for stage, steps in stairs.stages:
        left, right = stairs.span(steps)
        if stage not in drawing.outlines:
            drawing.areas.append((stage, (left, drawing.bottom, right, floor), described.hover(stage)))
            drawing.outlines[stage] = rectangle(left, drawing.bottom, right, page.top)


def _hover(page: Page, step: Step) -> str:
    memory = page.words["metric.activation_memory"]
    return f"{page.described.hover(step.part.name)}<br>{memory}: <b>{MEMORY.shown(step.memory)}</b>"
