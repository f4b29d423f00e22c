"""The figure of a residual block shows what the block is, and one of either shortcut where none is selected."""

import re

import pytest
from torch import nn

from explorer.arithmetic import times
from explorer.diagrams.block.anatomy import HALF
from explorer.metrics.units import quantity
from explorer.residual import residual_blocks
from explorer.spec import DEPTHS, Spec
from explorer.theme import CANVASES, DASHES, STAGES, THEMES, VERMILION, mix
from explorer.tracing import trace, trace_module
from tests.diagrams.geometry import Picture, overlaps
from tests.networks import Module, pictured, traced


def picture(graph, canvas="wide", **options) -> Picture:
    return Picture("", graph, CANVASES[canvas], pictured("block", graph, canvas=canvas, **options))


def said(graph, **options) -> list[str]:
    return [text.text for text in picture(graph, **options).texts]


@pytest.mark.parametrize("depth", DEPTHS)
def test_every_operation_of_the_block_answers_and_every_shape_is_told(graphs, depth):
    graph = graphs[depth]
    for block in (residual_blocks(graph)[place] for place in (0, 1, -1)):
        shown = picture(graph, select=block.name)
        hits = {name for name, _ in shown.hits}
        inside = {node for node, name in graph.nodes(data="block") if name == block.name}
        assert hits == inside | {block.name, block.shortcut_name}
        texts = " ".join(text.text for text in shown.texts)
        assert all(times(graph.nodes[node]["shape"]) in texts for node in (block.fork, *inside))


def test_both_operands_stand_at_the_sum_and_the_equation_beside_it(graphs):
    """He et al. 2015, equation 2, on the first block of conv3_x: 256×56×56 in, 512×28×28 out, a stride of 2."""
    texts = said(graphs[50], select="layer2.0")
    assert {"F(x): 512×28×28", "Wₛ·x: 512×28×28", "y = F(x) + Wₛ·x, then ReLU"} <= {*texts}
    assert {"conv2 3×3, 128, /2", "downsample.0 1×1, 512, /2", "256×56×56"} <= {*texts}


def test_an_identity_is_x_itself(graphs):
    texts = said(graphs[18], select="layer2.1")
    assert {"x: 128×28×28", "y = F(x) + x, then ReLU"} <= {*texts}
    assert not [text for text in texts if "downsample" in text]


@pytest.mark.parametrize(("depth", "told"), [
    (18, "the two 3×3 convolutions of layer1.0 have 64 channels, and it gives 64"),
    (50, "In layer1.1 a 1×1 convolution takes 256 channels to 64"),
])
def test_expansion_is_told_of_the_block_that_it_names(graphs, depth, told):
    """He et al. 2015, Table 1."""
    assert told in " ".join(said(graphs[depth]))


@pytest.mark.parametrize(("select", "kind"), [("layer2.0", "projection"), ("layer2.1", "identity")])
@pytest.mark.parametrize("theme", THEMES)
def test_the_shortcut_is_drawn_in_its_style(graphs, select, kind, theme):
    spec = pictured("block", graphs[50], select=select, theme=theme)
    lane = spec["layout"]["meta"]["outlines"][f"{select}.shortcut"]
    (shape,) = [shape for shape in spec["layout"]["shapes"] if lane in shape["path"]]
    expected = VERMILION if kind == "projection" else THEMES[theme].ink
    assert (shape["line"]["dash"], shape["line"]["color"]) == (DASHES[kind], expected)


def test_whatever_is_inside_a_block_selects_it_and_what_is_outside_none(graphs):
    graph = graphs[18]
    drawn = pictured("block", graph, select="layer3.0")
    assert all(pictured("block", graph, select=name) == drawn for name in drawn["layout"]["meta"]["covers"])
    none = pictured("block", graph, select="")
    assert all(pictured("block", graph, select=name) == none for name in none["layout"]["meta"]["covers"])
    covers = [pictured("block", graph, select=block.name)["layout"]["meta"]["covers"]
              for block in residual_blocks(graph)]
    assert set(graph) <= {name for names in (*covers, none["layout"]["meta"]["covers"]) for name in names}


def test_the_arrow_keys_step_from_block_to_block(graphs):
    walk = pictured("block", graphs[34], select="layer3.5")["layout"]["meta"]["walk"]
    assert walk == [f"layer{stage}.{place}" for stage, blocks in enumerate((3, 4, 6, 3), 1) for place in range(blocks)]


@pytest.mark.parametrize(("spec", "pair"), [
    (Spec(18), ("layer1.0", "layer2.0")), (Spec(50), ("layer1.1", "layer1.0")),
    (Spec(152, 97, 64), ("layer1.1", "layer1.0")), (Spec(110, 32, 32, variant="cifar"), ("layer1.0", "layer2.0")),
    (Spec(variant="v2"), ("layer1.1", "layer1.0")), (Spec(variant="option-c"), ("layer1.0",)),
], ids=str)
def test_with_none_selected_its_first_blocks_of_either_shortcut_stand_side_by_side(spec, pair):
    """With an identity where no shape changes, and where it does; each in its own shapes and its stage's colour."""
    graph = traced(spec)
    shown = picture(graph, select="")
    texts = {text.text for text in shown.texts}
    assert {name for name, _ in shown.hits if name.count(".") == 1} == {*pair}
    assert {f"{name} {spec.architecture.block}" for name in pair} <= texts
    shapes = {times(shape) for _, shape in graph.nodes(data="shape")}
    assert {text for text in texts if re.fullmatch("[0-9]+×[0-9]+×[0-9]+", text)} <= shapes
    strokes = (shape["line"].get("color") for shape in shown.figure["layout"]["shapes"])
    assert {STAGES[int(name[5]) - 1] for name in pair} == {*strokes} & {*STAGES}


