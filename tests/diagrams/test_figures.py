"""Every diagram with every choice, on every network, is a figure that Plotly takes."""

import json
from math import nan

import plotly.graph_objects as go
import pytest
import torch

from explorer.diagrams import DIAGRAMS, draw, tabulate, trial
from explorer.fold import LEVELS
from explorer.laboratory import EXPERIMENTS
from explorer.laboratory.overlays import MEASURED
from explorer.measuring import perform
from explorer.metrics import METRICS
from explorer.resnet import build
from explorer.spec import DEPTHS, VARIANTS, Invalid, Spec
from explorer.tables import plain
from explorer.theme import THEMES
from explorer.ui.figures import figure
from explorer.ui.text import words
from tests.networks import pictured, tabulated, traced

SIZED = [*map(Spec, DEPTHS), Spec(50, 33, 33), Spec(50, 320, 240)]
BUNDLED = {"scatter", "bar", "pie"}  # the traces of plotly.js's basic bundle; shapes and images are of the layout

COUNTED = [name for name, diagram in DIAGRAMS.items() if not diagram.experiment]


def is_drawn_by_the_page(spec: dict) -> bool:
    """Plotly and JSON take it, and the page's plotly.js has its traces."""
    go.Figure(spec)
    json.dumps(spec, allow_nan=False)
    return {trace["type"] for trace in spec["data"]} <= BUNDLED


def chosen(name: str) -> list[dict[str, str]]:
    """Every option at each of its choices that nothing has to be measured for."""
    return [{option.name: choice} for option in DIAGRAMS[name].options for choice in option.choices
            if choice not in MEASURED]


@pytest.mark.parametrize("spec", SIZED, ids=Spec.to_query)
@pytest.mark.parametrize("name", COUNTED)
def test_every_choice_is_a_valid_figure(name, spec):
    graph = traced(spec)
    for options in (*chosen(name), *({"theme": theme} for theme in THEMES)):
        assert is_drawn_by_the_page(pictured(name, graph, **options))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", COUNTED)
def test_every_choice_is_drawn_of_every_kind_of_network(name, variant):
    graph = traced(Spec(variant=variant))
    for options in chosen(name):
        drawn = pictured(name, graph, **options)
        json.dumps(drawn, allow_nan=False)
        assert min(drawn["layout"]["width"], drawn["layout"]["height"], len(drawn["data"][-1]["x"])) > 0


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", [name for name in DIAGRAMS if name not in COUNTED])
def test_what_is_measured_is_a_valid_figure_and_has_a_table(name, theme):
    graph = traced(Spec(20, variant="cifar"))
    for options in ({}, *chosen(name)):
        assert is_drawn_by_the_page(pictured(name, graph, theme=theme, **options))
        assert tabulated(name, graph, **options).rows


@pytest.mark.parametrize("name", [name for name, diagram in DIAGRAMS.items() if name != "path_gradient"
                                  and diagram.experiment and EXPERIMENTS[diagram.experiment].weighed])
def test_what_is_not_finite_is_no_number_on_the_page(tmp_path, name):
    """Of a network with a weight that is none; without numbers to share out there is no gradient by path length."""
    spec = Spec(8, variant="cifar")
    weights = build(spec).state_dict()
    weights["conv1.weight"][0, 0, 0, 0] = nan
    torch.save(weights, tmp_path / "own.pth")
    found = perform(trial(name, spec), weights=tmp_path / "own.pth")
    assert is_drawn_by_the_page(draw(name, traced(spec), words(), found=found))
    json.dumps(plain(tabulate(name, traced(spec), words(), found=found)), allow_nan=False)
    for overlay in found.overlays():
        drawn = draw("network", traced(spec), words(), overlay=overlay, found=found)
        assert "nan" not in " ".join(drawn["data"][-1]["hovertext"])


@pytest.mark.parametrize("overlay", MEASURED)
def test_what_is_measured_colours_the_network(overlay):
    graph = traced(Spec(20, variant="cifar"))
    spec = pictured("network", graph, overlay=overlay)
    json.dumps(spec, allow_nan=False)
    told = [text for text in spec["data"][-1]["hovertext"] if f"{MEASURED[overlay].metric.title}: <b>" in text]
    assert len([text for text in told if "not measured" not in text]) >= 9  # the blocks of ResNet-20


@pytest.mark.parametrize("overlay", METRICS)
def test_an_overlay_tells_its_number_of_every_volume(graphs, overlay):
    spec = pictured("network", graphs[18], level="operations", overlay=overlay)
    told = dict(zip(spec["data"][-1]["customdata"], spec["data"][-1]["hovertext"], strict=True))
    for node, value in METRICS[overlay].values(graphs[18]).items():
        if graphs[18].nodes[node]["op"] != "add":
            flat = overlay == "channels" and len(graphs[18].nodes[node]["shape"]) == 1
            title = "Features" if flat else METRICS[overlay].title
            assert told[node].endswith(f"{title}: <b>{METRICS[overlay].shown(value)}</b>")


def test_the_python_figure_is_the_drawn_one():
    drawn = figure("network", Spec(18), open=["layer2.0"], canvas="slide")
    assert isinstance(drawn, go.Figure)
    assert (drawn.layout.width, drawn.layout.height) == (1920, 1080)


@pytest.mark.parametrize(("options", "sentence"), [
    ({"level": "rooms"}, f"no level 'rooms': choose {', '.join(LEVELS[:-1])} or {LEVELS[-1]}"),
    ({"overlay": 3}, "no overlay 3: choose stage, "),
    ({"open": 5}, "open cannot be 5: "),
    ({"colour": "red"}, "no option 'colour': choose level, open, closed, overlay, canvas, theme, caption, "),
])
def test_what_cannot_be_drawn_is_told(graphs, options, sentence):
    with pytest.raises(Invalid) as refusal:
        pictured("network", graphs[18], **options)
    assert str(refusal.value).startswith(sentence)


def test_an_option_of_a_table_that_has_none_is_told(graphs):
    with pytest.raises(Invalid, match="no option 'filter': there is none to choose here"):
        tabulated("layers", graphs[18], filter="downsample")


def test_without_a_caption_the_picture_is_the_same(graphs):
    with_one, without = (pictured("network", graphs[18], caption=choice) for choice in ("on", "off"))
    texts = [text for trace in without["data"] for text in trace.get("text", ())]
    assert not [text for text in texts if "ResNet-18" in text]
    assert [text for trace in with_one["data"] for text in trace.get("text", ()) if "ResNet-18" in text]
