"""explorer.figure: the same picture for a notebook."""

import pytest

import explorer
from explorer.diagrams import draw
from explorer.theme import CANVASES
from explorer.tracing import trace
from explorer.ui.text import words


def test_it_is_the_picture_as_a_plotly_figure():
    spec = explorer.Spec(depth=18, height=96, width=64)
    figure = explorer.figure("network", spec, canvas="slide", overlay="macs", open="layer2.0")
    plain = draw("network", trace(spec), words(), canvas="slide", overlay="macs", open="layer2.0")
    assert (figure.layout.width, figure.layout.height) == (CANVASES["slide"].width, CANVASES["slide"].height)
    assert list(figure.data[-1].customdata) == plain["data"][-1]["customdata"]
    assert len(figure.layout.shapes) == len(plain["layout"]["shapes"])


@pytest.mark.parametrize(("name", "options", "sentence"), [
    ("taste", {}, "no diagram 'taste': choose network"),
    ("network", {"level": "rooms"}, "no level 'rooms': choose stages, blocks or operations"),
    ("network", {"colour": "red"}, "no option 'colour': choose level, "),
])
def test_what_does_not_exist_is_refused_in_a_sentence(name, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        explorer.figure(name, explorer.Spec(18), **options)
