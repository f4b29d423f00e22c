"""A module of one's own, written as torchvision's and as timm's are: its graph, its blocks, and every figure."""

import json
import re

import networkx as nx
import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import parametrizations

import explorer
from explorer.diagrams import DIAGRAMS, tabulate
from explorer.export import FORMATS
from explorer.laboratory.unsuited import Unsuited
from explorer.metrics.units import quantity
from explorer.tracing.untraceable import Untraceable
from explorer.ui.text import words
from tests.networks import Module

DRAWN = ("network", "block", "shapes", "paths", "receptive_field", "cost", "layers")


class TorchvisionBlock(nn.Module):
    """conv, bn, relu; `out += identity`; one ReLU for both places."""

    def __init__(self, in_channels: int, channels: int, stride: int = 1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        changes = stride > 1 or in_channels != channels
        self.downsample = nn.Sequential(nn.Conv2d(in_channels, channels, 1, stride, bias=False),
                                        nn.BatchNorm2d(channels)) if changes else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        identity = x if self.downsample is None else self.downsample(x)
        out = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        out += identity
        return self.relu(out)


class TimmBlock(TorchvisionBlock):
    """act1 and act2; `x = x + shortcut`; a pooling before the projection."""

    def __init__(self, in_channels: int, channels: int, stride: int = 1):
        super().__init__(in_channels, channels, stride)
        del self.relu
        self.act1, self.act2 = nn.ReLU(inplace=True), nn.ReLU(inplace=True)
        if self.downsample:
            pool = nn.AvgPool2d(2, stride, ceil_mode=True, count_include_pad=False) if stride > 1 else nn.Identity()
            self.downsample = nn.Sequential(pool, nn.Conv2d(in_channels, channels, 1, bias=False),
                                            nn.BatchNorm2d(channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        shortcut = x
        x = self.bn2(self.conv2(self.act1(self.bn1(self.conv1(x)))))
        if self.downsample is not None:
            shortcut = self.downsample(shortcut)
        return self.act2(x + shortcut)


class OwnNet(nn.Module):
    def __init__(self, block: type[nn.Module]):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.layer1 = nn.Sequential(block(16, 16), block(16, 16))
        self.layer2 = nn.Sequential(block(16, 32, 2), block(32, 32))
        self.pool, self.fc = nn.AdaptiveAvgPool2d(1), nn.Linear(32, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc(self.pool(self.layer2(self.layer1(self.stem(x)))).flatten(1))


@pytest.fixture(scope="module", params=[TorchvisionBlock, TimmBlock])
def module(request) -> OwnNet:
    return OwnNet(request.param)


@pytest.fixture(scope="module")
def graph(module):
    return explorer.trace(module, (3, 64, 48))


def test_its_numbers_are_those_of_the_module(module, graph):
    assert sum(explorer.metric("parameters", graph).values()) == sum(p.numel() for p in module.parameters())
    assert graph.nodes["layer2.1.conv2"]["shape"] == (32, 16, 12)


def test_its_blocks_are_found(graph):
    blocks = explorer.residual_blocks(graph)
    assert [(block.name, block.kind) for block in blocks] == [
        ("layer1.0", "identity"), ("layer1.1", "identity"), ("layer2.0", "projection"), ("layer2.1", "identity")]
    assert sum(explorer.path_lengths(graph).values()) == 2 ** len(blocks)


@pytest.mark.parametrize("name", DRAWN)
def test_its_figures_are_drawn_under_its_name(graph, name):
    figure = explorer.figure(name, graph, select="layer2.0") if name == "block" else explorer.figure(name, graph)
    texts = [text for trace in figure.data for text in (getattr(trace, "text", None) or ())]
    assert any("OwnNet, 3×64×48" in text for text in texts)


@pytest.mark.parametrize(("name", "options"), [
    ("compare", {}), ("shapes", {"view": "table1"}), ("network", {"overlay": "latency"}),
    *((name, {}) for name, diagram in DIAGRAMS.items() if diagram.experiment)])
def test_what_needs_a_spec_is_told(graph, name, options):
    with pytest.raises(Unsuited, match=f"{name} so set is of a network that is named by a Spec"):
        explorer.figure(name, graph, **options)


def test_a_network_s_own_graph_is_drawn_as_its_spec_is():
    spec = explorer.Spec(18)
    assert explorer.figure("paths", explorer.trace(spec)) == explorer.figure("paths", spec)


def test_its_summary_has_the_numbers_of_the_module(module, graph):
    found = explorer.summary(graph, level="operations")
    assert str(found).startswith("OwnNet, 3×64×48, 4 residual blocks")
    assert {name: found.totals[name] for name in ("name", "input", "uncounted")} == {
        "name": "OwnNet", "input": [3, 64, 48], "uncounted": []}
    assert found.totals["metrics"]["parameters"]["value"] == sum(p.numel() for p in module.parameters())
    assert {"layer1", "layer2.0", "layer2.0.conv1", "pool"} < {row.name for row in found.table.rows}


def test_it_is_compared_with_a_network_of_ours(module, graph):
    found = explorer.compare(graph, explorer.Spec(18))
    fact = next(fact for fact in found.facts if fact.what == "parameters")
    assert fact.difference == 11_689_512 - sum(p.numel() for p in module.parameters())  # published by torchvision
    assert [network["name"] for network in found.data["networks"]] == ["OwnNet", "ResNet-18"]
    assert found.title == "OwnNet, 3×64×48 / ResNet-18, 3×224×224"


def test_a_network_that_is_one_stage_is_compared_too():
    """Of two convolutions of 3×3, one output sees 5×5: 2 more on each axis for each after the first pixel."""
    graph = explorer.trace(nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3)), (3, 16, 16))
    facts = {fact.what: fact for fact in explorer.compare(graph, explorer.Spec(18)).facts if not fact.stage}
    assert facts["receptive_field"].here == 1 + 2 + 2
    assert (facts["blocks"].here, facts["paths"].here, facts["longest"].here) == (0, 1, 2)


@pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)
def test_it_is_saved_for_every_other_program(graph, tmp_path, format):
    file = tmp_path / f"own{format.suffix}"
    explorer.save(graph, file)
    text = file.read_text("utf-8")
    assert all(node in text for node in graph if format.suffix != ".csv" or node not in ("input", "output"))


def test_its_graphml_and_json_are_read_back(graph, tmp_path):
    for name in ("own.graphml", "own.json"):
        explorer.save(graph, tmp_path / name)
    read = nx.read_graphml(tmp_path / "own.graphml")
    linked = nx.node_link_graph(json.loads((tmp_path / "own.json").read_text("utf-8")), edges="edges")
    for found in (read, linked):
        assert set(found.edges) == set(graph.edges)
        assert found.graph["name"] == "OwnNet"


class Averaged(OwnNet):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc(self.layer2(self.layer1(self.stem(x))).mean((2, 3)))


@pytest.mark.parametrize("canvas", ["wide", "narrow"])
def test_a_head_that_has_no_size_has_no_label_of_one(canvas):
    """The stem and layer2 have stride 2."""
    figure = explorer.figure("shapes", explorer.trace(Averaged(TimmBlock), (3, 64, 48)), canvas=canvas)
    texts = [text for trace in figure.data for text in (trace.text or ())]
    sizes = [f"{64 // stride}×{48 // stride}" for stride in (1, 2, 2, 4)]
    assert [text for text in texts if re.fullmatch(r"(\d+×\d+)?", text)] == sizes


def test_a_total_that_no_rule_knows_is_not_told_as_if_it_were_known():
    graph = explorer.trace(nn.Sequential(conv(), nn.GroupNorm(2, 8)), (3, SIDE, SIDE))
    found = explorer.summary(graph)
    assert (found.totals["metrics"]["macs"]["value"], found.totals["uncounted"]) == (None, ["1"])
    assert "MACs: not counted (" in str(found)
    texts = [text for trace in explorer.figure("network", graph).data for text in (getattr(trace, "text", None) or ())]
    known = 8 * SIDE**2 * 3 * 3 * 3
    assert any(f"at least {quantity(known)} MACs" in text for text in texts)


class StandardisedConv(nn.Conv2d):
    """A convolution with a norm of its weights (Qiao et al. 2019)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.conv2d(x, self.weight - self.weight.mean(), self.bias, self.stride, self.padding)


class PaddedConv(nn.Conv2d):
    """Pads by itself: what its settings say is not what it does."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.conv2d(functional.pad(x, (2, 2, 2, 2)), self.weight, self.bias)


class Switched(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = conv()

    def forward(self, x: torch.Tensor, features: bool = False, scale: float = 2.0) -> torch.Tensor:
        return x if features else self.conv(x) * scale


def conv() -> nn.Conv2d:
    return nn.Conv2d(3, 8, 3, padding=1)


SIDE = 16
ENDINGS = {  # each sees all of the image
    "F.avg_pool2d": lambda x: functional.avg_pool2d(x, SIDE).view(x.size(0), -1),
    "F.adaptive_avg_pool2d": lambda x: torch.flatten(functional.adaptive_avg_pool2d(x, 1), 1),
    "F.max_pool2d": lambda x: functional.max_pool2d(x, SIDE).reshape(x.shape[0], -1),
    "mean": lambda x: x.mean((2, 3)),
    "mean of the last": lambda x: x.mean([-2, -1]),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_as_functions_has_the_field_that_it_has(ending):
    module = Module(lambda m, x: m.fc(ENDINGS[ending](m.conv(x))), conv=conv(), fc=nn.Linear(8, 5))
    graph = explorer.trace(module, (3, SIDE, SIDE))
    assert graph.graph["uncounted"] == ()
    assert explorer.metric("receptive_field", graph)["fc"] == SIDE + 3 - 1
    for name in DRAWN:
        explorer.figure(name, graph)


def test_a_flattened_image_is_seen_whole():
    graph = explorer.trace(nn.Sequential(conv(), nn.Flatten(), nn.Linear(8 * SIDE**2, 5)), (3, SIDE, SIDE))
    assert explorer.metric("receptive_field", graph)["2"] == SIDE + 3 - 1


@pytest.mark.parametrize("unknown", [nn.ConvTranspose2d(8, 4, 2, 2), nn.GroupNorm(2, 8), PaddedConv(8, 8, 3)])
def test_behind_what_no_rule_knows_the_field_is_not_counted(unknown):
    graph = explorer.trace(nn.Sequential(conv(), unknown, nn.ReLU()), (3, SIDE, SIDE))
    assert explorer.metric("receptive_field", graph) == {"input": 1, "0": 3}
    assert graph.graph["uncounted"] == ("1",)
    with pytest.raises(Unsuited, match="what output sees of the input is not counted, for no rule knows 1"):
        explorer.figure("receptive_field", graph)
    assert explorer.figure("receptive_field", graph, select="0").data
    assert explorer.figure("paths", graph).data


@pytest.mark.parametrize(("module", "layers"), [
    (StandardisedConv(3, 8, 3), 1), (PaddedConv(3, 8, 3), 1), (nn.Conv2d(3, 8, 3), 1),
    (parametrizations.weight_norm(nn.Conv2d(3, 8, 3)), 1), (nn.Sequential(conv(), nn.ConvTranspose2d(8, 4, 2)), 2),
], ids=lambda value: type(value).__name__)  # fmt: skip
def test_every_convolution_is_a_weighted_layer(module, layers):
    graph = explorer.trace(module, (3, SIDE, SIDE))
    assert explorer.path_lengths(graph) == {layers: 1}
    assert graph.nodes["output"]["shape"] == tuple(module(torch.zeros(2, 3, SIDE, SIDE)).shape[1:])


def test_a_convolution_of_one_s_own_has_its_macs():
    graph = explorer.trace(StandardisedConv(3, 8, 3), (3, SIDE, SIDE))
    assert sum(explorer.metric("macs", graph).values()) == 8 * (SIDE - 2) ** 2 * 3 * 3 * 3


def test_tied_weights_are_counted_once():
    network = nn.Sequential(nn.Linear(8, 8, bias=False), nn.Linear(8, 8, bias=False))
    network[1].weight = network[0].weight
    graph = explorer.trace(network, (8,))
    assert sum(explorer.metric("parameters", graph).values()) == sum(p.numel() for p in network.parameters()) == 8 * 8


def test_what_is_not_given_is_as_its_default():
    graph = explorer.trace(Switched(), (3, SIDE, SIDE))
    assert list(graph) == ["input", "conv", "mul", "output"]


def test_what_writes_in_place_or_is_a_view_adds_no_memory():
    module = Module(lambda m, x: torch.relu_(m.conv(x)).mul_(2).permute(0, 2, 3, 1).chunk(2, 1)[0], conv=conv())
    graph = explorer.trace(module, (3, SIDE, SIDE))
    assert sum(explorer.metric("activation_memory", graph).values()) == 4 * 8 * SIDE**2
    assert explorer.figure("network", graph).data


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize(("module", "shape"), [
    (nn.Sequential(conv(), nn.ReLU()), (3, SIDE, SIDE)),
    (nn.Identity(), (3, SIDE, SIDE)),
    (Module(lambda m, x: torch.cat([m.conv(x), x], 1), conv=conv()), (3, SIDE, SIDE)),
    (Module(lambda m, x: torch.cat(m.conv(x).chunk(2, 1)[::-1], 1), conv=conv()), (3, SIDE, SIDE)),
    (nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2)), (8,)),
    (nn.Sequential(nn.Conv1d(3, 8, 3), nn.ReLU()), (3, SIDE)),
    (Module(lambda m, x: m.attend(x, x, x)[0], attend=nn.MultiheadAttention(8, 2, batch_first=True)), (4, 8)),
])  # fmt: skip
def test_networks_without_residual_blocks_are_drawn_or_it_is_told_why_not(module, shape, name):
    graph = explorer.trace(module, shape)
    flat = len(shape) < 3 and name in ("shapes", "receptive_field")
    unknown = name == "receptive_field" and graph.graph["uncounted"]
    if flat or unknown:
        with pytest.raises(Unsuited, match="which an input of" if flat else "is not counted"):
            explorer.figure(name, graph)
    else:
        assert explorer.figure(name, graph).data


class Gate(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x if x.sum() > 0 else -x


class Strange(nn.Module):
    def forward(this, x: torch.Tensor) -> torch.Tensor:
        return [x][int(x.sum())]


class Looped(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return sum(list(x))


class Joined(nn.Module):
    def forward(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return x + y


CONV = nn.Conv2d(3, 8, 3)


@pytest.mark.parametrize(("network", "shape", "told"), [
    (nn.Sequential(CONV, Gate()), (3, 9, 9), r"torch.fx cannot trace 1 \(Gate\), line \d+ of test_own_module.py, "
                                             r"`return x if x.sum\(\) > 0 else -x`: symbolically traced variables"),
    (Looped(), (3, 9, 9), r"torch.fx cannot trace Looped, line \d+ of test_own_module.py, `return sum\(list\(x\)\)`"),
    (Strange(), (3, 9, 9), r"torch.fx cannot trace Strange, line \d+ of test_own_module.py, `return \[x\]"),
    (Joined(), (3, 9, 9), "Joined takes 2 inputs: give a module whose forward takes one tensor"),
    (nn.Sequential(CONV, nn.BatchNorm2d(7)), (3, 9, 9), "Sequential cannot take an input of 3×9×9: 1 says: "),
    (nn.Sequential(CONV), (4, 9, 9), "Sequential cannot take an input of 4×9×9: 0 says: "),
    (CONV, (9, 9), "Sequential cannot take an input of 9×9: 0 says: "),
    *((CONV, shape, "the input of a module cannot be .*: give its shape without the batch")
      for shape in (None, 9, "3x9x9", (3, 0, 9), (3, 9.0, 9), (True, 9, 9))),
    (nn.Sequential(nn.LazyConv2d(8, 3)), (3, 9, 9), "Sequential cannot take an input of 3×9×9: Sequential says: "),
    (CONV.weight, (3, 9, 9), "a Spec or a torch.nn.Module is traced, not "),
    (explorer.Spec(18), (3, 9, 9), r"a Spec has an input of its own: leave \(3, 9, 9\) out"),
    (50, None, "a Spec or a torch.nn.Module is traced, not 50"),
])  # fmt: skip
def test_what_cannot_be_traced_is_told_with_its_place(network, shape, told):
    with pytest.raises(Untraceable, match=told):
        explorer.trace(network, shape)


class Between(nn.Module):
    """A pooling between two stages, a mean, and a head that is called so."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.layer1, self.layer2 = (nn.Sequential(TorchvisionBlock(8, 8)) for _ in range(2))
        self.transition = nn.MaxPool2d(2)
        self.head = nn.Linear(8, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.layer2(self.transition(self.layer1(self.stem(x)))).mean((2, 3)))


@pytest.fixture(scope="module")
def between():
    return explorer.trace(Between(), (3, 32, 32))


def test_what_lies_between_two_stages_belongs_to_the_second(between):
    stages = dict(between.nodes(data="stage"))
    assert list(dict.fromkeys(stages.values())) == ["input", "stem", "layer1", "layer2", "head"]
    assert (stages["transition"], stages["mean"], stages["head"]) == ("layer2", "head", "head")
    drawn = explorer.figure("network", between).layout.meta["outlines"]
    assert {"stem", "layer1.0", "transition", "layer2.0", "head"} <= drawn.keys()


def test_a_stage_costs_what_is_inside_also_where_that_has_its_name(between):
    """Activations: the stem's 8×32×32 outputs of 4 bytes; the mean's 8 and the head's 5."""
    rows = tabulate("cost", between, words(), metric="activation_memory").rows
    costs = {(row.cells[0], row.cells[1]): row.cells[2] for row in rows}
    assert costs["stem", "stage"] == costs["stem", "operation"] == 8 * 32 * 32 * 4
    assert (costs["head", "stage"], costs["head", "operation"]) == (4 * (8 + 5), 4 * 5)


def test_a_module_that_is_called_in_two_places_is_a_stage_in_both():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer1, self.layer2 = (nn.Sequential(TorchvisionBlock(3, 3)) for _ in range(2))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.layer1(self.layer2(self.layer1(x)))

    stages = dict.fromkeys(stage for _, stage in explorer.trace(Twice(), (3, 8, 8)).nodes(data="stage"))
    assert list(stages) == ["input", "layer1", "layer2", "layer1_1", "head"]
