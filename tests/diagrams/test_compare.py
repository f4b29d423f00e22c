"""Two networks on a canvas: bars as long as what they stand for, stages lit by name, any choice beside any network."""

import pytest

from explorer.diagrams import needed
from explorer.diagrams.compare import BESIDE, LIGHTER
from explorer.difference import COSTS, facts
from explorer.spec import Spec
from explorer.theme import CANVASES, STAGES, THEMES, mix
from tests.diagrams.geometry import bounds
from tests.networks import pictured, tabulated, traced


def texts(figure: dict) -> list[str]:
    return [text for trace in figure["data"] for text in trace.get("text", ())]


def bars(figure: dict, colour: str) -> list[float]:
    """The lengths of the bars in a colour, in the order of the metrics."""
    (shape,) = [shape for shape in figure["layout"]["shapes"] if shape["fillcolor"] == colour]
    boxes = [bounds(f"{d}Z") for d in shape["path"].split("Z") if d]
    return [right - left for left, _, right, _ in boxes]


@pytest.mark.parametrize("beside", BESIDE)
def test_the_other_network_takes_the_same_input(beside):
    (other,) = needed("compare", Spec(101, 320, 240, 10, zero_init=True), beside=beside)
    assert (other.height, other.width, other.classes, other.zero_init) == (320, 240, 10, False)
    assert beside == f"{other.variant}-{other.depth}"


@pytest.mark.parametrize(("spec", "beside"), [
    (Spec(34), "v1.5-50"), (Spec(50), "v1.5-34"), (Spec(34, variant="plain"), "v1.5-34"),
], ids=str)
def test_without_a_choice_another_network_is_beside_it(spec, beside):
    (other,) = needed("compare", spec)
    assert f"{other.variant}-{other.depth}" == beside


@pytest.mark.parametrize("beside", ["v1.5-101", "cifar-20"])
@pytest.mark.parametrize(("place", "what"), [*enumerate(COSTS)])
def test_a_bar_is_as_long_as_its_share_of_the_longest(beside, place, what):
    graph = traced(Spec(50))
    figure = pictured("compare", graph, canvas="slide", beside=beside)
    values = [fact.here for fact in facts(graph, graph) if fact.what == what and fact.stage.startswith("layer")]
    lengths = [bars(figure, colour)[place] for colour in STAGES[:4]]
    assert lengths == pytest.approx([value * max(lengths) / max(values) for value in values], abs=0.2)


def test_the_bars_of_both_networks_have_one_scale():
    """layer3 of ResNet-101 has 23 blocks where that of ResNet-50 has 6."""
    graph, other = traced(Spec(50)), traced(Spec(101))
    figure = pictured("compare", graph, canvas="slide", beside="v1.5-101")
    (fact,) = [fact for fact in facts(graph, other) if (fact.stage, fact.what) == ("layer3", "parameters")]
    pair = bars(figure, STAGES[2])[0], bars(figure, mix(STAGES[2], THEMES["light"].paper, LIGHTER))[0]
    assert pair[1] / pair[0] == pytest.approx(fact.there / fact.here, rel=0.005)


@pytest.mark.parametrize("canvas", CANVASES)
def test_the_totals_are_the_published_ones_on_every_canvas(canvas):
    """torchvision's parameters and GFLOPS of ResNet-50 and ResNeXt-50 32×4d."""
    shown = texts(pictured("compare", traced(Spec(50)), canvas=canvas, beside="resnext-32x4d-50"))
    assert {"25,557,032", "25,028,904", "4,089,184,256"} <= set(shown)
    assert [text for text in shown if text.startswith(f"<b>−{25_557_032 - 25_028_904:,} (×0.979)")]


@pytest.mark.parametrize("canvas", ["wide", "narrow"])
def test_the_stages_are_lit_and_walked_by_name(canvas):
    meta = pictured("compare", traced(Spec(50)), canvas=canvas)["layout"]["meta"]
    assert meta["walk"] == [*meta["outlines"]] == ["stem", "layer1", "layer2", "layer3", "layer4", "head"]


def test_what_only_the_other_network_has_is_shown_and_lit_nowhere():
    graph = traced(Spec(20, variant="cifar"))
    figure = pictured("compare", graph, beside="v1.5-50")
    assert "<b>layer4</b>" in texts(figure)
    assert "layer4" not in {*figure["layout"]["meta"]["outlines"], *figure["data"][-1]["customdata"]}
    assert {row.name for row in tabulated("compare", graph, beside="v1.5-50").rows} == {
        "", "stem", "layer1", "layer2", "layer3", "head"}


def test_the_key_names_both_networks():
    assert {"ResNet-50, v1.5", "ResNet-50, v1"} <= set(texts(pictured("compare", traced(Spec(50)), beside="v1-50")))
