"""What a unit sees, against published figures and against where a real gradient arrives."""

import pytest
import torch
from torch import nn

from explorer.metrics import receptive_field
from explorer.metrics.receptive_field import Span, centre, fields, fields_along, seen, shortest_fields
from explorer.paths import route
from explorer.residual import residual_blocks
from explorer.resnet import build
from explorer.spec import DEPTHS, Spec
from explorer.tracing import trace, trace_module
from tests.networks import LAYERS, Module

LONG = 2400  # pixels: no field of a stage reaches the border
STEM = 11  # 7 + (3 − 1)·2


def one_channel(module: nn.Module) -> None:
    """The same kernels over one channel, all weights positive; what pools passes everything on."""
    for name, child in module.named_children():
        if isinstance(child, nn.Conv2d):
            conv = nn.Conv2d(1, 1, child.kernel_size, child.stride, child.padding, bias=False)
            nn.init.constant_(conv.weight, 1 / conv.weight.numel())
            setattr(module, name, conv)
        elif isinstance(child, nn.BatchNorm2d):
            setattr(module, name, nn.Identity())
        elif isinstance(child, nn.MaxPool2d):
            setattr(module, name, nn.AvgPool2d(child.kernel_size, child.stride, child.padding))
        else:
            one_channel(child)


def reached(output: torch.Tensor, x: torch.Tensor) -> list[Span]:
    """First and last position of the input's gradient from the unit in the middle, along height and width."""
    _, _, height, width = output.shape
    (gradient,) = torch.autograd.grad(output[0, 0, height // 2, width // 2], x, retain_graph=True)
    return [Span(*axis.aminmax()) for axis in gradient[0, 0].nonzero().T]


@pytest.mark.parametrize("size", [(1, LONG), (LONG, 1), (37, 90), (64, 225)], ids=str)
@pytest.mark.parametrize("depth", DEPTHS)
def test_a_stage_sees_what_a_real_gradient_reaches(depth, size):
    spec = Spec(depth, *size)
    graph, network = trace(spec), build(spec, "meta")
    one_channel(network)
    x = out = torch.ones(1, 1, *size, dtype=torch.float64, requires_grad=True)
    for name in ("conv1", "maxpool", "layer1", "layer2", "layer3", "layer4"):
        out = getattr(network, name).double()(out)
        node = f"{name}.{LAYERS[depth][int(name[5]) - 1] - 1}.add" if name.startswith("layer") else name
        axes = [axis.longest.clipped(length) for axis, length in zip(seen(graph, node), size, strict=True)]
        assert axes == reached(out, x)


class Uneven(nn.Module):
    """Even kernels, padding on one side, dilation, and an adaptive pooling whose windows differ."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 1, (5, 4), stride=2, padding=(2, 0))
        self.near = nn.Conv2d(1, 1, 1, stride=2)
        self.far = nn.Sequential(nn.Conv2d(1, 1, 3, stride=2, padding=1),
                                 nn.Conv2d(1, 1, (2, 4), padding="same", dilation=(1, 3)))
        self.pool = nn.AdaptiveAvgPool2d((5, 3))
        self.last = nn.Conv2d(1, 1, 2, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        return self.last(self.pool(self.near(x) + self.far(x)))


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths:UserWarning")
@pytest.mark.parametrize("size", [(61, 46), (91, 34), (129, 96)], ids=str)
def test_uneven_windows_see_what_a_real_gradient_reaches(size):
    module = Uneven().double()
    for parameter in module.parameters():
        nn.init.constant_(parameter, 1.0)
    x = torch.ones(1, 1, *size, dtype=torch.float64, requires_grad=True)
    axes = seen(trace_module(module, (1, *size)), "output")
    assert [axis.longest.clipped(length) for axis, length in zip(axes, size, strict=True)] == reached(module(x), x)


@pytest.mark.parametrize(("depth", "published"), [(18, (43, 99, 211, 435)), (50, (35, 91, 267, 427))])
def test_the_longest_path_sees_what_is_published(graphs, depth, published):
    ends = [f"layer{stage}.{blocks - 1}.add" for stage, blocks in enumerate(LAYERS[depth], start=1)]
    assert tuple(seen(graphs[depth], end)[0].longest.size for end in ends) == published


@pytest.mark.parametrize("depth", DEPTHS)
def test_over_shortcuts_alone_a_unit_sees_what_the_stem_sees(graphs, depth):
    """A 1×1 convolution looks at one position."""
    shortest = shortest_fields(graphs[depth])
    everywhere = {block.name for block in residual_blocks(graphs[depth])}
    along = fields_along(graphs[depth], route(graphs[depth], everywhere).nodes)
    for stage, blocks in enumerate(LAYERS[depth], start=1):
        jump = 4 * 2 ** (stage - 1)
        assert shortest[f"layer{stage}.{blocks - 1}.add"] == ((STEM, jump),) * 2
        assert along[f"layer{stage}.{blocks - 1}.add"] == ((STEM, jump),) * 2


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_route_sees_two_jumps_more_with_every_three_by_three(graphs, depth):
    """v1.5: a 3×3 kernel adds two jumps of its input; the shortcut of layer3.1 takes its own out."""
    per_block = 2 if depth < 50 else 1
    full, shorter = (fields_along(graphs[depth], route(graphs[depth], names).nodes)["layer4.1.add"][0][0]
                     for names in ((), ("layer3.1",)))
    assert full - shorter == per_block * 2 * 16


def test_the_spans_are_as_long_as_the_fields(graphs):
    longest, shortest = fields(graphs[34]), shortest_fields(graphs[34])
    for node in graphs[34]:
        for axis, axis_seen in enumerate(seen(graphs[34], node)):
            assert axis_seen.longest.size == longest[node][axis][0]
            assert axis_seen.shortest.size == shortest[node][axis][0]


def test_the_centre_unit_starts_at_its_index_times_the_jump_less_the_paddings(graphs):
    """Araujo et al. 2019, equation 3 with start_0 = 0: layer2.0 of ResNet-18, unit 14 of 28."""
    paddings = 3 * 1 + 1 * 2 + 4 * 1 * 4 + 1 * 4 + 1 * 8  # stem, pool, layer1, layer2.0
    rows, columns = seen(graphs[18], "layer2.0.add")
    assert rows.longest.first == columns.longest.first == 14 * 8 - paddings


def test_a_parameter_is_no_shorter_path():
    module = Module(lambda m, x: m.scale * m.f(x), f=nn.Conv2d(3, 3, 5), scale=nn.Parameter(torch.ones(1)))
    graph = trace_module(module, (3, 9, 9))
    assert shortest_fields(graph)["output"] == fields(graph)["output"] == ((5, 1), (5, 1))


@pytest.mark.parametrize(("shape", "unit"), [((2048, 7, 7), (3, 3)), ((64, 8, 5), (4, 2)), ((1000,), (0, 0))])
def test_the_centre_is_half_way(shape, unit):
    graph = trace_module(nn.Identity(), shape)
    assert centre(graph, "input") == unit


def test_a_span_is_clipped_to_the_axis_and_says_by_how_much():
    span = Span(-5, 12)
    assert (span.size, span.clipped(10), span.beyond(10), span.beyond(20)) == (18, Span(0, 9), (5, 3), (5, 0))


def test_values_are_the_longer_axis():
    graph = trace_module(nn.Sequential(nn.Conv2d(3, 3, (3, 7))), (3, 9, 9))
    assert receptive_field.values(graph)["output"] == 7
