"""One network counted by several conventions: a row for each, with its number, a bar, and the sum that gives it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from explorer.counting import CONVENTIONS, Convention, Counts, chosen, counts
from explorer.drawing.header import Item
from explorer.drawing.marks import Label, Rectangle, rectangle
from explorer.drawing.sheet import STAYS, Drawing, Page, Words, together, wrapped
from explorer.tables import Column, Row, Table
from explorer.theme import GREY, Theme, text_width

LINE, GAP = 1.3, 0.9  # em: from line to line, between two rows
COLUMN = 1.2  # em, between two columns
THICK = 0.9  # em, a bar
BAR = 0.14  # of the width
STACKED = 60  # em: on a narrower page the columns stand beneath one another
EXPLAINED = 30  # em: there is no room for explanations in less


@dataclass(frozen=True)
class Told:
    """A convention as the page says it: its name, its total, and the lines of its sum and of its explanation."""

    convention: Convention
    name: str
    total: int
    sums: tuple[str, ...]
    explained: tuple[str, ...]

    @property
    def lines(self) -> int:
        return len(self.sums) + len(self.explained)


@dataclass(frozen=True)
class Columns:
    """Where the names, the numbers' ends, the bars and the sums are; the width of the longest bar and of the sums."""

    size: float
    number: float
    bar: float
    sums: float
    length: float
    width: float
    stacked: bool


def conventions(switches: Iterable[str]) -> tuple[Convention, ...]:
    """What is switched on, and what the tools do."""
    return chosen(switches), *CONVENTIONS.values()


def key(words: Words, theme: Theme) -> Iterator[Item]:
    yield Item(words["cost.key.macs"], filling=GREY)
    yield Item(words["cost.key.more"], filling=theme.ink)


def draw(switches: Iterable[str], page: Page) -> Drawing:
    """In the largest text that fits, if the page does not scroll."""
    switches, counted = tuple(switches), counts(page.graph)
    for size in page.canvas.sizes[:1] if page.canvas.pans else page.canvas.sizes:
        drawing = _drawn(switches, counted, page, size)
        if drawing.bottom >= 0:
            break
    return drawing


def table(switches: Iterable[str], counted: Counts, words: Words) -> Table:
    """A row for each convention: its total, what each term adds to it, and why."""
    found = conventions(switches)
    terms = [term for term in counted if any(term in convention.addends(counted) for convention in found)]
    columns = (Column("convention", words["cost.convention"]), Column("total", words["cost.sum"], number=True),
               *(Column(term, words[f"cost.term.{term}.title"], number=True) for term in terms),
               Column("explanation", words["cost.explanation"], prose=True))
    rows = (Row("", (words[f"cost.by.{convention.name}"], convention.total(counted),
                     *(convention.addends(counted).get(term, 0) for term in terms),
                     words[f"cost.by.{convention.name}.why"])) for convention in found)
    return Table(columns, tuple(rows), (words["cost.conventions.note"],))


def _drawn(switches: tuple[str, ...], counted: Counts, page: Page, size: float) -> Drawing:
    drawing = Drawing(bottom=page.top)
    found = conventions(switches)
    columns = _columns(page, found, counted, size)
    longest = max(convention.total(counted) for convention in found)
    for convention in found:
        _row(page, drawing, columns, _told(convention, counted, page.words, columns), counted, columns.length / longest)
    note = wrapped(page.words["cost.conventions.note"], page.right - page.left, size)
    for text in note if page.canvas.pans or drawing.bottom > (LINE * len(note) + 0.3) * size else ():
        drawing.bottom -= LINE * size
        drawing.labels.append(Label(text, page.left, drawing.bottom + 0.5 * size, size, page.theme.quiet, "start"))
    drawing.bottom -= 0.3 * size
    return drawing


