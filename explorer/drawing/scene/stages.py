"""Below the picture: a bar in its colour under every stage, and its name and shape."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.drawing.marks import Label, path, segment, spread
from explorer.drawing.scene.scene import BAR, LABEL_ROW, NAME, SHAPE, Scene, label_width, stage_texts
from explorer.fold import Part


def labels(scene: Scene) -> Iterator[Label]:
    em = scene.em
    for row, in_row in enumerate(_rows(scene)):
        labelled = [place for stage in in_row for place in _labelled(scene, stage)]
        stages, middles = [stage for stage, _ in labelled], [middle for _, middle in labelled]
        widths = [label_width(scene.graph, stage, scene.canvas) for stage in stages]
        bottom = LABEL_ROW * (scene.label_rows - row - 1)
        for stage, x in zip(stages, spread(middles, widths, em / 4, scene.placed.width - em / 4, em / 2), strict=True):
            name, shape = stage_texts(scene.graph, stage)
            yield Label(name, x, scene.floor + em * (bottom + NAME), em, scene.theme.ink, bold=True)
            yield Label(shape, x, scene.floor + em * (bottom + SHAPE), em, scene.theme.quiet)


def _rows(scene: Scene) -> list[list[Part]]:
    """Each stage in the first row where its label meets no other; in turns where one meets another in all of them."""
    rows: list[list[Part]] = [[] for _ in range(scene.label_rows)]
    ends, em = [0.0] * scene.label_rows, scene.em
    for stage in scene.stages:
        half = label_width(scene.graph, stage, scene.canvas) / 2
        places = [max(middle, half + em / 4) for _, middle in _labelled(scene, stage)]
        row = next((row for row, end in enumerate(ends) if places[0] - half >= end), None)
        if row is None:
            return [list(scene.stages[row :: scene.label_rows]) for row in range(scene.label_rows)]
        rows[row].append(stage)
        ends[row] = places[-1] + half + em / 4
    return rows


def _labelled(scene: Scene, stage: Part) -> Iterator[tuple[Part, float]]:
    """Where it has its label: in its middle, and where that may be panned out of sight, once a canvas."""
    left, right = scene.placed.stages[stage.name]
    times = max(round((right - left) / scene.canvas.width), 1)
    yield from ((stage, left + (right - left) * (time + 0.5) / times) for time in range(times))


def brackets(scene: Scene) -> Iterator[dict]:
    """A bar in its colour under every stage."""
    y = scene.floor + scene.em * (BAR + LABEL_ROW * scene.label_rows)
    for stage in scene.stages:
        left, right = scene.placed.stages[stage.name]
        inset = min(scene.em * 0.3, (right - left) * 0.1)
        yield path(segment(left + inset, y, right - inset, y), color=scene.colours[stage.name],
                   width=2.4 * scene.canvas.line)


