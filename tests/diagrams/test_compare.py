"""Two networks on a canvas: stage above stage on one scale, and bars as long as what they stand for."""

from urllib.parse import parse_qsl

import pytest

from explorer.diagrams import DIAGRAMS, needed
from explorer.diagrams.compare import BESIDE, PRESETS
from explorer.diagrams.compare.bars import LIGHTER
from explorer.difference import facts
from explorer.metrics import COSTS
from explorer.residual import residual_blocks
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
    (other,) = needed("compare", Spec(101, 320, 240, 10, zero_init=True), beside=beside, compare="numbers")
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
    figure = pictured("compare", graph, canvas="slide", beside=beside, compare="numbers")
    values = [fact.here for fact in facts(graph, graph) if fact.what == what and fact.stage.startswith("layer")]
    lengths = [bars(figure, colour)[place] for colour in STAGES[:4]]
    assert lengths == pytest.approx([value * max(lengths) / max(values) for value in values], abs=0.2)


def test_the_bars_of_both_networks_have_one_scale():
    """layer3 of ResNet-101 has 23 blocks where that of ResNet-50 has 6."""
    graph, other = traced(Spec(50)), traced(Spec(101))
    figure = pictured("compare", graph, canvas="slide", beside="v1.5-101", compare="numbers")
    (fact,) = [fact for fact in facts(graph, other) if (fact.stage, fact.what) == ("layer3", "parameters")]
    pair = bars(figure, STAGES[2])[0], bars(figure, mix(STAGES[2], THEMES["light"].paper, LIGHTER))[0]
    assert pair[1] / pair[0] == pytest.approx(fact.there / fact.here, rel=0.005)


@pytest.mark.parametrize("canvas", CANVASES)
def test_the_totals_are_the_published_ones_on_every_canvas(canvas):
    """torchvision's parameters and GFLOPS of ResNet-50 and ResNeXt-50 32×4d."""
    shown = texts(pictured("compare", traced(Spec(50)), canvas=canvas, beside="resnext-32x4d-50", compare="numbers"))
    assert {"25,557,032", "25,028,904", "4,089,184,256"} <= set(shown)
    assert [text for text in shown if text.startswith(f"<b>−{25_557_032 - 25_028_904:,} (×0.979)")]


@pytest.mark.parametrize("canvas", ["wide", "narrow"])
def test_the_stages_are_lit_and_walked_by_name(canvas):
    meta = pictured("compare", traced(Spec(50)), canvas=canvas, compare="numbers")["layout"]["meta"]
    assert meta["walk"] == [*meta["outlines"]] == ["stem", "layer1", "layer2", "layer3", "layer4", "head"]


def test_what_only_the_other_network_has_is_shown_and_lit_nowhere():
    graph = traced(Spec(20, variant="cifar"))
    figure = pictured("compare", graph, beside="v1.5-50", compare="numbers")
    assert "<b>layer4</b>" in texts(figure)
    assert "layer4" not in {*figure["layout"]["meta"]["outlines"], *figure["data"][-1]["customdata"]}
    assert {row.name for row in tabulated("compare", graph, beside="v1.5-50").rows} == {
        "", "stem", "layer1", "layer2", "layer3", "head"}


def test_the_key_names_both_networks():
    assert {"ResNet-50, v1.5", "ResNet-50, v1"} <= set(texts(pictured(
        "compare", traced(Spec(50)), beside="v1-50", compare="numbers")))


def placed(figure: dict, height: float) -> list[tuple[float, float, float, float]]:
    """The bounds of what is drawn of layer2.0, in both networks."""
    outline = figure["layout"]["meta"]["outlines"]["layer2.0"]
    return [bounds(f"{d}Z") for d in outline.split("Z") if d]


@pytest.mark.parametrize("canvas", ["wide", "slide"])
@pytest.mark.parametrize("beside", BESIDE)
def test_one_network_is_above_the_other_and_their_stages_are_aligned(beside, canvas):
    figure = pictured("compare", traced(Spec(50)), canvas=canvas, beside=beside)
    hits = figure["data"][-1]
    stages = {}
    for name, x, width in zip(hits["customdata"], hits["x"], hits["width"], strict=True):
        if name in ("stem", "layer1", "layer2", "layer3", "head"):
            stages.setdefault(name, set()).add((x, width))
    assert {name: len(places) for name, places in stages.items()} == dict.fromkeys(stages, 1)


def test_both_networks_have_one_scale():
    """A tensor of one size is one volume in both: layer2.0 of ResNet-18 and of ResNet-34 at the same depth."""
    figure = pictured("compare", traced(Spec(18)), canvas="wide", beside="v1.5-34")
    upper, lower = placed(figure, figure["layout"]["height"])
    assert upper[2] - upper[0] == pytest.approx(lower[2] - lower[0], abs=0.2)
    assert upper[3] - upper[1] == pytest.approx(lower[3] - lower[1], abs=0.2)
    assert upper[1] > lower[3]


def test_an_overlay_has_one_scale_for_both():
    """The most channels of ResNet-18 are its 1000 classes; of ResNet-152 they are 2048 in layer4."""
    alone = texts(pictured("network", traced(Spec(18)), overlay="channels"))
    beside = texts(pictured("compare", traced(Spec(18)), beside="v1.5-152", overlay="channels"))
    assert [text for text in alone if text.endswith("– 2048")] == []
    assert [text for text in beside if text.endswith("– 2048")] != []


def test_what_stands_open_stands_open_in_both():
    figure = pictured("compare", traced(Spec(50)), beside="v1.5-34", level="stages", open="layer2.1")
    assert [text for text in texts(figure) if "layer2.1" in text] == [
        "<b>layer2.1 Bottleneck</b>", "<b>layer2.1 BasicBlock</b>"]


@pytest.mark.parametrize("query", PRESETS.values(), ids=PRESETS)
def test_a_preset_is_a_network_beside_another(query):
    spec, problems = Spec.from_query(query)
    given = dict(parse_qsl(query))
    diagram = DIAGRAMS["compare"]
    values, more = diagram.read(given)
    assert (problems, more) == ((), ())
    (other,) = needed("compare", spec, beside=given["beside"])
    assert other != spec
    assert set(filter(None, values["open"].split(","))) <= {block.name for block in residual_blocks(traced(spec))}
