"""Everything counted of two networks: their stages side by side as pairs of bars, and the totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from explorer import difference
from explorer.difference import ABSENT, Fact, Value, count, facts, matched, multiple, signed, stages
from explorer.drawing.colouring import stage_colours
from explorer.drawing.header import Item
from explorer.drawing.marks import Label, Rectangle, rectangle, segment
from explorer.drawing.sheet import Drawing, Page, Words, picture, together, wrapped
from explorer.metrics import COSTS, METRICS
from explorer.metrics.units import NOT_COUNTED
from explorer.properties import called
from explorer.theme import CANVASES, GREY, Canvas, Theme, mix, text_width

WHOLE = ("blocks", "operations", "receptive_field", "paths", "longest")
LINE, PADDING, GAP = 1.25, 0.7, 1.2  # em: from line to line, above and below a row together, between two columns
THICK, SAMPLE = 0.85, 0.9  # em: a bar, a square that says which network
LIGHTER = 0.68  # how much of the ground is in the other network's colours
STACKED, DETAILED = 50, 70  # em: narrower pages have the metrics beneath one another; wider ones shapes and blocks
MOST_STRETCHED = 1.5


def draw(graph: nx.DiGraph, other: nx.DiGraph, words: Words, canvas: str, theme: str, captioned: bool) -> dict:
    """Parameters, MACs and activation memory of every stage of both, as pairs of bars."""
    names = [_named(network, words, CANVASES[canvas]) for network in (graph, other)]

    def key(theme: Theme) -> Iterator[Item]:
        return (Item(name, filling=colour) for name, colour in zip(names, _pair(GREY, theme), strict=True))

    return picture(graph, words, canvas, theme, captioned, key, _drawn, (other,))


def _named(graph: nx.DiGraph, words: Words, canvas: Canvas) -> str:
    """With its variant, where there is room for that on a line."""
    name, room = difference.distinguished(graph, words), canvas.width - 5 * canvas.text
    return name if text_width(name, canvas.text) < room else called(graph)


def _pair(colour: str, theme: Theme) -> tuple[str, str]:
    """A stage's colour in the network and in the other."""
    return colour, mix(colour, theme.paper, LIGHTER)


@dataclass(frozen=True)
class Compared:
    """What is drawn: the facts by (stage, what), and the stages of both with their colours."""

    page: Page
    facts: Mapping[tuple[str, str], Fact]
    colours: Mapping[str, str]

    @cached_property
    def detailed(self) -> bool:
        return self.page.canvas.width >= DETAILED * self.page.em

    def values(self, stage: str, what: str) -> tuple[Value, Value]:
        fact = self.facts[stage, what]
        return fact.here, fact.there

    def longest(self, what: str) -> int:
        """The highest number of a stage of either, at least 1."""
        found = (value for stage in self.colours for value in self.values(stage, what))
        return max(1, *(value for value in found if isinstance(value, int)))


@dataclass(frozen=True)
class Columns:
    """Where the details begin, by what they tell, and where each metric's bars do; `bars` is how long these may be."""

    details: Mapping[str, float]
    metrics: Mapping[str, float]
    bars: Mapping[str, float]
    width: float
    stretch: float


def _compared(page: Page) -> Compared:
    (other,) = page.others
    own, theirs = ({stage.name: stage for stage in stages(graph)} for graph in (page.graph, other))
    colours = stage_colours((theirs | own)[name] for name in matched(own, theirs))
    return Compared(page, {(fact.stage, fact.what): fact for fact in facts(page.graph, other)}, colours)


def _drawn(page: Page) -> Drawing:
    """On a narrow page the metrics are beneath one another, and the stages are there for each of them."""
    drawing, compared = Drawing(bottom=page.top), _compared(page)
    said = _said(compared)
    groups = [COSTS] if page.canvas.width >= STACKED * page.em else [(name,) for name in COSTS]
    needed = 4 * LINE + 2 * PADDING + len(compared.colours) * (2 * LINE + PADDING)  # a heading, the totals, stages
    room = page.top / page.em - PADDING - LINE * len(said) - 1
    stretch = min(max(room / needed, 1), MOST_STRETCHED) if len(groups) == 1 else 1
    for group in groups:
        _group(compared, drawing, _columns(compared, group, stretch))
    for text in said:
        drawing.bottom -= LINE * page.em
        drawing.labels.append(Label(text, page.left, drawing.bottom, page.em, page.theme.quiet, "start"))
    drawing.bottom -= page.em
    drawing.walk = [name for name in compared.colours if name in drawing.outlines]
    return drawing


