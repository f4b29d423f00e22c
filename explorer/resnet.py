"""The residual networks of He et al. 2015, in the form the tutorials teach and with torchvision's names.

Deep Residual Learning for Image Recognition, https://arxiv.org/abs/1512.03385, sections 3.3 and 4.1, Table 1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from explorer.blocks import BLOCKS, Block
from explorer.shortcuts import SHORTCUTS, Shortcut, projection
from explorer.spec import Spec


class ResNet(nn.Module):
    """A stem, four stages of residual blocks, and a classifier: N×3×H×W in, N×num_classes out.

    A network may have fewer stages. Each has twice the channels of the one before and half its height and width.
    """

    def __init__(self, block: Block, layers: tuple[int, ...], num_classes: int = 1000, channels: int = 64,
                 shortcut: Shortcut = projection):
        super().__init__()
        self.in_channels = channels
        self._make_stem(channels)
        self.stages = tuple(f"layer{stage}" for stage in range(1, len(layers) + 1))
        for stage, blocks in enumerate(layers):
            stride = 2 if stage else 1
            self.add_module(self.stages[stage], self._make_layer(block, channels * 2**stage, blocks, stride, shortcut))
        self._make_head(num_classes)

        for module in self.modules():
            if isinstance(module, nn.Conv2d) and not module.weight.is_meta:
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def _make_stem(self, channels: int) -> None:
        self.conv1 = nn.Conv2d(3, channels, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)

    def _make_layer(self, block: Block, channels: int, blocks: int, stride: int, shortcut: Shortcut) -> nn.Sequential:
        """A stage. Its first block may halve the resolution; where the shape changes, its shortcut is a projection."""
        out_channels = channels * block.expansion
        layers = [block(self.in_channels, channels, stride, shortcut(self.in_channels, out_channels, stride))]
        self.in_channels = out_channels
        layers += [block(out_channels, channels, 1, shortcut(out_channels, out_channels, 1)) for _ in range(1, blocks)]
        return nn.Sequential(*layers)

    def _make_head(self, num_classes: int) -> None:
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(self.in_channels, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for stage in self.stages:
            x = getattr(self, stage)(x)
        return self.head(x)

    def stem(self, x: Tensor) -> Tensor:
        return self.maxpool(self.relu(self.bn1(self.conv1(x))))

    def head(self, x: Tensor) -> Tensor:
        return self.fc(torch.flatten(self.avgpool(x), 1))


class CifarResNet(ResNet):
    """For images of 32×32 (section 4.2): a 3×3 stem that leaves the size as it is."""

    def _make_stem(self, channels: int) -> None:
        self.conv1 = nn.Conv2d(3, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU(inplace=True)

    def stem(self, x: Tensor) -> Tensor:
        return self.relu(self.bn1(self.conv1(x)))


class PreActivationResNet(ResNet):
    """Norm and ReLU come before the convolutions of a block, so none after conv1, and once more after the last block.

    Identity Mappings in Deep Residual Networks, https://arxiv.org/abs/1603.05027
    """

    def _make_stem(self, channels: int) -> None:
        self.conv1 = nn.Conv2d(3, channels, 7, stride=2, padding=3, bias=False)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)

    def _make_head(self, num_classes: int) -> None:
        self.bn = nn.BatchNorm2d(self.in_channels)
        self.relu = nn.ReLU(inplace=True)
        super()._make_head(num_classes)

    def stem(self, x: Tensor) -> Tensor:
        return self.maxpool(self.conv1(x))

    def head(self, x: Tensor) -> Tensor:
        return super().head(self.relu(self.bn(x)))


class CifarPreActivationResNet(PreActivationResNet):
    """The same for images of 32×32."""

    def _make_stem(self, channels: int) -> None:
        self.conv1 = nn.Conv2d(3, channels, 3, padding=1, bias=False)

    def stem(self, x: Tensor) -> Tensor:
        return self.conv1(x)


class ResNetD(ResNet):
    """Three 3×3 convolutions for the 7×7 (ResNet-C and -D; He T. et al. 2019, https://arxiv.org/abs/1812.01187)."""

    def _make_stem(self, channels: int) -> None:
        super()._make_stem(channels)
        half = channels // 2
        self.conv1 = nn.Sequential(
            nn.Conv2d(3, half, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(half), nn.ReLU(inplace=True),
            nn.Conv2d(half, half, 3, padding=1, bias=False), nn.BatchNorm2d(half), nn.ReLU(inplace=True),
            nn.Conv2d(half, channels, 3, padding=1, bias=False),
        )  # fmt: skip


NETWORKS = {
    network.__name__: network
    for network in (ResNet, CifarResNet, PreActivationResNet, CifarPreActivationResNet, ResNetD)
}


def build(spec: Spec, device: str | torch.device = "cpu") -> ResNet:
    """The network that was asked for, created and initialised on `device`, in evaluation mode.

    On the meta device there is nothing to initialise: only the structure is built, and no byte is allocated.
    """
    network = _create(spec, spec.architecture.layers, torch.device(device))
    return (_begun_as_identity(network) if spec.zero_init else network).eval()


def outline(spec: Spec) -> tuple[ResNet, dict[str, int]]:
    """The network on the meta device without blocks like the one before, and how many more of each block follow it.

    ResNet-152 is outlined by two blocks a stage and `{"layer2.1": 6, "layer3.1": 34, …}`, as `_make_layer` makes all
    blocks alike but the first. A network that makes them otherwise is outlined by itself: `build(spec, "meta"), {}`.
    """
    layers = spec.architecture.layers
    network = _create(spec, tuple(min(blocks, 2) for blocks in layers), torch.device("meta"))
    return network, {f"layer{stage}.1": blocks - 2 for stage, blocks in enumerate(layers, start=1) if blocks > 2}


def _create(spec: Spec, layers: tuple[int, ...], device: torch.device) -> ResNet:
    with _Structure() if device.type == "meta" else device:
        return construct(spec, layers)


def construct(spec: Spec, layers: tuple[int, ...]) -> ResNet:
    """From its class, as the tutorial does, where PyTorch puts it and with PyTorch's own initialisation."""
    row = spec.architecture
    return NETWORKS[row.network](BLOCKS[row.block], layers, spec.classes, row.channels, SHORTCUTS[row.shortcut])


def _begun_as_identity(network: ResNet) -> ResNet:
    """Every block begins as y = x: the last weights of F are zero (Goyal et al. 2017, https://arxiv.org/abs/1706.02677)."""
    for module in network.modules():
        if isinstance(module, tuple(BLOCKS.values())):
            nn.init.zeros_(getattr(module, module.last).weight)
    return network


class _Structure(TorchFunctionMode):
    """Creates every tensor on the meta device and initialises none, which is most of the time of building there."""

    created = frozenset({torch.empty, torch.zeros, torch.ones, torch.tensor})
    filled = frozenset({torch.Tensor.zero_, torch.Tensor.fill_})

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func in self.filled or getattr(func, "__module__", None) == "torch.nn.init":
            return kwargs["tensor"] if "tensor" in kwargs else args[0]
        return func(*args, **(kwargs | {"device": "meta"} if func in self.created else kwargs))
