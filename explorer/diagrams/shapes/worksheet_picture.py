"""The worksheet on a canvas: side by side where it is wide enough, else one beneath the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from explorer.arithmetic import times
from explorer.drawing.colouring import stage_colours
from explorer.drawing.marks import Label, rectangle
from explorer.drawing.sheet import Drawing, Page, wrapped
from explorer.theme import text_width
from explorer.worksheet import COLUMNS, Line, Telling, Working, lines

GAP = 1.2  # em, between columns
PITCH = 1.18  # em, from line to line
APART = 0.4  # em, between rows
BAR = 0.35  # em, in the colour of the stage


@dataclass(frozen=True)
class Piece:
    """A text at a place of its line, in one of the theme's colours."""

    text: str
    x: float
    colour: str
    bold: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the worksheet as texts; `workings` are pairs of arithmetic and what the floor drops."""

    line: Line
    head: tuple[str, str, str]
    workings: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """Lines of pieces; of an entry, or of none where they are the columns' titles or the note."""

    texts: tuple[tuple[Piece, ...], ...]
    entry: Entry | None = None


def draw(page: Page) -> Drawing:
    tell = Telling(page.graph, page.words)
    entries = [_entry(tell, line) for line in lines(page.graph)]
    size, rows = _fitting(page, entries)
    free = page.top - sum(_height(row, size) for row in rows)
    apart = min(APART * size, max(free, 0) / len(rows)) if not page.canvas.pans else APART * size
    drawing = Drawing(bottom=page.top)
    for row in rows:
        _write(page, drawing, row, size, apart)
    return drawing


def _entry(tell: Telling, line: Line) -> Entry:
    flow = tell.arriving(line) if line.op == "add" else f"{tell.arriving(line)} → {times(line.shape)}"
    kept = line.windows and not line.resizes and len(set(line.windows)) > 1
    workings = (Working("", tell.say("kept")),) if kept else tell.workings(line)
    return Entry(line, (line.title, "" if line.op == "add" else tell.operation(line), flow),
                 tuple((working.of_axis(working.arithmetic), working.floor) for working in workings))


def _fitting(page: Page, entries: list[Entry]) -> tuple[float, list[Row]]:
    """The largest text in which all of it fits, and the rows; where the canvas may grow the text stays as it is.

    Where not even the smallest does, what keeps height and width is left out, and then every ⊕ too.
    """
    if page.canvas.pans:
        return page.em, [*_arranged(page, entries, page.em), _note(page, page.em, "")]
    resizing = [entry for entry in entries if entry.line.resizes]
    sums = [entry for entry in entries if entry.line.resizes or entry.line.op == "add"]
    for shown, left_out in ((entries, ""), (sums, ".sums"), (resizing, ".resizing")):
        for size in page.canvas.sizes:
            rows = [*_arranged(page, shown, size), _note(page, size, left_out)]
            if sum(_height(row, size) for row in rows) < page.top:
                return size, rows
    return size, rows


def _height(row: Row, size: float) -> float:
    return PITCH * size * len(row.texts)


def _note(page: Page, size: float, left_out: str) -> Row:
    note = page.words[f"shapes.worksheet.note{left_out}"]
    return Row(tuple((Piece(part, page.left, page.theme.quiet),)
                     for part in wrapped(note, page.right - page.left, size)))


def _arranged(page: Page, entries: list[Entry], size: float) -> Iterator[Row]:
    """Every row as lines of pieces, side by side or stacked, whichever fits."""
    start = page.left + 2 * BAR * size
    titles = _titles(page)
    widths = [max(text_width(titles[place], size),
                  *(text_width(entry.head[place], size, bold=not place) for entry in entries)) for place in range(3)]
    xs = tuple(start + sum(widths[:place]) + GAP * size * place for place in range(4))
    pairs = [pair for entry in entries for pair in entry.workings]
    arithmetic = [titles[3], *(first for first, floor in pairs if floor)]
    last = xs[3] + GAP * size + max(text_width(text, size) for text in arithmetic)
    if max(last if floor else xs[3] + text_width(first, size) for first, floor in pairs) < page.right and (
            last + max(text_width(floor, size) for _, floor in pairs) < page.right):
        yield Row((tuple(Piece(text, x, page.theme.quiet) for text, x in zip(titles, (*xs, last), strict=True)),))
        yield from (Row(tuple(_beside(page, entry, (*xs, last))), entry) for entry in entries)
    else:
        columns = xs if xs[3] < page.right else None
        yield from (Row(tuple(_stacked(page, entry, columns, start, size)), entry) for entry in entries)


