"""Sentences beside or beneath a picture: broken into lines, written from the top downwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.drawing.marks import Label
from explorer.drawing.sheet import Drawing, Page, wrapped

LINE = 1.4  # em of the line's own size, from line to line


@dataclass(frozen=True)
class Sentence:
    """A text, `size` times as large as others; `before` and `after` it are so many em of room.

    A `quiet` one is in the colour of what only explains.
    """

    text: str
    size: float = 1
    quiet: bool = False
    bold: bool = False
    before: float = 0
    after: float = 0


def height(page: Page, sentences: Iterable[Sentence], width: float) -> float:
    """What they take in lines of this width, in pixels."""
    return sum((said.before + said.after + LINE * said.size * len(_lines(page, said, width))) * page.em
               for said in sentences)


def write(page: Page, drawing: Drawing, sentences: Iterable[Sentence], left: float, top: float, width: float) -> float:
    """Writes them from `top` downwards, and returns how far down they reach."""
    for said in sentences:
        top -= said.before * page.em
        size, colour = said.size * page.em, page.theme.quiet if said.quiet else page.theme.ink
        for line in _lines(page, said, width):
            drawing.labels.append(Label(line, left, top - LINE * size / 2, size, colour, "start", said.bold))
            top -= LINE * size
        top -= said.after * page.em
    return top


def _lines(page: Page, said: Sentence, width: float) -> list[str]:
    return wrapped(said.text, width, said.size * page.em, said.bold)
