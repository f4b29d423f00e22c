"""The residual networks of He et al. 2015, in the form the tutorials teach and with torchvision's names.

Deep Residual Learning for Image Recognition, https://arxiv.org/abs/1512.03385, sections 3.3 and 4.1, Table 1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from explorer.spec import Spec


class BasicBlock(nn.Module):
    """y = F(x) + x with two 3×3 convolutions in F (Fig. 5, left)."""

    expansion = 1

    def __init__(self, in_channels: int, channels: int, stride: int = 1, downsample: nn.Module | None = None):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        identity = x if self.downsample is None else self.downsample(x)

        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))

        out += identity
        return self.relu(out)


class Bottleneck(nn.Module):
    """y = F(x) + x with 1×1, 3×3, 1×1 convolutions in F (Fig. 5, right).

    The stride sits in the 3×3 convolution (torchvision's "v1.5"); the paper's own models have it in the first 1×1.
    `expansion` is the ratio of the block's output channels to those of its 3×3 convolution.
    """

    expansion = 4

    def __init__(self, in_channels: int, channels: int, stride: int = 1, downsample: nn.Module | None = None):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, channels, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv3 = nn.Conv2d(channels, channels * self.expansion, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(channels * self.expansion)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        identity = x if self.downsample is None else self.downsample(x)

        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))

        out += identity
        return self.relu(out)


class ResNet(nn.Module):
    """A stem, four stages of residual blocks, and a classifier: N×3×H×W in, N×num_classes out."""

    def __init__(self, block: type[BasicBlock | Bottleneck], layers: tuple[int, ...], num_classes: int = 1000):
        super().__init__()
        self.in_channels = 64
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = self._make_layer(block, 64, layers[0])
        self.layer2 = self._make_layer(block, 128, layers[1], stride=2)
        self.layer3 = self._make_layer(block, 256, layers[2], stride=2)
        self.layer4 = self._make_layer(block, 512, layers[3], stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512 * block.expansion, num_classes)

        for module in self.modules():
            if isinstance(module, nn.Conv2d) and not module.weight.is_meta:
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def _make_layer(self, block: type[BasicBlock | Bottleneck], channels: int, blocks: int, stride: int = 1):
        """A stage. Its first block may halve the resolution; where the shape changes, its shortcut is a projection."""
        out_channels = channels * block.expansion
        downsample = None
        if stride != 1 or self.in_channels != out_channels:
            downsample = nn.Sequential(
                nn.Conv2d(self.in_channels, out_channels, 1, stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )

        layers = [block(self.in_channels, channels, stride, downsample)]
        self.in_channels = out_channels
        layers += [block(self.in_channels, channels) for _ in range(1, blocks)]
        return nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


BLOCKS: dict[str, type[BasicBlock | Bottleneck]] = {"BasicBlock": BasicBlock, "Bottleneck": Bottleneck}


def build(spec: Spec, device: str | torch.device = "cpu") -> ResNet:
    """The network that was asked for, created and initialised on `device`, in evaluation mode.

    On the meta device there is nothing to initialise: only the structure is built, and no byte is allocated.
    """
    return _create(spec, spec.architecture.layers, torch.device(device))


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
        return ResNet(BLOCKS[spec.architecture.block], layers, spec.classes).eval()


class _Structure(TorchFunctionMode):
    """Creates every tensor on the meta device and initialises none, which is most of the time of building there."""

    created = frozenset({torch.empty, torch.zeros, torch.ones, torch.tensor})
    filled = frozenset({torch.Tensor.zero_, torch.Tensor.fill_})

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func in self.filled or getattr(func, "__module__", None) == "torch.nn.init":
            return kwargs["tensor"] if "tensor" in kwargs else args[0]
        return func(*args, **(kwargs | {"device": "meta"} if func in self.created else kwargs))
