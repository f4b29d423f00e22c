"""A cost as an icicle: columns of stages, blocks and operations, each part as high as its share of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from explorer.arithmetic import times
from explorer.describe import operation_name
from explorer.drawing.colouring import stage_colours
from explorer.drawing.marks import Label, Rectangle, rectangle
from explorer.drawing.sheet import Drawing, Page, Words, wrapped
from explorer.fold import Part
from explorer.metrics import METRICS, Metric
from explorer.theme import mix

LIGHTER = {"network": 0.3, "stage": 0.4, "block": 0.56, "operation": 0.72}  # of the paper in a stage's colour
BAR, TITLES, LINE = 1.9, 1.5, 1.3  # em: a part zoomed into, the names of the columns, a line of the note
WIDTHS = (3, 3, 2)  # of the three columns: operations have no room for a label where there are so many
ROW = 1.2  # em, the least height with a label
PAD = 0.45  # em, beside a label
LEAST = 0.3  # pixels: what is thinner is not drawn
COLUMNS = {"stage": "stages", "block": "blocks", "operation": "operations"}


@dataclass(frozen=True)
class Tree:
    """The parts of a network with their costs; `root` is what is zoomed into, `above` what holds it, outermost first.

    The whole network is the part of the name "".
    """

    metric: Metric
    costs: Mapping[str, int]
    root: Part
    above: tuple[Part, ...]
    uncounted: int

    def cost(self, part: Part) -> int:
        return self.totals[part.kind, part.name]

    @cached_property
    def totals(self) -> dict[tuple[str, str], int]:
        """Of every part, by its kind and name: a stage may have an operation of its name inside."""
        parts = self.whole, *walk(self.whole)
        return {(part.kind, part.name): sum(self.costs.get(node, 0) for node in part.nodes) for part in parts}

    @property
    def whole(self) -> Part:
        return (*self.above, self.root)[0]

    def share(self, part: Part, of: Part) -> str:
        """In percent."""
        return percent(self.cost(part), self.cost(of))


@dataclass(frozen=True)
class Piece:
    """Where a part is; `holder` is the one that it is inside of."""

    part: Part
    holder: Part
    area: Rectangle

    @property
    def height(self) -> float:
        return self.area[3] - self.area[1]


def tree(stages: Iterable[Part], values: Mapping[str, int], metric: str, root: str) -> Tree:
    """Zoomed into the part of this name, or into the block or stage that it is in; into the whole if there is none."""
    stages = tuple(stages)
    whole = Part("", "network", tuple(node for stage in stages for node in stage.nodes), stages)
    holders = _holding(whole, root.partition(",")[0])
    uncounted = sum(node not in values for node in whole.nodes)
    return Tree(METRICS[metric], values, holders[-1], holders[:-1], uncounted)


def _holding(part: Part, name: str) -> tuple[Part, ...]:
    """From a part down to the one of this name that can be opened; itself alone where that is not inside."""
    for child in inside(part):
        if child.children and name in (child.name, *child.nodes, *(inner.name for inner in walk(child))):
            return part, *_holding(child, name)
    return (part,)


def inside(part: Part) -> tuple[Part, ...]:
    """What a part is divided into: stages, blocks and operations, without the steps between."""
    steps = ((child.children if child.kind == "step" else (child,)) for child in part.children)
    return tuple(child for children in steps for child in children)


def walk(part: Part) -> Iterator[Part]:
    """Everything inside of it, each part before its own."""
    for child in inside(part):
        yield child
        yield from walk(child)


def columns(part: Part) -> int:
    return 1 + max(map(columns, inside(part))) if part.children else 0


def percent(part: float, whole: float) -> str:
    """Three digits, `35.9`; `< 0.01` rather than a row of noughts."""
    share = 100 * part / whole if whole else 0
    return "< 0.01" if 0 < share < 0.01 else f"{share:#.3g}".rstrip(".")


def draw(tree: Tree, page: Page) -> Drawing:
    drawing = Drawing(bottom=page.top)
    for part in (*tree.above, tree.root):
        _bar(page, drawing, tree, part)
    _titles(page, drawing, tree)
    note = _note(page, tree)
    floor = (LINE * len(note) + 0.8) * page.em
    for piece in _pieces(tree, (page.left, floor, page.right, drawing.bottom)):
        if piece.height >= LEAST:
            _piece(page, drawing, tree, piece)
    for place, text in enumerate(note):
        y = floor - (0.9 + LINE * place) * page.em
        drawing.labels.append(Label(text, page.left, y, page.em, page.theme.quiet, "start"))
    drawing.meta["sets"] = _zooms(tree)
    drawing.bottom = 0
    return drawing


def _zooms(tree: Tree) -> dict[str, dict[str, str]]:
    """A click on a part zooms in, one on the part zoomed into zooms out to what holds it, one on the whole to that."""
    zooms = {part.name: {"root": part.name} for part in (*tree.above, *walk(tree.root)) if part.children}
    return zooms | ({tree.root.name: {"root": tree.above[-1].name}} if tree.above else {})


def _bar(page: Page, drawing: Drawing, tree: Tree, part: Part) -> None:
    """A part that holds all below it, over the whole width, with its cost written out."""
    top = drawing.bottom
    drawing.bottom = top - BAR * page.em
    area = page.left, drawing.bottom, page.right, top
    drawing.fill(rectangle(*_inset(page, area)), _colour(page, part))
    label = _fitting(_totals(page, tree, part), area, page)
    drawing.labels += [label] if label else []
    if part.name:
        drawing.outlines[part.name] = rectangle(*area)
        drawing.walk.append(part.name)
    drawing.areas.append((part.name, area, _hover(page, tree, part, part.name and "cost.zoom.out")))


def _totals(page: Page, tree: Tree, part: Part) -> Iterator[str]:
    """Its name and cost, exact and rounded, at length and shorter and shorter."""
    spec, cost = page.graph.graph.get("spec"), _cost(tree, part, page.words)
    name = part.name or (spec.architecture.name if spec else page.words["cost.network"])
    rounded = page.words["cost.total"].format(metric=tree.metric.title_in(page.words),
                                              value=tree.metric.shown(tree.cost(part)))
    if part.name:
        yield f"{name} · {cost} · {page.words['cost.share'].format(share=tree.share(part, tree.whole))}"
    yield from (f"{name} · {cost}", f"{name} · {rounded}", rounded)


def _cost(tree: Tree, part: Part, words: Words) -> str:
    """`MACs: 667,942,912 (668 M)`"""
    cost = tree.cost(part)
    exact = f"{cost:,} {tree.metric.unit}".rstrip()
    rounded = f" ({tree.metric.shown(cost)})" if cost >= 1000 else ""
    return words["cost.total"].format(metric=tree.metric.title_in(words), value=exact + rounded)


def _titles(page: Page, drawing: Drawing, tree: Tree) -> None:
    """What is in each column."""
    drawing.bottom -= TITLES * page.em
    lefts = _borders(tree, page.left, page.right)[:-1]
    for name, left in zip(_column_titles(tree.root), lefts, strict=True):
        drawing.labels.append(Label(page.words[f"cost.{name}"], left + PAD * page.em, drawing.bottom + 0.6 * page.em,
                                    page.em, page.theme.quiet, "start"))


def _column_titles(root: Part) -> Iterator[str]:
    """Of the columns from left to right: the coarsest that there is in each. A plain network has no blocks."""
    parts = inside(root)
    while parts:
        kinds = {part.kind for part in parts}
        yield next(title for kind, title in COLUMNS.items() if kind in kinds)
        parts = tuple(child for part in parts for child in inside(part))


def _borders(tree: Tree, left: float, right: float) -> list[float]:
    """Of the columns, from left to right."""
    widths = WIDTHS[: columns(tree.root)]
    return [left + (right - left) * sum(widths[:column]) / sum(widths) for column in range(len(widths) + 1)]


def _pieces(tree: Tree, room: Rectangle) -> Iterator[Piece]:
    """From the top down in the order of the network; what has nothing inside it reaches to the right border."""
    left, bottom, right, top = room
    borders, whole = _borders(tree, left, right), tree.cost(tree.root)
    scale = (top - bottom) / whole if whole else 0

    def placed(holder: Part, column: int, top: float) -> Iterator[Piece]:
        for part in inside(holder):
            end, under = borders[column + 1] if part.children else right, top - scale * tree.cost(part)
            yield Piece(part, holder, (borders[column], under, end, top))
            yield from placed(part, column + 1, top)
            top = under

    yield from placed(tree.root, 0, top)


def _piece(page: Page, drawing: Drawing, tree: Tree, piece: Piece) -> None:
    part = piece.part
    drawing.fill(rectangle(*_inset(page, piece.area)), _colour(page, part))
    if piece.height >= ROW * page.em:
        drawing.labels += _named(page, tree, piece)
    drawing.outlines[part.name] = rectangle(*piece.area)
    drawing.walk.append(part.name)
    drawing.areas.append((part.name, piece.area, _hover(page, tree, part, part.children and "cost.zoom.in")))


def _named(page: Page, tree: Tree, piece: Piece) -> tuple[Label, ...]:
    """Its name to the left and its cost to the right, as much of both as there is room for."""
    left, bottom, right, top = piece.area
    left, right, y, ink = left + PAD * page.em, right - PAD * page.em, (bottom + top) / 2, page.theme.ink
    for name, number in _wordings(page, tree, piece):
        labels = Label(name, left, y, page.em, ink, "start"), Label(number, right, y, page.em, ink, "end")
        if labels[0].width + page.em * bool(number) + labels[1].width <= right - left:
            return labels if number else labels[:1]
    return ()


def _wordings(page: Page, tree: Tree, piece: Piece) -> Iterator[tuple[str, str]]:
    """Name and cost, at length and shorter and shorter; within a block its name does without the block's."""
    part, share = piece.part, f"{tree.share(piece.part, tree.whole)} %"
    name = part.name.removeprefix(f"{piece.holder.name}.") if piece.holder.kind == "block" else part.name
    cost = f"{tree.metric.shown(tree.cost(part))} · {share}"
    if part.kind == "operation":
        data = page.graph.nodes[part.name]
        kernel = times(data["settings"].get("kernel", ()))
        yield f"{name}: {operation_name(data, page.words)} {kernel}".rstrip(), cost
    yield from ((name, cost), (name, share), (name, ""))


