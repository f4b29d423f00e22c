"""What leans on a volume is named while it can be seen."""

import pytest

from explorer.spec import Spec
from explorer.theme import CANVASES
from tests.networks import pictured, traced

NAMES = {"batch norm", "bn", "ReLU"}


def legend(figure: dict) -> list[str]:
    return [text for text in figure["data"][1]["text"] if text in NAMES]


@pytest.mark.parametrize("options", [{"open": "layer2.0"}, {"level": "operations"}], ids=str)
@pytest.mark.parametrize("canvas", CANVASES)
def test_while_a_block_stands_open_its_plates_are_named_in_the_colours_that_they_have(canvas, options):
    figure = pictured("network", traced(Spec(50)), canvas=canvas, **options)
    assert len(legend(figure)) == 2
    drawn = [shape["fillcolor"] for shape in figure["layout"]["shapes"] if "fillcolor" in shape]
    assert [drawn.count(colour) > 1 for colour in drawn[-2:]] == [True, True]


@pytest.mark.parametrize("options", [{}, {"level": "stages"}, {"open": "layer2.0", "overlay": "macs"}], ids=str)
def test_where_none_is_seen_none_is_named(options):
    assert legend(pictured("network", traced(Spec(50)), **options)) == []
