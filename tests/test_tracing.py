"""The trace has the published costs and sizes, torchvision's names, and the shapes that torch itself gives."""

import pickle
from functools import cache
from itertools import product
from math import ceil

import networkx as nx
import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from torch import fx, nn
from torch.nn import functional as F

from explorer.metrics import metric
from explorer.resnet import build
from explorer.spec import ARCHITECTURES, VARIANTS, Spec
from explorer.tracing import trace, trace_module
from explorer.tracing.dry_run import dry_run
from explorer.tracing.recording import calls_of, fx_graph, node_names
from tests.networks import LAYERS, Module

PUBLISHED_GMACS = {18: 1.814, 34: 3.664, 50: 4.089, 101: 7.801, 152: 11.514}
SIZES = [(224, 224), (225, 225), (97, 97), (33, 33), (1, 1), (7, 7), (320, 240), (1, 4096)]
STAGES = [f"layer{stage}" for stage in (1, 2, 3, 4)]


def conv(channels: int = 4, out: int = 4) -> nn.Conv2d:
    return nn.Conv2d(channels, out, 3, padding=1)


@cache
def network(depth: int) -> tuple[nn.Module, fx.Graph]:
    module = build(Spec(depth=depth), "meta")
    return module, fx_graph(module)


class MetaForward(fx.Interpreter):
    """A forward pass on the meta device that keeps every shape."""

    def run_node(self, n):
        result = super().run_node(n)
        self.shapes = {**getattr(self, "shapes", {}), n: tuple(result.shape[1:])}
        return result


@pytest.mark.parametrize("depth", LAYERS)
def test_the_macs_are_as_published(graphs, depth):
    assert round(sum(metric("macs", graphs[depth]).values()) / 1e9, 3) == PUBLISHED_GMACS[depth]


@pytest.mark.parametrize("depth", LAYERS)
def test_the_output_sizes_are_those_of_table_1(graphs, depth):
    """He et al. 2015, Table 1: conv1, conv2_x (its pooling too), conv3_x, conv4_x, conv5_x, average pool."""
    ends = [f"layer{stage}.{blocks - 1}.add" for stage, blocks in enumerate(LAYERS[depth], start=1)]
    shapes = [graphs[depth].nodes[node]["shape"] for node in ("conv1", "maxpool", *ends, "avgpool")]
    assert [shape[1:] for shape in shapes] == [(size, size) for size in (112, 56, 56, 28, 14, 7, 1)]
    assert [shape[0] for shape in shapes[2:6]] == [c * (1 if depth < 50 else 4) for c in (64, 128, 256, 512)]


@pytest.mark.parametrize("depth", LAYERS)
def test_the_blocks_per_stage_are_those_of_table_1(graphs, depth):
    blocks = {data["block"]: data["stage"] for _, data in graphs[depth].nodes(data=True) if data["block"]}
    assert tuple(list(blocks.values()).count(stage) for stage in STAGES) == LAYERS[depth]


@hypothesis_settings(max_examples=40)
@given(st.integers(1, 4096), st.integers(1, 4096))
def test_a_stage_halves_and_rounds_up(height, width):
    """Every halving of a ResNet is ceil(n/2): two before layer1, one at the start of each later stage."""
    graph = trace(Spec(depth=18, height=height, width=width))
    for i in range(4):
        closed_form = tuple(ceil(size / (4 * 2**i)) for size in (height, width))
        assert graph.nodes[f"layer{i + 1}.1.add"]["shape"] == (64 * 2**i, *closed_form)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("depth", LAYERS)
def test_every_shape_is_that_of_a_forward_pass(depth, size):
    module, traced = network(depth)
    forward, names = MetaForward(module, graph=traced), node_names(traced)
    forward.run(torch.empty(1, 3, *size, device="meta"))
    graph = trace_module(module, (3, *size))
    assert dict(graph.nodes(data="shape")) == {names[node]: shape for node, shape in forward.shapes.items()}


OWN = [(1, 2, 1), (3,), (2, 1, 3, 4)]
USUAL = [key for key in ARCHITECTURES if key[1] <= 200]  # those of a thousand layers repeat the same blocks
KINDS = {(row.network, row.block, row.shortcut): key for key, row in reversed(ARCHITECTURES.items())}