def _fitting(texts: Iterable[str], area: Rectangle, page: Page) -> Label | None:
    """The first of some texts that fits into an area, from its left."""
    left, bottom, right, top = area
    labels = (Label(text, left + PAD * page.em, (bottom + top) / 2, page.em, page.theme.ink, "start", bold=True)
              for text in texts)
    return next((label for label in labels if label.x + label.width <= right - PAD * page.em), None)


def _inset(page: Page, area: Rectangle) -> Rectangle:
    """Without the gap to its neighbours."""
    left, bottom, right, top = area
    gap = min(0.35 * page.canvas.line, 0.12 * (top - bottom))
    return left + gap, bottom + gap, right - gap, top - gap


def _colour(page: Page, part: Part) -> str:
    """That of its stage, lighter from level to level."""
    stage = page.graph.nodes[part.out]["stage"]
    colour = stage_colours(page.stages)[stage] if part.name else page.theme.line
    return mix(colour, page.theme.paper, LIGHTER[part.kind])


def _hover(page: Page, tree: Tree, part: Part, click: str) -> str:
    """What it is, its cost, its share of the whole and of what is zoomed into, and what a click does."""
    lines = [page.described.hover(part.name),
             _cost(tree, part, page.words),
             page.words["cost.share"].format(share=tree.share(part, tree.whole))]
    if tree.above and part not in (*tree.above, tree.root):
        lines.append(page.words["cost.share.of"].format(share=tree.share(part, tree.root), name=tree.root.name))
    return "<br>".join((*lines, *([page.words[click]] if click else [])))


def _note(page: Page, tree: Tree) -> list[str]:
    """The convention, and what is not counted."""
    metric, words = tree.metric, page.words
    told = f"{metric.title_in(words)}: {metric.convention_in(words)}."
    if tree.uncounted:
        told += " " + words["cost.uncounted"].format(count=tree.uncounted)
    return wrapped(told, page.right - page.left, page.em)
