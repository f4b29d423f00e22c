"""Every metric against a published figure, a formula, or a real gradient."""

from math import prod

import networkx as nx
import pytest
import torch
from torch import nn

from explorer.metrics import COSTS, METRICS, activation_memory, metric, receptive_field
from explorer.spec import DEPTHS, Invalid, Spec
from explorer.tracing import trace, trace_module

PUBLISHED_PARAMETERS = {18: 11_689_512, 34: 21_797_672, 50: 25_557_032, 101: 44_549_160, 152: 60_192_808}


class Branches(nn.Module):
    """Two branches of different reach between two plain layers."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 2, (5, 3), stride=2, padding=(2, 1))
        self.near = nn.Conv2d(2, 2, 1, stride=2)
        dilated = nn.Conv2d(2, 2, 3, padding=(1, 2), dilation=(1, 2))
        self.far = nn.Sequential(nn.Conv2d(2, 2, 3, stride=2, padding=1), nn.ReLU(), dilated)
        self.pool = nn.MaxPool2d(3, stride=2, padding=1)
        self.mean = nn.AvgPool2d((2, 3), stride=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.stem(x)
        return self.mean(self.pool(self.near(x) + self.far(x)))


def pixels_that_matter(module: nn.Module, size: int) -> tuple[int, int]:
    """Extent of the input's gradient from the value in the middle, over many inputs: a maximum passes on only one."""
    x = torch.rand(300, 1, size, size, dtype=torch.float64, requires_grad=True)
    out = module.double()(x)
    out[:, :, out.shape[2] // 2, out.shape[3] // 2].sum().backward()
    touched = (x.grad[:, 0] != 0).any(0).nonzero()
    return tuple((touched.max(0).values - touched.min(0).values + 1).tolist())


def test_the_receptive_field_is_what_a_real_gradient_reaches():
    torch.manual_seed(0)
    module, size = Branches(), 96
    for parameter in module.parameters():
        nn.init.uniform_(parameter, 0.5, 1)  # all positive: nothing cancels, no ReLU closes
    (height, _), (width, _) = receptive_field.fields(trace_module(module, (1, size, size)))["output"]
    assert pixels_that_matter(module, size) == (height, width)


@pytest.mark.parametrize(("depth", "last", "published"), [
    (18, (1, 1, 1, 1), (43, 99, 211, 435)),
    (50, (2, 3, 5, 2), (35, 91, 267, 427)),
])  # fmt: skip
def test_the_receptive_field_after_a_stage_is_as_published(graphs, depth, last, published):
    fields = metric("receptive_field", graphs[depth])
    assert tuple(fields[f"layer{stage}.{block}.add"] for stage, block in enumerate(last, start=1)) == published


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_jump_is_the_product_of_the_strides(graphs, depth):
    fields = receptive_field.fields(graphs[depth])
    assert [fields[node][0][1] for node in ("conv1", "maxpool", "layer1.0.add")] == [2, 4, 4]
    assert [fields[f"layer{stage}.0.add"][1][1] for stage in (2, 3, 4)] == [8, 16, 32]


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_average_pool_sees_seven_positions_of_layer4(graphs, depth):
    fields = metric("receptive_field", graphs[depth])
    before = max(fields[node] for node in graphs[depth].predecessors("avgpool"))
    assert fields["fc"] == fields["avgpool"] == before + 6 * 32


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_parameters_add_up_to_the_published_count(graphs, depth):
    assert sum(metric("parameters", graphs[depth]).values()) == PUBLISHED_PARAMETERS[depth]


def test_macs_are_output_values_times_kernel_volume(graphs):
    macs = metric("macs", graphs[50])
    assert macs["conv1"] == 112 * 112 * 64 * 7 * 7 * 3
    assert macs["layer4.0.conv2"] == 7 * 7 * 512 * 3 * 3 * 512
    assert macs["fc"] == 2048 * 1000
    assert macs["maxpool"] == macs["bn1"] == macs["layer1.0.add"] == 0


@pytest.mark.parametrize("classes", [1, 1000])
def test_activation_memory_is_four_bytes_a_value_of_a_new_tensor(classes):
    memory = metric("activation_memory", trace(Spec(depth=18, height=64, width=32, classes=classes)))
    assert memory["conv1"] == memory["bn1"] == 4 * 64 * 32 * 16
    assert memory["layer4.1.conv2"] == 4 * 512 * 2 * 1
    assert memory["fc"] == 4 * classes
    assert [memory[node] for node in ("relu", "layer1.0.add", "flatten", "output")] == [0, 0, 0, 0]
    assert memory["input"] == 0  # given, not created


def alive_at_most(graph: nx.DiGraph) -> int:
    """Brute force: at each operation, every tensor made before and still read then or later; the input was given."""
    nodes = list(graph)
    tensor = {}
    for node in nodes:
        reuses = graph.nodes[node]["in_place"]
        tensor[node] = tensor[next(iter(graph.predecessors(node)))] if reuses else node
    needs = [{tensor[used] for used in (node, *graph.predecessors(node))} for node in nodes]
    alive = [set().union(*needs[: i + 1]) & set().union(*needs[i:]) for i in range(len(nodes))]
    return max(sum(4 * prod(graph.nodes[t]["shape"]) for t in tensors - {"input"}) for tensors in alive)


@pytest.mark.parametrize("size", [(224, 224), (33, 64), (1, 1)])
@pytest.mark.parametrize("depth", DEPTHS)
def test_the_peak_is_the_most_that_is_alive_at_once(depth, size):
    graph = trace(Spec(depth, *size))
    assert activation_memory.peak(graph) == alive_at_most(graph)


def test_the_peak_of_a_chain_is_its_largest_neighbours():
    graph = trace_module(nn.Sequential(nn.Conv2d(3, 16, 1), nn.Conv2d(16, 32, 1), nn.Conv2d(32, 1, 1)), (3, 10, 10))
    assert activation_memory.peak(graph) == 4 * (16 + 32) * 10 * 10


def test_channels_are_the_first_axis(graphs):
    channels = metric("channels", graphs[50])
    assert [channels[n] for n in ("input", "conv1", "layer4.0.conv3", "flatten", "fc")] == [3, 64, 2048, 2048, 1000]


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("depth", DEPTHS)
def test_every_metric_has_a_number_for_every_operation_and_what_is_counted_is_whole(graphs, depth, name):
    values = metric(name, graphs[depth])
    assert values.keys() == graphs[depth].nodes.keys()
    assert all(value >= 0 and (type(value) is int or METRICS[name].unit == "%") for value in values.values())


def test_what_are_channels_of_an_image_are_features_of_a_vector():
    assert [METRICS["channels"].title_of(shape, {}) for shape in ((64, 7, 7), (512,))] == ["Channels", "Features"]
    assert METRICS["macs"].title_of((512,), {}) == METRICS["macs"].title_of((64, 7, 7), {}) == "MACs"


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_says_its_convention_and_how_it_folds(name):
    described = METRICS[name]
    assert described.name == name
    assert described.fold in {"sum", "max", "last"}
    assert described.title
    assert described.convention


@pytest.mark.parametrize("name", ["flops", "", None, ["macs"], "MACs", "x" * 10**6], ids=lambda name: str(name)[:9])
def test_an_unknown_metric_is_refused_in_one_sentence(graphs, name):
    with pytest.raises(Invalid) as refusal:
        metric(name, graphs[18])
    assert str(refusal.value).startswith(f"no metric {repr(name)[:40]}")
    assert all(choice in str(refusal.value) for choice in METRICS)


def test_costs_are_what_adds_up_over_the_parts_of_a_network():
    assert [name for name, described in METRICS.items() if described.fold == "sum"] == [*COSTS]