@pytest.mark.parametrize(("asked", "size"), [
    *product([*USUAL, ("cifar", 8), ("cifar", 1202), *OWN], [(33, 45)]),
    *product([*KINDS.values(), *OWN], [(224, 224), (320, 240), (1, 1)]),
], ids=str)  # fmt: skip
def test_repeating_what_is_alike_gives_the_trace_of_the_whole_network(asked, size):
    spec = (Spec(asked[1], *size, variant=asked[0]) if asked[0] in VARIANTS else
            Spec(50, *size, variant="own", layers=asked))
    graph, whole = trace(spec), trace_module(build(spec, "meta"), spec.input_shape, spec=spec)
    assert graph.graph == whole.graph
    for view in ("nodes", "edges", "in_edges"):
        assert list(getattr(graph, view)(data=True)) == list(getattr(whole, view)(data=True))


@pytest.mark.parametrize("module", [
    *(build(Spec(depth, variant=variant), "meta") for depth, variant in ((50, "v1.5"), (50, "se"), (20, "cifar-v2"))),
    Module(lambda m, x: torch.relu(m.conv(x) + x) * m.conv(x), conv=conv()),
    Module(lambda m, x: F.relu(m.conv(x), inplace=True).__iadd__(torch.flatten(input=x, start_dim=2)), conv=conv()),
    Module(lambda m, x: m.twice(m.twice(x)), twice=nn.Sequential(conv(), nn.ReLU())),
], ids=lambda module: type(module).__name__)  # fmt: skip
def test_a_dry_run_finds_what_torch_fx_records_and_leaves_the_network_as_it_was(module):
    before = [dict(vars(part)) for part in module.modules()]
    found, recorded = dry_run(module), calls_of(fx_graph(module))
    assert found[1:] == recorded[1:]
    assert found[0]._replace(target="x") == recorded[0]
    assert [dict(vars(part)) for part in module.modules()] == before


def test_a_dry_run_that_fails_leaves_the_network_as_it_was():
    module = Module(lambda m, x: m.conv(x) - x, conv=conv())
    with pytest.raises(TypeError, match="-"):
        dry_run(module)
    assert all("forward" not in vars(part) for part in module.modules())


@pytest.mark.parametrize("depth", LAYERS)
def test_there_are_as_many_operations_as_the_layer_table_says(graphs, depth):
    stem, head = 5, 4  # input conv1 bn1 relu maxpool, avgpool flatten fc output
    convolutions, projections = (2, 3) if depth < 50 else (3, 4)
    block = 3 * convolutions - 1 + 2  # each with norm and ReLU but no ReLU before the ⊕; the ⊕ and its ReLU
    assert len(graphs[depth]) == stem + block * sum(LAYERS[depth]) + 2 * projections + head


@pytest.mark.parametrize("depth", LAYERS)
def test_the_wires_are_a_chain_and_one_shortcut_a_block(graphs, depth):
    graph = graphs[depth]
    assert nx.is_directed_acyclic_graph(graph)
    assert graph.number_of_edges() == len(graph) - 1 + sum(LAYERS[depth])
    place = {node: i for i, node in enumerate(graph)}
    assert all(place[source] < place[target] for source, target in graph.edges)


def test_operations_have_torchvisions_names(graphs):
    def inside(depth: int, block: str) -> list[str]:
        return [node.removeprefix(f"{block}.") for node in graphs[depth] if node.startswith(f"{block}.")]

    basic = ["conv1", "bn1", "relu", "conv2", "bn2", "add", "relu_1"]
    bottleneck = ["conv1", "bn1", "relu", "conv2", "bn2", "relu_1", "conv3", "bn3", "add", "relu_2"]
    assert inside(18, "layer1.1") == basic
    assert inside(152, "layer3.35") == bottleneck
    assert sorted(inside(50, "layer4.0")) == sorted([*bottleneck, "downsample.0", "downsample.1"])
    assert [node for node in graphs[34] if "." not in node][:5] == ["input", "conv1", "bn1", "relu", "maxpool"]


def test_a_name_stays_unique_where_the_module_took_it_already():
    module = Module(lambda m, x: m.relu_1(m.relu(m.relu(x))), relu=nn.ReLU(), relu_1=nn.ReLU())
    assert len(set(node_names(fx_graph(module)).values())) == 5
    assert len(trace_module(module, (4, 8, 8))) == 5