def _titles(page: Page) -> tuple[str, ...]:
    name, operation, arriving, leaving, arithmetic, floor = (page.words[f"shapes.column.{key}"] for key in COLUMNS)
    return name, operation, f"{arriving} → {leaving}", arithmetic, floor


def _beside(page: Page, entry: Entry, xs: tuple[float, ...]) -> Iterator[tuple[Piece, ...]]:
    head = _head(page, entry, xs)
    for arithmetic, floor in entry.workings:
        yield *head, Piece(arithmetic, xs[3], _colour(page, entry)), Piece(floor, xs[4], page.theme.quiet)
        head = ()


def _head(page: Page, entry: Entry, xs: Iterable[float]) -> tuple[Piece, ...]:
    return tuple(Piece(text, x, page.theme.ink, bold=not place)
                 for place, (text, x) in enumerate(zip(entry.head, xs, strict=False)))


def _stacked(page: Page, entry: Entry, xs: tuple[float, ...] | None, start: float,
             size: float) -> Iterator[tuple[Piece, ...]]:
    """The head in columns, where there are any, or one after the other; the arithmetic beneath it."""
    if xs:
        yield _head(page, entry, xs)
    else:
        name, operation, flow = entry.head
        yield from _inline(page, start, size, (name, page.theme.ink, True))
        yield from _inline(page, start, size, (operation, page.theme.ink, False), (flow, page.theme.ink, False))
    for arithmetic, floor in entry.workings:
        yield from _inline(page, xs[1] if xs else start, size, (arithmetic, _colour(page, entry), False),
                           (floor, page.theme.quiet, False))


def _inline(page: Page, left: float, size: float, *texts: tuple[str, str, bool]) -> Iterator[tuple[Piece, ...]]:
    """Texts on one line where they fit, else one beneath the other and wrapped."""
    texts = tuple(text for text in texts if text[0])
    widths = [text_width(text, size, bold) for text, _, bold in texts]
    if left + sum(widths) + GAP * size * (len(texts) - 1) < page.right:
        yield tuple(Piece(text, left + sum(widths[:place]) + GAP * size * place, colour, bold)
                    for place, (text, colour, bold) in enumerate(texts))
        return
    for text, colour, bold in texts:
        yield from ((Piece(part, left, colour, bold),) for part in wrapped(text, page.right - left, size, bold))


def _colour(page: Page, entry: Entry) -> str:
    return page.theme.ink if entry.line.op != "add" else page.theme.quiet


def _write(page: Page, drawing: Drawing, row: Row, size: float, apart: float) -> None:
    top = drawing.bottom
    drawing.bottom = top - _height(row, size) - apart
    for place, pieces in enumerate(row.texts):
        y = top - apart / 2 - PITCH * size * (place + 0.5)
        drawing.labels += [Label(piece.text, piece.x, y, size, piece.colour, "start", piece.bold)
                           for piece in pieces if piece.text]
    if row.entry:
        _mark(page, drawing, row.entry.line, top, size)


def _mark(page: Page, drawing: Drawing, line: Line, top: float, size: float) -> None:
    """The bar of the stage, a ground behind a ⊕, and what the pointer finds."""
    area = page.left, drawing.bottom, page.right, top
    colour = stage_colours(page.stages)[page.graph.nodes[line.nodes[0]]["stage"]]
    drawing.fill(rectangle(page.left, drawing.bottom, page.left + BAR * size, top), colour, layer=1)
    if line.op == "add":
        drawing.fill(rectangle(*area), page.theme.frame)
    drawing.areas.append((line.nodes[0], area, page.described.hover(line.nodes[0])))
    drawing.outlines |= dict.fromkeys(line.nodes, rectangle(*area))
    drawing.walk.append(line.nodes[0])