def _said(compared: Compared) -> list[str]:
    """What is of the networks as wholes, and what a MAC is, in lines."""
    page = compared.page
    width = page.right - page.left
    wholes = (_line(page.words, what, *(_whole(what, value) for value in compared.values("", what))) for what in WHOLE)
    told = "; ".join(together(text, width - text_width(";", page.em), page.em) for text in wholes)
    return [line for text in (told, page.words["compare.convention"]) for line in wrapped(text, width, page.em)]


def _line(words: Words, what: str, here: str, there: str) -> str:
    return words["compare.line"].format(what=difference.title(what, words), here=here, there=there)


def _whole(what: str, value: Value) -> str:
    if not isinstance(value, int):
        return value or NOT_COUNTED
    return count(value) if what == "paths" else f"{value:,}"


def _shown(what: str, value: Value) -> str:
    """With its prefix and unit, beside a bar."""
    if not isinstance(value, int):
        return value or NOT_COUNTED
    return METRICS[what].shown(value) if what in METRICS else f"{value:,}"


def _columns(compared: Compared, group: tuple[str, ...], stretch: float) -> Columns:
    page, em = compared.page, compared.page.em
    words = page.words
    titles = *compared.colours, words["compare.total"], words["compare.difference"]
    x = page.left + max(text_width(text, em, bold=True) for text in titles) + GAP * em
    details = {}
    for what in ("shape", "blocks") if compared.detailed else ():
        details[what] = x
        x += max(text_width(text, em) for text in (words[f"compare.{what}.short"], *_texts(compared, what))) + GAP * em
    width = (page.right - x + GAP * em) / len(group)
    bars = {what: width - (GAP + 0.6) * em - max(text_width(text, em) for text in _texts(compared, what))
            for what in group}
    return Columns(details, {what: x + place * width for place, what in enumerate(group)}, bars,
                   width - GAP * em, stretch)


def _texts(compared: Compared, what: str) -> list[str]:
    return [_shown(what, value) for stage in compared.colours for value in compared.values(stage, what)]


def _group(compared: Compared, drawing: Drawing, columns: Columns) -> None:
    """A heading, a row for each stage, and the totals."""
    page, em = compared.page, compared.page.em
    y = _down(page, drawing, columns, 1, ruled=False)
    for what, x in columns.details.items():
        drawing.labels.append(Label(page.words[f"compare.{what}.short"], x, y, em, page.theme.quiet, "start"))
    for what, x in columns.metrics.items():
        drawing.labels.append(Label(METRICS[what].title_in(page.words), x, y, em, page.theme.ink, "start", bold=True))
    for stage in compared.colours:
        _row(compared, drawing, columns, stage)
    _totals(compared, drawing, columns)


def _down(page: Page, drawing: Drawing, columns: Columns, lines: int, ruled: bool = True) -> float:
    """Takes room for so many lines, ruled off above, and returns its middle."""
    if ruled:
        drawing.stroke(segment(page.left, drawing.bottom, page.right, drawing.bottom), page.theme.line, 1, layer=0)
    height = (LINE * lines + PADDING) * page.em * columns.stretch
    drawing.bottom -= height
    return drawing.bottom + height / 2


def _row(compared: Compared, drawing: Drawing, columns: Columns, stage: str) -> None:
    page, em, top = compared.page, compared.page.em, drawing.bottom
    middle, half = _down(page, drawing, columns, 2), LINE / 2 * em
    lines = middle + half, middle - half
    drawing.labels.append(Label(stage, page.left, lines[0], em, page.theme.ink, "start", bold=True))
    for what, x in columns.details.items():
        drawing.labels += [Label(_shown(what, value), x, y, em, page.theme.ink if y == lines[0] else page.theme.quiet,
                                 "start") for value, y in zip(compared.values(stage, what), lines, strict=True)]
    for what in columns.metrics:
        _bars(compared, drawing, columns, stage, what, lines)
    _lit(compared, drawing, stage, (page.left, drawing.bottom, page.right, top))