def _columns(page: Page, found: Iterable[Convention], counted: Counts, size: float) -> Columns:
    left, room = page.left + 0.6 * size, page.right - page.left - 1.2 * size
    if room < STACKED * size:
        return Columns(size, left + room, left, left, room, room, stacked=True)
    found = tuple(found)
    names = max(text_width(page.words[f"cost.by.{convention.name}"], size, bold=True) for convention in found)
    numbers = max(text_width(f"{convention.total(counted):,}", size, bold=True) for convention in found)
    number = left + names + COLUMN * size + numbers
    bar = number + COLUMN * size
    sums = bar + BAR * room + COLUMN * size
    return Columns(size, number, bar, sums, BAR * room, left + room - sums, stacked=False)


def _told(convention: Convention, counted: Counts, words: Words, columns: Columns) -> Told:
    name = f"cost.by.{convention.name}"
    sums = " ".join(together(text, columns.width, columns.size) for text in addends(convention, counted, words))
    why = words[f"{name}.why"] if columns.width > EXPLAINED * columns.size else ""
    return Told(convention, words[name], convention.total(counted), tuple(wrapped(sums, columns.width, columns.size)),
                tuple(wrapped(why, columns.width, columns.size)) if why else ())


def addends(convention: Convention, counted: Counts, words: Words) -> Iterator[str]:
    """`4,089,184,256 multiply-adds`, `+ 2 × 11,113,984 batch norm values`; a sign stays with its number."""
    for place, term in enumerate(convention.addends(counted)):
        factor = convention.factors[term]
        sign = f"{'−' if factor < 0 else '+'}{STAYS}" if place else ""
        times = f"{abs(factor)}{STAYS}×{STAYS}" if abs(factor) > 1 else ""
        yield sign + times + words[f"cost.term.{term}"].format(count=f"{counted[term]:,}")


def _row(page: Page, drawing: Drawing, columns: Columns, told: Told, counted: Counts, scale: float) -> None:
    size, theme, top = columns.size, page.theme, drawing.bottom
    first = top - (GAP + LINE) / 2 * size
    drawing.labels += [Label(told.name, page.left + 0.6 * size, first, size, theme.ink, "start", bold=True),
                       Label(f"{told.total:,}", columns.number, first, size, theme.ink, "end", bold=True)]
    for area, colour in _bars(columns, told.convention, counted, scale, first - LINE * size * columns.stacked):
        drawing.fill(rectangle(*area), colour if colour else theme.ink, layer=1)
    y = first - (2 * LINE * size if columns.stacked else 0)
    for place, text in enumerate((*told.sums, *told.explained)):
        colour = theme.ink if place < len(told.sums) else theme.quiet
        drawing.labels.append(Label(text, columns.sums, y - LINE * size * place, size, colour, "start"))
    drawing.bottom = y - LINE * size * (max(told.lines, 1) - 0.5) - GAP / 2 * size
    area = page.left, drawing.bottom, page.right, top
    if told.convention.name == "chosen":
        drawing.fill(rectangle(*area), theme.frame, layer=-1)
    drawing.areas.append(("", area, _hover(told, counted, page.words)))


def _bars(columns: Columns, convention: Convention, counted: Counts, scale: float,
          y: float) -> Iterator[tuple[Rectangle, str]]:
    """Multiply-adds, as often as they count, and in another colour what else is counted."""
    addends = convention.addends(counted)
    macs = addends.get("macs", 0) + min(addends.get("strided_later", 0), 0)
    more = convention.total(counted) - macs
    times, gap, half = convention.factors["macs"], 0.08 * columns.size, THICK / 2 * columns.size
    x = columns.bar
    for _ in range(times):
        yield (x, y - half, x + scale * macs / times - gap, y + half), GREY
        x += scale * macs / times
    if more:
        yield (x, y - half, x + scale * more, y + half), ""


def _hover(told: Told, counted: Counts, words: Words) -> str:
    lines = [f"<b>{told.name}: {told.total:,}</b>", *addends(told.convention, counted, words)]
    why = words[f"cost.by.{told.convention.name}.why"]
    return "<br>".join((*lines, *([why] if why else [])))
