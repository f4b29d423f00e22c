"""What is drawn finely, since all of a network has to stand on one slide, can still be told."""

import re
from collections import Counter

import pytest

from explorer.arithmetic import times
from explorer.residual import residual_blocks
from explorer.spec import DEPTHS, Spec
from explorer.theme import CANVASES, THEMES
from tests.networks import LAYERS, pictured, traced

SLIDE = CANVASES["slide"]


@pytest.mark.parametrize("depth", [18, 34, 50])
def test_at_the_level_of_operations_every_sum_can_be_told_on_a_slide(depth):
    """A ⊕ at least half as high as the texts beside it, for each residual block."""
    shapes = pictured("network", traced(Spec(depth)), canvas="slide", level="operations")["layout"]["shapes"]
    paths = [shape["path"] for shape in shapes if shape.get("fillcolor") == THEMES["light"].paper]
    rings = [[float(y) for y in re.findall(r",(-?[0-9.]+)", ring)] for d in paths for ring in re.findall("M[^M]*Z", d)]
    assert len(rings) == sum(LAYERS[depth])
    assert min(max(ys) - min(ys) for ys in rings) >= 0.5 * SLIDE.text


def test_open_blocks_too_narrow_for_their_names_have_them_without_the_stage():
    texts = pictured("network", traced(Spec(50)), canvas="slide", level="operations")["data"][0]["text"]
    named = sorted(text for text in texts if re.fullmatch(r"<b>\.\d+</b>|\.\d+", text))
    assert [re.sub("</?b>", "", text) for text in named] == sorted(
        f".{place}" for blocks in LAYERS[50] for place in range(blocks))


@pytest.mark.parametrize("canvas", ["slide", "slide-4x3", "slide-square"])
@pytest.mark.parametrize("depth", DEPTHS)
def test_on_a_slide_an_open_block_has_the_shape_that_each_of_its_volumes_stands_for(depth, canvas):
    graph = traced(Spec(depth))
    for block in residual_blocks(graph):
        if block.name.endswith(".0"):
            picture = pictured("network", graph, canvas=canvas, open=block.name)
            shown = Counter(text for trace in picture["data"] for text in trace.get("text", ()))
            drawn = [node for node in block.residual if graph.nodes[node]["op"] == "conv2d"]
            assert Counter(times(graph.nodes[node]["shape"]) for node in drawn) <= shown


def test_only_labels_of_stages_that_would_meet_are_lower():
    """On a slide of ResNet-152 stem and head are too narrow; the stages, of up to 36 blocks, stand in one row."""
    names = pictured("network", traced(Spec(152)), canvas="slide")["data"][0]
    heights = {re.sub("</?b>| ×.*", "", text): y for text, y in zip(names["text"], names["y"], strict=True)}
    upper = {name for name in heights if heights[name] == heights["input"]}
    assert {"input", "layer1", "layer2", "layer3", "layer4"} <= upper
    assert heights["stem"] == heights["head"] < heights["input"]
