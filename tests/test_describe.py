"""What is said of each part: the arithmetic, the equation, and why a shortcut is what it is."""

import re
from fractions import Fraction
from math import floor

import pytest
import torch
from torch import nn

from explorer.describe import Descriptions
from explorer.fold import hierarchy, opened, walk
from explorer.metrics import METRICS, Measured
from explorer.residual import residual_blocks
from explorer.spec import DEPTHS, Spec
from explorer.tracing import trace, trace_module
from explorer.ui.text import words
from tests.networks import operations

FLOOR = "{axis}: ⌊({size} + 2·{padding} − 1·({kernel} − 1) − 1)/{stride}⌋ + 1 = {out}{dropped}"
SIZES = [(224, 224), (33, 33), (320, 240), (1, 4096)]


def told(graph, text=None) -> Descriptions:
    return Descriptions(graph, hierarchy(graph), Measured(graph), text or words())


@pytest.fixture(scope="module")
def descriptions(graphs):
    return {depth: told(graph) for depth, graph in graphs.items()}


def worked(axis: str, size: int, kernel: int, stride: int, padding: int) -> tuple[str, int]:
    """The line that explains one axis of a convolution, and what comes out: Dumoulin and Visin 2016, relation 6."""
    steps = Fraction(size + 2 * padding - kernel, stride)
    out, rest = floor(steps) + 1, steps - floor(steps)
    share = {Fraction(0): "", Fraction(1, 2): " (the floor drops ½ of a step)"}[rest]
    line = FLOOR.format(axis=axis, size=size, padding=padding, kernel=kernel, stride=stride, out=out, dropped=share)
    return line, out


def test_conv1_is_explained_by_its_arithmetic(descriptions):
    line, out = worked("height, width", 224, kernel=7, stride=2, padding=3)
    said = descriptions[50]["conv1"]
    assert said.kind == "convolution 7×7, stride 2, padding 3"
    assert said.lines == (f"3×224×224 → 64×{out}×{out}", line)
    assert said.working == (f"parameters: 7 · 7 · 3 · 64 = {7 * 7 * 3 * 64:,}",
                            f"MACs: 64 · {out} · {out} × {7 * 7 * 3} = {64 * out * out * 7 * 7 * 3:,}")


def test_height_and_width_are_explained_apart_where_they_differ():
    (height, h), (width, w) = (worked(axis, size, 7, 2, 3) for axis, size in (("height", 33), ("width", 240)))
    assert told(trace(Spec(18, 33, 240)))["conv1"].lines == (f"3×33×240 → 64×{h}×{w}", height, width)


def test_the_linear_layer_counts_its_bias(descriptions):
    assert descriptions[18]["fc"].working == (f"parameters: 512 · 1000 + 1000 = {513 * 1000:,}",
                                              f"MACs: 1000 × 512 = {512 * 1000:,}")


def test_a_block_that_keeps_the_shape_adds_x_as_it_is(descriptions):
    said = descriptions[18]["layer1.0"]
    assert said.kind == "BasicBlock, identity shortcut"
    assert said.lines == ("y = F(x) + x, then ReLU", "F(x): 64×56×56, x: 64×56×56",
                          "identity: x and F(x) both are 64×56×56, so x is added as it is")


def test_a_block_that_only_widens_says_so(descriptions):
    """ResNet-50's layer1.0 has stride 1 and expansion 4: 64 channels become 256."""
    said = descriptions[50]["layer1.0"]
    assert said.kind == "Bottleneck, projection shortcut"
    assert said.lines == (
        "y = F(x) + Wₛ·x, then ReLU", "x: 64×56×56, F(x): 256×56×56, Wₛ·x: 256×56×56",
        f"projection: 64 → {64 * 4} channels, "
        "so x goes through a 1×1 convolution and batch norm to get the shape of F(x)")


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_block_that_halves_says_stride_and_channels(descriptions, depth):
    channels = 256 * (1 if depth < 50 else 4)
    why = f"projection: stride 2 and {channels // 2} → {channels} channels, so "
    assert descriptions[depth]["layer3.0"].lines[2].startswith(why)
    assert descriptions[depth]["layer3.0.shortcut"].lines[2].startswith(why)


