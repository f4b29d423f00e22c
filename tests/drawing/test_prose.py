"""Sentences take the room that they say they take, and nothing that is quiet is in the colour of what is not."""

import pytest

from explorer.drawing import prose
from explorer.drawing.prose import Sentence
from explorer.drawing.sheet import Drawing, picture
from explorer.spec import Spec
from explorer.theme import CANVASES, THEMES
from explorer.tracing import trace
from explorer.ui.text import words

SAID = [Sentence("A title", 1.5, bold=True, after=0.6), Sentence("word " * 40, quiet=True, before=0.5), Sentence("end")]


@pytest.mark.parametrize("canvas", CANVASES)
def test_they_reach_as_far_down_as_they_are_high(canvas):
    found = []

    def drawn(page):
        drawing, width = Drawing(), page.right - page.left
        reached = prose.write(page, drawing, SAID, page.left, page.top, width)
        found.append((page.top - reached, prose.height(page, SAID, width), drawing.labels))
        return drawing

    picture(trace(Spec(18)), words(), canvas, "light", False, lambda theme: (), drawn)
    (taken, said, labels), *_ = found
    assert taken == pytest.approx(said)
    assert said >= (1.5 * 1.4 + 0.6 + 0.5 + 2 * 1.4) * CANVASES[canvas].text - 1e-6
    assert {label.colour for label in labels if label.text.startswith("word")} == {THEMES["light"].quiet}
    assert [label.y for label in labels] == sorted((label.y for label in labels), reverse=True)
