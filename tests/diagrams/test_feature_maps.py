"""Feature maps as drawn: every tile says the record's numbers, and whose weights they are of is said."""

from dataclasses import replace
from math import inf

from explorer.diagrams import draw
from explorer.diagrams.feature_maps import few
from explorer.drawing.marks import rectangle
from explorer.laboratory.feature_maps import FeatureMap, FeatureMaps
from explorer.laboratory.record import Ran
from explorer.spec import Spec
from explorer.theme import SEQUENCE
from explorer.tracing import trace
from explorer.ui.text import words
from tests.diagrams.geometry import bounds

GRAPH = trace(Spec(18))
RAN = Ran("a CPU", "cpu", "float32", "2.13.0", 1.0, "2026-11-25T09:00:00+00:00")
BLOCKS = [(f"layer{stage}", f"layer{stage}.{block}") for stage in (1, 2, 3, 4) for block in (0, 1)]


def record(lowest: float = 0, highest: float = 3, ran: Ran = RAN) -> FeatureMaps:
    """Two by two cells, of which one is the highest."""
    maps = tuple(FeatureMap(block, stage, f"{block}.add", 7, 1.25, lowest, highest, ((lowest, highest),
                                                                                    (lowest, lowest)), 0.5)
                 for stage, block in BLOCKS)
    return FeatureMaps(((0.0, 1.0), (0.5, 0.5)), (224, 224), False, 1, maps, ran=ran)


def drawn(found: FeatureMaps) -> dict:
    return draw("feature_maps", GRAPH, words(), found=found, canvas="slide")


def said(found: FeatureMaps) -> str:
    return " ".join(text for trace in drawn(found)["data"] if "text" in trace.get("mode", "") for text in trace["text"])


def test_a_tile_tells_the_numbers_of_its_block():
    hits = drawn(record())["data"][-1]
    told = dict(zip(hits["customdata"], hits["hovertext"], strict=True))
    assert list(told) == [block for _, block in BLOCKS]
    assert all("channel 7" in text and "mean 1.25, from 0 to 3" in text for text in told.values())


def test_the_highest_cell_is_a_quarter_of_the_tile_at_its_top_right():
    figure = drawn(record())
    left, bottom, right, top = bounds(figure["layout"]["meta"]["outlines"]["layer3.1"])
    cell = rectangle((left + right) / 2, (bottom + top) / 2, right, top)
    darkest, = (shape["path"] for shape in figure["layout"]["shapes"] if shape.get("fillcolor") == SEQUENCE[-1]
                and "xref" not in shape)
    assert len(darkest.split("M")) - 1 == len(BLOCKS)
    assert any(close(bounds("M" + one), bounds(cell)) for one in darkest.split("M")[1:])


def test_what_has_one_value_or_none_that_can_be_shown_is_of_one_colour():
    for found in (record(3, 3), record(0, inf)):
        fills = [shape.get("fillcolor") for shape in drawn(found)["layout"]["shapes"] if "xref" not in shape]
        assert not set(SEQUENCE[1:]) & set(fills)


def test_it_says_whose_weights_they_are():
    assert "random network" in said(record())
    trained = said(record(ran=replace(RAN, weights="own.pth")))
    assert "With the weights of own.pth." in trained
    assert "random network" not in trained


def test_of_many_blocks_the_first_and_the_last_are_among_the_few():
    maps = [replace(record().maps[0], block=f"layer3.{place}", stage="layer3") for place in range(36)]
    assert [one.block for one in few(maps)] == [f"layer3.{place}" for place in (0, 7, 14, 21, 28, 35)]
    assert few(maps[:6]) == maps[:6]


def close(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return all(abs(a - b) < 0.2 for a, b in zip(one, other, strict=True))