def test_a_shortcut_says_from_where_to_where_and_through_what(descriptions):
    said = descriptions[50]["layer2.0.shortcut"]
    assert said.lines[:2] == ("layer1.2.relu_2 → layer2.0.add", "256×56×56 → 512×28×28")
    assert said.lines[3:] == ("layer2.0.downsample.0: convolution 1×1, stride 2, padding 0",
                              "layer2.0.downsample.1: batch normalisation")


def test_the_sum_names_both_operands(descriptions):
    assert descriptions[50]["layer4.0.add"].lines[0] == "2048×7×7 ⊕ 2048×7×7 → 2048×7×7"


@pytest.mark.parametrize(("node", "new"), [("layer2.0.relu_2", False), ("flatten", False), ("bn1", True), ("fc", True)])
def test_what_makes_no_new_tensor_says_so(descriptions, node, new):
    assert ("in place: no new tensor" in descriptions[50][node].lines) != new


def test_a_pooling_to_one_value_is_global(descriptions):
    assert descriptions[18]["avgpool"].kind == "global average pooling"


def test_a_pooling_to_more_than_one_value_is_not_global():
    assert told(trace_module(GRID, (4, 8, 9)))["0"].kind == "adaptive average pooling"


def test_one_is_not_many():
    assert told(trace_module(POOLED, (4, 8, 8)))[""].kind == "1 residual block, 3 operations"
    assert told(trace_module(GRID, (4, 8, 8)))[""].kind == "0 residual blocks, 1 operation"


@pytest.mark.parametrize(("depth", "projections"), [(18, 3), (34, 3), (50, 4), (101, 4), (152, 4)])
def test_the_whole_counts_its_shortcuts_by_kind(graphs, descriptions, depth, projections):
    blocks = len(residual_blocks(graphs[depth]))
    said = descriptions[depth][""]
    count = operations("BasicBlock" if depth < 50 else "Bottleneck", blocks, projections)
    assert (said.title, said.kind) == (f"ResNet-{depth}", f"{blocks} residual blocks, {count} operations")
    assert set(said.lines) == {f"{projections} × projection shortcut", f"{blocks - projections} × identity shortcut"}


def test_a_stage_says_what_goes_in_and_what_comes_out(descriptions):
    assert descriptions[101]["layer3"].kind == "stage of 23 residual blocks"
    assert descriptions[101]["layer3"].lines == ("512×28×28 → 1024×14×14",)


@pytest.mark.parametrize("depth", DEPTHS)
def test_hovering_shows_the_description_without_its_numbers(descriptions, depth):
    for name, said in descriptions[depth].items():
        assert descriptions[depth].hover(name).split("<br>") == [f"<b>{said.title}</b>", said.kind, *said.lines]


@pytest.mark.parametrize("depth", DEPTHS)
def test_everything_in_the_picture_has_a_description(graphs, descriptions, depth):
    stages = hierarchy(graphs[depth])
    seen = {part.name for level in ("stages", "blocks", "operations") for part in walk(stages, opened(stages, level))}
    shortcuts = {block.shortcut_name for block in residual_blocks(graphs[depth])}
    assert seen | shortcuts | {"", *graphs[depth], *(stage.name for stage in stages)} == set(descriptions[depth])
    assert len([*descriptions[depth]]) == len(descriptions[depth])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("depth", DEPTHS)
def test_no_text_shows_the_inside_of_the_program(depth, size):
    for name, said in told(trace(Spec(depth, *size))).items():
        texts = [said.title, said.kind, *said.lines, *said.working, *(text for fact in said.facts for text in fact)]
        assert all(texts), name
        assert not [text for text in texts if re.search(r"None|[{}<>]|\(\)|Fraction", text)]


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_block_has_the_parameters_of_its_operations(graphs, descriptions, depth):
    inside = {node for node, block in graphs[depth].nodes(data="block") if block == "layer2.0"}
    exact = sum(graphs[depth].nodes[node]["parameters"] for node in inside)
    label, value, convention = descriptions[depth]["layer2.0"].facts[0]
    assert (label, convention) == (METRICS["parameters"].title, METRICS["parameters"].convention)
    assert value.endswith(f"({exact:,})")


def test_an_identity_shortcut_has_no_numbers(descriptions):
    assert descriptions[18]["layer1.0.shortcut"].facts == ()
    assert len(descriptions[18]["layer2.0.shortcut"].facts) == len(METRICS)


@pytest.mark.parametrize("depth", DEPTHS)
def test_every_operation_of_a_resnet_has_a_name_in_words(graphs, depth):
    assert {f"describe.op.{op}" for _, op in graphs[depth].nodes(data="op")} - words().keys() == set()