def _bars(compared: Compared, drawing: Drawing, columns: Columns, stage: str, what: str,
          lines: tuple[float, float]) -> None:
    """One for each network, and its number; the other's is lighter and has an outline."""
    page, em, x = compared.page, compared.page.em, columns.metrics[what]
    scale, half = columns.bars[what] / compared.longest(what), THICK / 2 * em
    shades = _pair(compared.colours[stage], page.theme)
    for value, y, shade in zip(compared.values(stage, what), lines, shades, strict=True):
        length = scale * value if isinstance(value, int) else 0
        bar = rectangle(x, y - half, x + length, y + half)
        if length:
            drawing.fill(bar, shade, layer=1)
        if length and shade != shades[0]:
            drawing.stroke(bar, shades[0], page.canvas.line, layer=2)
        drawing.labels.append(Label(_shown(what, value), x + length + 0.5 * em, y, em, page.theme.ink, "start"))


def _totals(compared: Compared, drawing: Drawing, columns: Columns) -> None:
    page, em = compared.page, compared.page.em
    middle = _down(page, drawing, columns, 3)
    lines = middle + LINE * em, middle, middle - LINE * em
    drawing.labels += [Label(page.words[f"compare.{name}"], page.left, y, em, page.theme.ink, "start", bold=True)
                       for name, y in (("total", lines[0]), ("difference", lines[2]))]
    for what, x in columns.metrics.items():
        fact = compared.facts["", what]
        for value, y, shade in zip((fact.here, fact.there), lines, _pair(GREY, page.theme), strict=False):
            square = rectangle(x, y - THICK / 2 * em, x + SAMPLE * em, y + THICK / 2 * em)
            drawing.fill(square, shade, layer=1)
            drawing.stroke(square, page.theme.quiet, 1, layer=2)
            text = _fitting(columns, em, f"{_whole(what, value)} {METRICS[what].unit}".rstrip(), _shown(what, value))
            drawing.labels.append(Label(text, x + (SAMPLE + 0.5) * em, y, em, page.theme.ink, "start"))
        drawing.labels.append(Label(_differing(columns, em, fact), x + (SAMPLE + 0.5) * em, lines[2], em,
                                    page.theme.ink, "start", bold=True))
    drawing.bottom -= PADDING * em


def _differing(columns: Columns, em: float, fact: Fact) -> str:
    """`−3,759,360 (×0.853)`, rounded where there is no room."""
    if fact.difference is None:
        return NOT_COUNTED
    ratio = multiple(fact.ratio)
    short = signed(fact.difference)[0] + METRICS[fact.what].shown(abs(fact.difference))
    wordings = (f"{text} ({ratio})" if ratio else text for text in (signed(fact.difference), short))
    return _fitting(columns, em, *wordings, bold=True) if fact.difference else "0"


def _fitting(columns: Columns, em: float, *wordings: str, bold: bool = False) -> str:
    """The first that there is room for, else the last."""
    room = columns.width - (SAMPLE + 0.5) * em
    return next((text for text in wordings if text_width(text, em, bold) <= room), wordings[-1])


def _lit(compared: Compared, drawing: Drawing, stage: str, area: Rectangle) -> None:
    """What only the other network has is not in any other picture, and is lit nowhere."""
    lines = [f"<b>{stage}</b>", *(_line(compared.page.words, what, *(_whole(what, value)
                                  for value in compared.values(stage, what))) for what in ("shape", "blocks", *COSTS))]
    here, _ = compared.values(stage, "shape")
    drawing.areas.append(("" if here == ABSENT else stage, area, "<br>".join(lines)))
    if here != ABSENT:
        drawing.outlines[stage] = drawing.outlines.get(stage, "") + rectangle(*area)
