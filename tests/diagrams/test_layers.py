"""The table as a picture fills its sheet."""

import pytest

from explorer.spec import Spec
from explorer.theme import CANVASES
from tests.diagrams.geometry import Picture
from tests.networks import pictured, traced

SLIDES = [name for name, canvas in CANVASES.items() if not canvas.pans]


def picture(spec: Spec, canvas: str) -> Picture:
    graph = traced(spec)
    return Picture("", graph, CANVASES[canvas], pictured("layers", graph, canvas=canvas))


@pytest.mark.parametrize("canvas", SLIDES)
@pytest.mark.parametrize("spec", [Spec(18), Spec(50), Spec(152), Spec(20, variant="cifar")], ids=str)
def test_its_columns_reach_from_edge_to_edge(spec, canvas):
    """But for the margins: an em on either side, and the gap after the last number."""
    shown = picture(spec, canvas)
    rows = [area for name, area in shown.hits if name]
    em = shown.canvas.text
    assert min(area[0] for area in rows) <= 1.5 * em
    assert max(area[2] for area in rows) >= shown.canvas.width - 2.5 * em
    assert max(text.area[2] for text in shown.texts) >= shown.canvas.width - 2.5 * em


def test_where_there_is_room_what_comes_in_stands_beside_what_goes_out():
    """He et al. 2015, Table 1: conv3_x of 50 layers takes 256×56×56 and gives 512×28×28."""
    shown = picture(Spec(50), "slide")
    place = dict(shown.hits)["layer2.0"]
    row = [text.text for text in shown.texts if place[1] < (text.area[1] + text.area[3]) / 2 < place[3]]
    assert row[:3] == ["layer2.0", "256×56×56", "512×28×28"]
