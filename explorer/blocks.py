"""The blocks that the networks are made of: a class each, all with the same constructor.

He et al. 2015, https://arxiv.org/abs/1512.03385, sections 3.2 and 3.3, in the form that the tutorials teach.
"""

from __future__ import annotations

from torch import Tensor, nn


class BasicBlock(nn.Module):
    """y = F(x) + x with two 3×3 convolutions in F (Fig. 5, left). The last weights of F are in the layer `last`."""

    expansion = 1
    last = "bn2"

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
    `expansion` is the ratio of the block's output channels to the stage's, which its 3×3 convolution has where
    `width` is 64: of 64 channels it makes `groups` groups of `width` each.
    """

    expansion = 4
    groups = 1
    width = 64
    last = "bn3"

    def __init__(self, in_channels: int, channels: int, stride: int = 1, downsample: nn.Module | None = None):
        super().__init__()
        width = channels * self.width // 64 * self.groups
        self.conv1 = nn.Conv2d(in_channels, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, padding=1, groups=self.groups, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, channels * self.expansion, 1, bias=False)
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


class BottleneckV1(Bottleneck):
    """With the stride in the first 1×1 convolution, as in the paper and in the models that its authors released."""

    def __init__(self, in_channels: int, channels: int, stride: int = 1, downsample: nn.Module | None = None):
        super().__init__(in_channels, channels, stride, downsample)
        self.conv1.stride, self.conv2.stride = self.conv2.stride, self.conv1.stride


class ResNeXt32x4d(Bottleneck):
    """Aggregated transformations: a 3×3 convolution in groups (Xie et al. 2017, https://arxiv.org/abs/1611.05431)."""

    groups, width = 32, 4


class ResNeXt32x8d(Bottleneck):
    groups, width = 32, 8


class ResNeXt64x4d(Bottleneck):
    groups, width = 64, 4


class WideBottleneck(Bottleneck):
    """Twice the channels in the 3×3 convolution (Zagoruyko and Komodakis 2016, https://arxiv.org/abs/1605.07146)."""

    width = 128


class PlainBlock(BasicBlock):
    """The same two layers without the shortcut: y = F(x) (He et al. 2015, Fig. 3, middle)."""

    last = ""

    def forward(self, x: Tensor) -> Tensor:
        out = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(out)))


class PreActivationBasicBlock(nn.Module):
    """y = F(x) + x with norm and ReLU before each convolution, none after the ⊕ (He et al. 2016, Fig. 1b).

    Where the shape changes, the shortcut begins behind the first ReLU too. https://arxiv.org/abs/1603.05027
    """

    expansion = 1
    last = "conv2"

    def __init__(self, in_channels: int, channels: int, stride: int = 1, downsample: nn.Module | None = None):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.relu = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        out = self.relu(self.bn1(x))
        identity = x if self.downsample is None else self.downsample(out)

        out = self.conv1(out)
        out = self.conv2(self.relu(self.bn2(out)))

        out += identity
        return out


class PreActivationBottleneck(nn.Module):
    """The same with 1×1, 3×3, 1×1 convolutions in F; the stride sits in the 3×3."""

    expansion = 4
    last = "conv3"

    def __init__(self, in_channels: int, channels: int, stride: int = 1, downsample: nn.Module | None = None):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(in_channels)
        self.relu = nn.ReLU(inplace=True)
        self.conv1 = nn.Conv2d(in_channels, channels, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, stride, padding=1, bias=False)
        self.bn3 = nn.BatchNorm2d(channels)
        self.conv3 = nn.Conv2d(channels, channels * self.expansion, 1, bias=False)
        self.downsample = downsample

    def forward(self, x: Tensor) -> Tensor:
        out = self.relu(self.bn1(x))
        identity = x if self.downsample is None else self.downsample(out)

        out = self.conv1(out)
        out = self.conv2(self.relu(self.bn2(out)))
        out = self.conv3(self.relu(self.bn3(out)))

        out += identity
        return out


class SqueezeExcitation(nn.Module):
    """Scales each channel by what all its pixels say together (Hu et al. 2018, https://arxiv.org/abs/1709.01507)."""

    def __init__(self, channels: int, reduction: int = 16):
        super().__init__()
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Conv2d(channels, channels // reduction, 1)
        self.relu = nn.ReLU(inplace=True)
        self.fc2 = nn.Conv2d(channels // reduction, channels, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        scale = self.fc2(self.relu(self.fc1(self.avgpool(x))))
        return x * self.sigmoid(scale)


class SEBasicBlock(BasicBlock):
    """y = s·F(x) + x: F's channels are scaled before the ⊕."""

    def __init__(self, in_channels: int, channels: int, stride: int = 1, downsample: nn.Module | None = None):
        super().__init__(in_channels, channels, stride, downsample)
        self.se = SqueezeExcitation(channels)

    def forward(self, x: Tensor) -> Tensor:
        identity = x if self.downsample is None else self.downsample(x)

        out = self.relu(self.bn1(self.conv1(x)))
        out = self.se(self.bn2(self.conv2(out)))

        out += identity
        return self.relu(out)


class SEBottleneck(Bottleneck):
    """y = s·F(x) + x: F's channels are scaled before the ⊕."""

    def __init__(self, in_channels: int, channels: int, stride: int = 1, downsample: nn.Module | None = None):
        super().__init__(in_channels, channels, stride, downsample)
        self.se = SqueezeExcitation(channels * self.expansion)

    def forward(self, x: Tensor) -> Tensor:
        identity = x if self.downsample is None else self.downsample(x)

        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.se(self.bn3(self.conv3(out)))

        out += identity
        return self.relu(out)


Block = type[BasicBlock | Bottleneck | PreActivationBasicBlock | PreActivationBottleneck]
BLOCKS: dict[str, Block] = {
    block.__name__: block
    for block in (BasicBlock, Bottleneck, BottleneckV1, ResNeXt32x4d, ResNeXt32x8d, ResNeXt64x4d, WideBottleneck,
                  PlainBlock, PreActivationBasicBlock, PreActivationBottleneck, SEBasicBlock, SEBottleneck)
}