@pytest.mark.parametrize("depth", LAYERS)
def test_a_graph_is_frozen(graphs, depth):
    with pytest.raises(nx.NetworkXError, match="Frozen"):
        graphs[depth].add_node("another")


@pytest.mark.parametrize("depth", LAYERS)
def test_a_graph_pickles(graphs, depth):
    again = pickle.loads(pickle.dumps(graphs[depth]))
    assert nx.utils.graphs_equal(again, graphs[depth])
    assert again.graph == {"spec": Spec(depth=depth), "uncounted": ()}


UNKNOWN = {
    "softmax": (Module(lambda m, x: m.softmax(m.conv(x)), conv=conv(), softmax=nn.Softmax(1)), (4, 8, 8)),
    "cat": (Module(lambda m, x: torch.cat([m.conv(x), x], 1), conv=conv()), (8, 8, 8)),
    "interpolate": (Module(lambda m, x: F.interpolate(m.conv(x), scale_factor=2), conv=conv()), (4, 16, 16)),
    "group": (Module(lambda m, x: m.group(m.conv(x)), conv=conv(), group=nn.GroupNorm(2, 4)), (4, 8, 8)),
    "conv2d": (Module(lambda m, x: F.conv2d(x, m.weight), weight=nn.Parameter(torch.ones(6, 4, 3, 3))), (6, 6, 6)),
    "amax": (Module(lambda m, x: m.conv(x).amax([2, 3]), conv=conv()), (4,)),
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_operation_without_a_rule_is_run_on_meta_and_told_as_uncounted(name):
    module, shape = UNKNOWN[name]
    graph = trace_module(module, (4, 8, 8))
    assert graph.nodes[name]["shape"] == graph.nodes["output"]["shape"] == shape
    assert graph.graph["uncounted"] == (name,)
    assert graph.nodes.keys() - metric("macs", graph).keys() == {name}


def test_what_is_no_tensor_is_no_operation():
    module = Module(lambda m, x: m.fc(m.conv(x).view(x.size(0), -1)), conv=conv(), fc=nn.Linear(4 * 64, 3))
    graph = trace_module(module, (4, 8, 8))
    shapes = {"input": (4, 8, 8), "conv": (4, 8, 8), "view": (256,), "fc": (3,), "output": (3,)}
    assert dict(graph.nodes(data="shape")) == shapes
    assert graph.graph["uncounted"] == ()


@pytest.mark.parametrize("written", [
    Module(lambda m, x: m.f(x) * m.g(x).sigmoid(), f=conv(), g=conv()),
    Module(lambda m, x: torch.mul(torch.sigmoid(m.g(x)), m.f(x)), f=conv(), g=conv()),
    Module(lambda m, x: m.f(x).mul(F.sigmoid(m.g(x))), f=conv(), g=conv()),
    Module(lambda m, x: 2 * m.g(m.pad(x)), g=conv(8), pad=nn.ZeroPad3d((0, 0, 0, 0, 1, 3))),
    Module(lambda m, x: m.g(m.pad(x)), g=conv(), pad=nn.ZeroPad3d((1, 2, 3, 4, 0, 0))),
])  # fmt: skip
def test_scaling_and_padding_have_their_shape_however_they_are_written(written):
    graph = trace_module(written, (4, 6, 5))
    assert graph.nodes["output"]["shape"] == tuple(written(torch.empty(1, 4, 6, 5)).shape[1:])
    assert graph.graph["uncounted"] == ()


@pytest.mark.parametrize("flatten", [
    nn.Flatten(), nn.Flatten(2), nn.Flatten(1, 2), nn.Flatten(-2),
    Module(lambda m, x: torch.flatten(x, 1)), Module(lambda m, x: torch.flatten(x, start_dim=2)),
    Module(lambda m, x: x.flatten(1, end_dim=2)),
])  # fmt: skip
def test_flattening_has_its_shape_however_it_is_written(flatten):
    graph = trace_module(nn.Sequential(conv(), flatten), (4, 6, 5))
    assert graph.nodes["output"]["shape"] == tuple(flatten(torch.empty(1, 4, 6, 5)).shape[1:])
    assert graph.graph["uncounted"] == ()


@pytest.mark.parametrize("pool", [
    nn.AvgPool2d([2, 3]), nn.MaxPool2d([3, 2], [2, 1], [1, 0], [1, 2]), nn.AdaptiveAvgPool2d([2, 1]),
    Module(lambda m, x: F.max_pool2d(x, [2, 3], [1, 2])), Module(lambda m, x: F.avg_pool2d(x, [2, 3])),
    Module(lambda m, x: F.adaptive_avg_pool2d(x, [1, 2])),
])  # fmt: skip
def test_a_pooling_has_its_shape_where_its_sizes_are_a_list(pool):
    graph = trace_module(nn.Sequential(conv(), pool), (4, 7, 6))
    assert graph.nodes["output"]["shape"] == tuple(pool(torch.empty(1, 4, 7, 6)).shape[1:])
    assert graph.graph["uncounted"] == ()


def test_tracing_leaves_the_module_as_it_was():
    module = nn.Sequential(conv(), nn.GroupNorm(2, 4), nn.Dropout())
    before = {key: value.clone() for key, value in module.state_dict().items()}
    trace_module(module, (4, 8, 8))
    assert module.training
    assert all(torch.equal(value, before[key]) for key, value in module.state_dict().items())


def test_parameters_belong_to_the_first_call():
    module = Module(lambda m, x: m.conv(m.conv(x)) * m.scale, conv=conv(), scale=nn.Parameter(torch.ones(1)))
    counts = dict(trace_module(module, (4, 8, 8)).nodes(data="parameters"))
    assert (counts["conv"], counts["conv_1"], counts["scale"]) == (4 * 4 * 9 + 4, 0, 1)


@pytest.mark.parametrize("depth", LAYERS)
def test_buffers_are_mean_variance_and_count_of_every_norm(graphs, depth):
    norms = [data for _, data in graphs[depth].nodes(data=True) if data["op"] == "batch_norm"]
    assert all(data["buffers"] == 2 * data["shape"][0] + 1 for data in norms)
    assert sum(nx.get_node_attributes(graphs[depth], "buffers").values()) == sum(data["buffers"] for data in norms)


@pytest.mark.parametrize("depth", LAYERS)
def test_stage_and_block_follow_from_the_name(graphs, depth):
    for node, data in graphs[depth].nodes(data=True):
        parts = node.split(".")
        inside = parts[0] in STAGES
        assert data["block"] == (".".join(parts[:2]) if inside else None)
        outside = "input" if node == "input" else "stem" if node in ("conv1", "bn1", "relu", "maxpool") else "head"
        assert data["stage"] == (parts[0] if inside else outside)


@pytest.mark.parametrize("depth", LAYERS)
def test_the_branch_follows_from_the_name(graphs, depth):
    last_relu = "relu_1" if depth < 50 else "relu_2"
    for node, branch in graphs[depth].nodes(data="branch"):
        kind = node.split(".")[2] if node.startswith("layer") else "outside"
        expected = {"add": "merge", "downsample": "shortcut", "outside": "trunk", last_relu: "trunk"}
        assert branch == expected.get(kind, "residual"), node


def test_in_place_is_what_gives_no_new_tensor(graphs):
    """torchvision's ReLUs write in place, `out += identity` too, and flatten is a view."""
    in_place = {data["op"] for _, data in graphs[50].nodes(data=True) if data["in_place"]}
    new = {data["op"] for _, data in graphs[50].nodes(data=True) if not data["in_place"]}
    assert in_place == {"relu", "add", "flatten", "output"}
    assert new == {"input", "conv2d", "batch_norm", "max_pool2d", "adaptive_avg_pool2d", "linear"}


@pytest.mark.parametrize(("add", "in_place"), [
    (lambda m, x: m.conv(x) + x, False), (lambda m, x: torch.add(x, m.conv(x)), False),
    (lambda m, x: m.conv(x).add_(x), True), (lambda m, x: m.conv(x).add(x), False),
])  # fmt: skip
def test_an_addition_is_found_however_it_is_written(add, in_place):
    graph = trace_module(Module(add, conv=conv()), (4, 8, 8))
    added = [data["in_place"] for _, data in graph.nodes(data=True) if data["op"] == "add"]
    assert added == [in_place]


def test_edges_say_which_argument_they_are(graphs):
    into = {source: position for source, _, position in graphs[50].in_edges("layer1.0.add", data="position")}
    assert into == {"layer1.0.bn3": 0, "layer1.0.downsample.1": 1}
