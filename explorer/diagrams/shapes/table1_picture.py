"""Table 1 on a canvas: the chosen depth marked, beside it as many others as there is room for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.arithmetic import times
from explorer.drawing.colouring import stage_colours
from explorer.drawing.marks import Label, rectangle, segment
from explorer.drawing.sheet import Drawing, Page, wrapped
from explorer.table1 import Network, Stage, Table1, notes, table1, totals, trunk
from explorer.theme import text_width

LINE = 1.3  # em, from line to line
PADDING = 0.9  # em, above and below the lines of a row together
BRACKET = 0.45  # em
GAP = 1.0  # em, between columns
NARROWEST, WIDEST = 0.84, 1.45  # how much the rows may be stretched: less than 1 on a slide that has no room


@dataclass(frozen=True)
class Grid:
    """Where the columns are: of the names, the sizes, and the middle of each network that is shown."""

    found: Table1
    shown: tuple[Network, ...]
    sizes: float
    first: float
    column: float
    stretch: float = 1

    def middle(self, place: int) -> float:
        return self.first + (place + 0.5) * self.column


def draw(page: Page) -> Drawing:
    grid, drawing = _grid(page), Drawing(bottom=page.top)
    said = [line for note in notes(grid.found, page.words)
            for line in wrapped(note, page.right - page.left, page.em)]
    lines = [1, *(_lines(page, grid, stage) for stage in grid.found.stages),
             *(1 for _ in totals(grid.found, page.words))]
    needed = sum(LINE * count + PADDING for count in lines) * page.em
    room = page.top - (LINE * len(said) + 1) * page.em
    least = 1 if page.canvas.pans else NARROWEST
    grid = Grid(**vars(grid) | {"stretch": min(max(room / needed, least), WIDEST)})
    _heads(page, drawing, grid)
    for stage in grid.found.stages:
        _row(page, drawing, grid, stage)
    for title, cells in totals(grid.found, page.words):
        _total(page, drawing, grid, title, cells)
    _chosen(page, drawing, grid)
    for text in said:
        drawing.bottom -= LINE * page.em
        drawing.labels.append(Label(text, page.left, drawing.bottom, page.em, page.theme.quiet, "start"))
    drawing.bottom -= page.em
    return drawing


def _grid(page: Page) -> Grid:
    em, found = page.em, table1(page.graph, page.others)
    titles = [text for stage in found.stages for text in (stage.paper, stage.name)]
    titles += [part for title, _ in totals(found, page.words) for part in wrapped(title, 7 * em, em)]
    sizes = page.left + GAP * em + max(text_width(title, em, bold=True) for title in titles)
    output = (page.words["shapes.table1.output"], *(times(stage.size) for stage in found.stages))
    first = sizes + GAP * em + max(text_width(text, em) for text in output)
    needed = max(text_width(network.architecture.name, em, bold=True) for network in found.networks)
    needed = max(needed, *(_width(network, name, em) for network in found.networks for name in network.blocks))
    fitting = max(int((page.right - first) // (needed + GAP * em)), 1)
    shown = _nearest(found, fitting)
    column = min((page.right - first) / len(shown), 2 * needed)
    return Grid(found, shown, sizes, first, column)


def _width(network: Network, stage: str, em: float) -> float:
    convolutions, count = network.blocks[stage]
    return max(text_width(text, em) for text in convolutions) + text_width(f" ×{count}", em) + 3 * BRACKET * em


def _nearest(found: Table1, count: int) -> tuple[Network, ...]:
    """So many networks in a row, the chosen one among them, as far in the middle as it can be."""
    chosen = next(place for place, network in enumerate(found.networks)
                  if network.architecture.depth == found.spec.depth)
    start = min(max(chosen - count // 2, 0), max(len(found.networks) - count, 0))
    return found.networks[start : start + count]


def _lines(page: Page, grid: Grid, stage: Stage) -> int:
    if stage.name not in grid.shown[0].blocks:
        return len(_trunk(page, grid, stage))
    return max(2, *(len(network.blocks[stage.name][0]) for network in grid.shown))


def _trunk(page: Page, grid: Grid, stage: Stage) -> list[str]:
    """What is the same at every depth, in lines that fit into a column."""
    return wrapped(trunk(stage, grid.found.spec, page.words), grid.column - page.em, page.em)


def _heads(page: Page, drawing: Drawing, grid: Grid) -> None:
    y = _down(page, drawing, grid, 1)
    theme, em = page.theme, page.em
    drawing.labels += [Label(page.words["shapes.table1.layer"], page.left + em, y, em, theme.quiet, "start"),
                       Label(page.words["shapes.table1.output"], grid.sizes, y, em, theme.quiet, "start")]
    for place, network in enumerate(grid.shown):
        chosen = network.architecture.depth == grid.found.spec.depth
        drawing.labels.append(Label(network.architecture.name, grid.middle(place), y, em, theme.ink, bold=chosen))


def _down(page: Page, drawing: Drawing, grid: Grid, lines: int) -> float:
    """Takes room for a row of so many lines, rules it off above, and returns its middle."""
    height = (LINE * lines + PADDING) * page.em * grid.stretch
    if drawing.bottom < page.top:
        drawing.stroke(segment(page.left, drawing.bottom, _right(grid), drawing.bottom), page.theme.line, 1, layer=0)
    drawing.bottom -= height
    return drawing.bottom + height / 2


def _right(grid: Grid) -> float:
    return grid.first + grid.column * len(grid.shown)


def _row(page: Page, drawing: Drawing, grid: Grid, stage: Stage) -> None:
    em, theme, top = page.em, page.theme, drawing.bottom
    y = _down(page, drawing, grid, _lines(page, grid, stage))
    names = (stage.paper,) if stage.name == stage.paper else (stage.paper, stage.name)
    for place, text in enumerate(names):
        drawing.labels.append(Label(text, page.left + em, y - LINE * em * (place - (len(names) - 1) / 2), em,
                                    theme.quiet if place else theme.ink, "start", bold=not place))
    drawing.labels.append(Label(times(stage.size), grid.sizes, y, em, theme.ink, "start"))
    colour = stage_colours(page.stages).get(page.graph.nodes[stage.name]["stage"] if stage.name in page.graph
                                            else stage.name)
    drawing.fill(rectangle(page.left, drawing.bottom, page.left + 0.35 * em, top), colour, layer=1)
    for place, network in enumerate(grid.shown):
        if stage.name in network.blocks:
            _block(page, drawing, *network.blocks[stage.name], grid.middle(place), y)
        else:
            texts = _trunk(page, grid, stage)
            drawing.labels += [Label(text, grid.middle(place), y + line, em, theme.ink)
                               for text, line in zip(texts, _offsets(len(texts), em), strict=True)]
    area = page.left, drawing.bottom, _right(grid), top
    drawing.areas.append((stage.name, area, page.described.hover(stage.name)))
    drawing.outlines[stage.name] = rectangle(*area)
    drawing.walk.append(stage.name)


def _block(page: Page, drawing: Drawing, convolutions: tuple[str, ...], count: int, x: float, y: float) -> None:
    """Its convolutions in brackets, and how often it is there."""
    em, times_text = page.em, f"×{count}"
    inside = max(text_width(text, em) for text in convolutions)
    left = x - (inside + 3 * BRACKET * em + text_width(times_text, em)) / 2
    right, half = left + inside + 2 * BRACKET * em, LINE * em * len(convolutions) / 2
    for side, inwards in ((left, 1), (right, -1)):
        end = side + inwards * BRACKET * em / 2
        drawing.stroke(f"M{end:.1f},{y + half:.1f}L{side:.1f},{y + half:.1f}L{side:.1f},{y - half:.1f}"
                       f"L{end:.1f},{y - half:.1f}", page.theme.quiet, 0.8 * page.canvas.line)
    for text, line in zip(convolutions, _offsets(len(convolutions), em), strict=True):
        drawing.labels.append(Label(text, (left + right) / 2, y + line, em, page.theme.ink))
    drawing.labels.append(Label(times_text, right + BRACKET * em, y, em, page.theme.ink, "start"))


def _offsets(lines: int, em: float) -> Iterator[float]:
    return (LINE * em * ((lines - 1) / 2 - place) for place in range(lines))


def _total(page: Page, drawing: Drawing, grid: Grid, title: str, cells: tuple[str, ...]) -> None:
    y = _down(page, drawing, grid, 1)
    drawing.labels.append(Label(title, page.left + page.em, y, page.em, page.theme.ink, "start"))
    for place, network in enumerate(grid.shown):
        text = cells[grid.found.networks.index(network)]
        chosen = network.architecture.depth == grid.found.spec.depth
        drawing.labels.append(Label(text, grid.middle(place), y, page.em, page.theme.ink, bold=chosen))


def _chosen(page: Page, drawing: Drawing, grid: Grid) -> None:
    """A ground and a border round the column of the chosen depth."""
    place = [network.architecture.depth for network in grid.shown].index(grid.found.spec.depth)
    half = 0.48 * grid.column
    area = rectangle(grid.middle(place) - half, drawing.bottom, grid.middle(place) + half, page.top)
    drawing.fill(area, page.theme.frame, layer=-1)
    drawing.stroke(area, page.theme.ink, page.canvas.line)