@pytest.mark.parametrize(("depth", "widths", "kernels"), [(34, (64, 64), (3, 3)), (50, (64, 64, 256), (1, 3, 1))])
def test_what_either_costs_stands_beside_it(depth, widths, kernels):
    """He et al. 2015, Fig. 5 over 56×56: weights by formula, and of each batch norm two a channel."""
    before = (widths[-1], *widths[:-1])
    weights = sum(k * k * fan_in * fan_out for k, fan_in, fan_out in zip(kernels, before, widths, strict=True))
    cost = f"{quantity(weights + 2 * sum(widths))} parameters · {quantity(weights * 56 * 56)} MACs"
    assert cost in said(traced(Spec(depth)), select="")


def test_any_two_branches_that_meet_are_a_block():
    """A shortcut that pools, and a residual branch with a way past one of its operations."""
    def forward(module, x):
        inner = module.first(x)
        return module.last(inner) + inner + module.pool(x)

    module = Module(forward, first=nn.Conv2d(4, 4, 3, padding=1), last=nn.Conv2d(4, 4, 1), pool=nn.AvgPool2d(3, 1, 1))
    graph = trace_module(module, (4, 8, 8), spec=Spec())
    *_, outer = residual_blocks(graph)
    shown = picture(graph, select=outer.name)
    assert {"first", "last", "add", "pool", outer.merge} <= {name for name, _ in shown.hits}
    assert overlaps((text.text, text.area) for text in shown.texts) == []


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("size", [(224, 224), (1, 1), (4096, 4096)], ids=str)
@pytest.mark.parametrize("depth", [18, 152])
def test_it_can_be_read(depth, size, canvas):
    graph = trace(Spec(depth, *size))
    for select in ("", "layer1.0", "layer4.0", "layer4.1"):
        shown = picture(graph, canvas, select=select)
        height = shown.figure["layout"]["height"]
        assert overlaps((text.text, text.area) for text in shown.texts) == []
        assert all(text.area[0] >= 0 and text.area[1] >= 0 and text.area[3] <= height for text in shown.texts)
        assert [pair for pair in overlaps(shown.hits) if pair[0] != pair[1]] == []
        assert min(text.size for text in shown.texts) >= (18 if canvas == "slide" else 12)
        assert CANVASES[canvas].pans or height == CANVASES[canvas].height


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("colour", [*STAGES, VERMILION])
def test_what_stands_in_a_box_can_be_read(colour, theme):
    """WCAG 2.2, 1.4.3: a contrast of 4.5 at least, on the strongest colour that a box has."""
    def luminance(colour):
        parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted(map(luminance, (THEMES[theme].ink, mix(colour, THEMES[theme].paper, HALF))))
    assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize(("variant", "select"), [
    ("v2", "layer2.0"), ("se", "layer2.0"), ("option-a", "layer2.0"), ("option-c", "layer2.1"), ("d", "layer2.0"),
])
def test_every_operation_of_a_block_of_any_kind_answers(variant, select):
    graph = trace(Spec(variant=variant))
    inside = {node for node, name in graph.nodes(data="block") if name == select}
    assert {name for name, _ in picture(graph, select=select).hits} == inside | {select, f"{select}.shortcut"}


def test_a_block_that_normalises_x_first_has_its_fork_below_that():
    """He et al. 2016: where the shape changes both branches take a = relu(bn1(x)), and no ReLU follows the ⊕."""
    graph = trace(Spec(50, variant="v2"))
    places = dict(picture(graph, select="layer2.0").hits)
    bottoms = [places[f"layer2.0.{name}"][1] for name in ("bn1", "relu", "conv1", "conv2", "conv3", "add")]
    assert bottoms == sorted(bottoms, reverse=True)
    assert {"a: 256×56×56", "F(a): 512×28×28", "Wₛ·a: 512×28×28"} <= set(said(graph, select="layer2.0"))


def test_a_network_without_blocks_says_so():
    assert "This network has no residual block: its layers" in " ".join(said(trace(Spec(variant="plain"))))


def test_groups_and_pooling_are_written_in_their_boxes():
    assert "conv2 3×3, 128, C=32" in said(trace(Spec(variant="resnext-32x4d")), select="layer1.0")
    assert "downsample.0 average pooling 2×2, /2" in said(trace(Spec(variant="d")), select="layer2.0")
    assert {"downsample.0 subsampling /2", "downsample.1 zero padding"} <= set(
        said(trace(Spec(variant="option-a")), select="layer2.0"))
