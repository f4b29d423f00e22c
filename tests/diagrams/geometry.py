"""A finished figure read back as rectangles and lines, in pixels of its canvas with y upwards."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

import networkx as nx
import numpy as np

from explorer.diagrams import DIAGRAMS
from explorer.spec import DEPTHS, Spec
from explorer.theme import CANVASES, Canvas, text_width

Rectangle = tuple[float, float, float, float]
Segment = tuple[float, float, float, float]
VARIED = [Spec(depth, variant=variant) for variant, depth in (
    ("plain", 34), ("option-a", 34), ("option-c", 18), ("cifar", 20), ("cifar", 110), ("cifar", 1202),
    ("cifar-plain", 110), ("v1", 50), ("v2", 50), ("v2", 200), ("cifar-v2", 164), ("resnext-64x4d", 101),
    ("wide-2", 50), ("se", 50), ("d", 50),
)]  # fmt: skip
SPECS = [*map(Spec, DEPTHS), *VARIED, Spec(variant="own", layers=(1, 2, 1))]
FEW = [Spec(18), Spec(152), Spec(50, variant="v2"), Spec(20, variant="cifar")]
TRAINED = [Spec(20, variant="cifar"), Spec(8, variant="cifar-plain")]
TRIED = {"lesions": TRAINED, "degradation": TRAINED[:1]}  # of what is measured; else few
BETWEEN = {"broad": [*map(Spec, DEPTHS)], "medium": [*map(Spec, DEPTHS)]}  # two others are wider and narrower
SHAPES = [name for name in CANVASES if name.startswith("slide-")]


def cases() -> Iterator[tuple[str, Spec, str]]:
    """Every network on every canvas; few where it is measured, and on slides of other shapes."""
    for name, diagram in DIAGRAMS.items():
        for canvas in CANVASES:
            few = diagram.experiment or canvas in SHAPES
            specs = TRIED.get(name, FEW) if few else BETWEEN.get(canvas, SPECS)
            yield from ((name, spec, canvas) for spec in specs)
    yield from product(["signal", "gradient"], [Spec(34, variant="plain")], CANVASES)  # which need no shortcuts


CASES = list(cases())
ROUNDING = 0.15  # places in a figure are rounded to 0.1 pixel


def case_name(case: tuple[str, Spec, str]) -> str:
    name, spec, canvas = case
    return f"{name}-{spec.variant}-{spec.depth}-{canvas}"


@dataclass(frozen=True)
class Text:
    """A line of text: what it says, its (left, bottom, right, top), its size, and if it stays when the picture pans."""

    text: str
    area: Rectangle
    size: float
    fixed: bool


@dataclass(frozen=True)
class Picture:
    """What a reader of the figure sees. `case` says which figure it is."""

    case: str
    graph: nx.DiGraph
    canvas: Canvas
    figure: dict

    @cached_property
    def texts(self) -> list[Text]:
        return [text for trace in self.figure["data"] if "text" in trace.get("mode", "") for text in _texts(trace)]

    @cached_property
    def hits(self) -> list[tuple[str, Rectangle]]:
        """What answers to the pointer, and where."""
        bars = (trace for trace in self.figure["data"] if trace["type"] == "bar")
        keys = ("x", "width", "base", "y", "customdata")
        return [(name, (x - width / 2, base, x + width / 2, base + height)) for bar in bars
                for x, width, base, height, name in zip(*(bar[key] for key in keys), strict=True)]

    @property
    def height(self) -> float:
        """That of the canvas, or more where the page scrolls."""
        return self.figure["layout"]["height"]

    @property
    def meta(self) -> dict:
        return self.figure["layout"]["meta"]

    @cached_property
    def volumes(self) -> dict[str, Rectangle]:
        """The bounds of what is drawn as one thing, by name; an open block is not."""
        frames = {name for name, opened in self.meta["folds"].items() if opened and name not in self.graph}
        return {name: bounds(self.meta["outlines"][name]) for name in self.meta["walk"]
                if name not in self.joints and name not in frames}

    @cached_property
    def borders(self) -> dict[str, Rectangle]:
        """The dashed frames round open blocks, by name."""
        stages = {stage for _, stage in self.graph.nodes(data="stage")}
        frames = {name for name, opened in self.meta["folds"].items() if opened and name not in self.graph}
        return {name: bounds(self.meta["outlines"][name]) for name in frames - stages}

    @cached_property
    def joints(self) -> dict[str, Rectangle]:
        """The ⊕ by name."""
        return {name: bounds(d) for name, d in self.meta["outlines"].items()
                if name in self.graph and self.graph.nodes[name]["op"] == "add"}

    @cached_property
    def lanes(self) -> dict[str, list[Segment]]:
        """The shortcuts by name, as they go."""
        return {name: list(segments(d)) for name, d in self.meta["outlines"].items() if name.endswith(".shortcut")}

    @cached_property
    def lines(self) -> list[Segment]:
        """Everything drawn as a line that encloses nothing, on the axes of the volumes."""
        return [part for shape in self.figure["layout"]["shapes"] if "Z" not in shape["path"] and "xref" not in shape
                for part in segments(shape["path"])]


def _texts(trace: dict) -> Iterator[Text]:
    sizes = trace["textfont"]["size"]
    for text, x, y, size, position in zip(trace["text"], trace["x"], trace["y"], sizes, trace["textposition"],
                                          strict=True):
        plain = re.sub("<.*?>", "", text)
        width = text_width(plain, size, bold="<b>" in text)
        left = x - {"right": 0, "center": width / 2, "left": width}[position.removeprefix("middle ")]
        yield Text(plain, (left, y - size / 2, left + width, y + size / 2), size, trace["xaxis"] == "x2")


def points(d: str) -> Iterator[tuple[str, float, float]]:
    """The corners of an SVG path and the command that leads to each; a curve goes by its control point."""
    x = y = 0.0
    for command, numbers in re.findall(r"([MLHVQ])([-\d., ]+)", d):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command in "HV":
            values = [values[0], y] if command == "H" else [x, values[0]]
        for x, y in zip(values[::2], values[1::2], strict=True):
            yield command, x, y


def segments(d: str) -> Iterator[Segment]:
    for (_, x0, y0), (command, x1, y1) in pairwise(points(d)):
        if command != "M":
            yield x0, y0, x1, y1


def bounds(d: str) -> Rectangle:
    xs, ys = zip(*((x, y) for _, x, y in points(d)), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def overlap(one: Rectangle, other: Rectangle) -> bool:
    """Whether they share more than a border."""
    return (min(one[2], other[2]) - max(one[0], other[0]) > ROUNDING
            and min(one[3], other[3]) - max(one[1], other[1]) > ROUNDING)


def overlaps(areas: Iterable[tuple[str, Rectangle]]) -> list[tuple[str, str]]:
    """The pairs that overlap, by a sweep from left to right."""
    found, active = [], []
    for name, area in sorted(areas, key=lambda item: item[1][0]):
        active = [(other, place) for other, place in active if place[2] > area[0]]
        found += [(other, name) for other, place in active if overlap(place, area)]
        active.append((name, area))
    return found


def crossings(lines: Sequence[Segment], areas: Mapping[str, Rectangle]) -> list[tuple[Segment, str]]:
    """The lines, level or upright, that have a piece inside an area, and the area's name."""
    ends, corners, names = np.array(lines), np.array([*areas.values()]), list(areas)
    low, high = np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])
    inside = (low[:, None] < corners[:, 2:] - ROUNDING) & (high[:, None] > corners[:, :2] + ROUNDING)
    return [(lines[line], names[area]) for line, area in np.argwhere(inside.all(axis=-1))]


def length_inside(line: Segment, corners: Sequence[tuple[float, float]]) -> float:
    """How much of a line lies in a convex polygon: Cyrus and Beck 1978, clipped by each of its sides."""
    (x0, y0, x1, y1), begin, end = line, 0.0, 1.0
    sides = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    turn = sum(ax * by - bx * ay for (ax, ay), (bx, by) in sides)
    for (ax, ay), (bx, by) in sides:
        first, last = ((bx - ax) * (y - ay) - (by - ay) * (x - ax) for x, y in ((x0, y0), (x1, y1)))
        first, last = (first, last) if turn > 0 else (-first, -last)
        if first < last:
            begin = max(begin, -first / (last - first))
        elif last < first:
            end = min(end, first / (first - last))
        elif first < 0:
            return 0.0
    return max(end - begin, 0.0) * max(abs(x1 - x0), abs(y1 - y0))


def failures(pictures: Iterable[Picture], audit: Callable[[Picture], object]) -> list[tuple[str, object]]:
    return [(picture.case, found) for picture in pictures if (found := audit(picture))]
