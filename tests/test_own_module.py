"""A module of one's own, written as torchvision's and as timm's are: its graph, its blocks, and every figure."""

import pytest
import torch
from torch import nn

import explorer
from explorer.diagrams import DIAGRAMS
from explorer.laboratory.unsuited import Unsuited
from explorer.tracing.untraceable import Untraceable

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


class Gate(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x if x.sum() > 0 else -x


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
    (Joined(), (3, 9, 9), "Joined takes 2 inputs: give a module whose forward takes one tensor"),
    (nn.Sequential(CONV, nn.BatchNorm2d(7)), (3, 9, 9), "Sequential cannot take an input of 3×9×9: 1 says: "),
    (nn.Sequential(CONV), (4, 9, 9), "Sequential cannot take an input of 4×9×9: 0 says: "),
    (CONV, (9, 9), "Conv2d cannot take an input of 9×9: conv2d says: "),
    *((CONV, shape, "the input of a module cannot be .*: give its shape without the batch")
      for shape in (None, 9, "3x9x9", (3, 0, 9), (3, 9.0, 9), (True, 9, 9))),
    (CONV.weight, (3, 9, 9), "a Spec or a torch.nn.Module is traced, not "),
    (explorer.Spec(18), (3, 9, 9), r"a Spec has an input of its own: leave \(3, 9, 9\) out"),
    (50, None, "a Spec or a torch.nn.Module is traced, not 50"),
])  # fmt: skip
def test_what_cannot_be_traced_is_told_with_its_place(network, shape, told):
    with pytest.raises(Untraceable, match=told):
        explorer.trace(network, shape)