class Block(nn.Module):
    """x's branch and F's branch, each a module."""

    def __init__(self, shortcut: nn.Module, *residual: nn.Module):
        super().__init__()
        self.shortcut, self.residual = shortcut, nn.Sequential(*residual)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.residual(x) + self.shortcut(x)


UNKNOWN = Block(nn.Identity(), nn.Conv2d(4, 4, 3, padding=1, groups=2), nn.Softmax(1))
GRID = nn.Sequential(nn.AdaptiveAvgPool2d((2, 3)))
POOLED = Block(nn.AvgPool2d(2), nn.Conv2d(4, 4, 3, stride=2, padding=1))


def test_what_is_not_counted_is_told_so():
    said = told(trace_module(UNKNOWN, (4, 8, 8)))
    macs = {name: {label: value for label, value, _ in said[name].facts}["MACs"] for name in said}
    assert macs["residual.0"].endswith(f"({4 * 8 * 8 * 9 * 2:,})")
    assert macs["residual.1"] == macs[""] == "not counted"
    assert said["residual.1"].kind == "softmax"


def test_groups_divide_what_a_convolution_reads():
    said = told(trace_module(UNKNOWN, (4, 8, 8)))["residual.0"]
    assert said.kind == "convolution 3×3, stride 1, padding 1, groups 2"
    assert said.working[0] == f"parameters: 3 · 3 · {4 // 2} · 4 + 4 = {3 * 3 * 2 * 4 + 4}"


def test_a_shortcut_without_parameters_says_what_it_does():
    graph = trace_module(POOLED, (4, 8, 8))
    (block,) = residual_blocks(graph)
    assert told(graph)[block.name].lines == ("y = F(x) + S(x)", "x: 4×8×8, F(x): 4×4×4, S(x): 4×4×4",
                                             "without parameters: stride 2, so x goes through average pooling"
                                             " to get the shape of F(x)")


class Recorded(dict):
    """Words that remember which were asked for."""

    def __init__(self, *args: object):
        super().__init__(*args)
        self.asked = set()

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: object = None) -> object:
        self.asked.add(key)
        return super().get(key, default)


def test_every_template_there_is_describes_something_and_none_is_missing():
    recorded = Recorded(words())
    graphs = [trace(Spec(50, 33, 240)), *(trace_module(module, (4, 8, 8)) for module in (UNKNOWN, POOLED, GRID)),
              *(trace(Spec(variant=variant)) for variant in ("option-a", "option-c", "v2", "se"))]
    everything = [told(graph, recorded)[name] for graph in graphs for name in told(graph)]
    assert everything
    unasked = {key for key in words() if key.startswith("describe.")} - recorded.asked
    assert unasked == {"describe.unmeasured"}  # of what an experiment gives no number for: the Network says so
    assert {key for key in recorded.asked if key.startswith("describe.")} - words().keys() == {
        "describe.op.softmax", "describe.through.identity"}


def test_a_block_that_normalises_x_for_both_branches_says_so():
    """He et al. 2016, Fig. 1b: bn1 and ReLU come first; where the shape changes, both branches take them."""
    said = told(trace(Spec(50, variant="v2")))
    assert said["layer2.0"].lines[:2] == (
        "y = F(a) + Wₛ·a, a = relu(bn1(x))", "a: 256×56×56, F(a): 512×28×28, Wₛ·a: 512×28×28")
    assert said["layer2.1"].lines[0] == "y = F(x) + x"


def test_a_zero_padded_shortcut_says_what_it_leaves_out_and_adds():
    """He et al. 2015, section 4.1, option A."""
    said = told(trace(Spec(34, variant="option-a")))
    assert said["layer2.0"].lines[0] == "y = F(x) + S(x), then ReLU"
    assert said["layer2.0"].lines[2] == ("without parameters: stride 2 and 64 → 128 channels, so x goes through"
                                         " subsampling and zero padding to get the shape of F(x)")
    assert said["layer2.0.downsample.1"].kind == f"zero padding, {128 - 64} channels of zeros"


def test_a_projection_that_the_shape_does_not_need_says_so():
    """He et al. 2015, section 4.1, option C."""
    assert told(trace(Spec(34, variant="option-c")))["layer2.1"].lines[2] == (
        "projection: x and F(x) both are 128×28×28, and yet x goes through a 1×1 convolution and batch norm")
