"""What the lines and the colours of a picture of a network mean, at length and in short: rows of a header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from explorer.drawing.colouring import Colouring, toned
from explorer.drawing.header import Item, fitting
from explorer.metrics import Metric
from explorer.theme import DASHES, UNCOUNTED, Canvas, Theme


def key(kinds: Iterable[str], words: Mapping[str, str], canvas: Canvas, theme: Theme,
        plates: Iterable[tuple[str, str]] = ()) -> list[Item]:
    """What the line styles of these kinds of shortcuts mean, at length where that fits on a line.

    Behind them, what the plates on a volume are, as (operation, colour of the volume); not where they would take
    another line of a canvas that pans, so that opening a block changes no size there.
    """
    kinds = set(kinds)
    styles = [(kind, (theme.shortcut(kind), dash)) for kind, dash in DASHES.items() if kind in kinds]
    fronts = [(op, theme.faces(toned(colour, op))[0]) for op, colour in plates]
    wordings = [([Item(words[f"figure.key.{kind}{length}"], line=line) for kind, line in styles],
                 [Item(words[f"figure.key.{op}{length}"], filling=front) for op, front in fronts])
                for length in ("", ".short")]
    alone = [wordings[-1][0]] if canvas.pans else []
    return fitting([*(lines + fillings for lines, fillings in wordings), *alone], canvas)


def legend(words: Mapping[str, str], theme: Theme, metric: Metric | None, colouring: Colouring) -> Iterator[Item]:
    """What the colours of an overlay mean."""
    if metric is None:
        return
    yield Item(f"{metric.title_in(words)}:")
    for low, high, colour in colouring.classes:
        yield Item(" – ".join(dict.fromkeys(map(metric.shown, (low, high)))), filling=theme.faces(colour)[0])
    yield from _uncounted(words, theme, metric, colouring)


def short_legend(words: Mapping[str, str], theme: Theme, metric: Metric | None,
                 colouring: Colouring) -> Iterator[Item]:
    """The same as one bar, with the lowest and the highest number."""
    if metric is None or not colouring.classes:
        return
    rising = [(low, high, theme.faces(colour)[0]) for low, high, colour in colouring.classes]
    yield Item(f"{metric.title_in(words)}: {metric.shown(rising[0][0])}")
    yield Item(metric.shown(rising[-1][1]), scale=tuple(shade for _, _, shade in rising))
    yield from _uncounted(words, theme, metric, colouring)


def _uncounted(words: Mapping[str, str], theme: Theme, metric: Metric, colouring: Colouring) -> Iterator[Item]:
    if colouring.uncounted:
        yield Item(words[metric.missing], filling=theme.faces(UNCOUNTED)[0])
