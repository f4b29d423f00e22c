"""Every kind of network there is to ask for: VARIANTS, a row each, and ARCHITECTURES, each of them in each depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

CONVOLUTIONS = {  # in the residual branch of each class of blocks.py
    "BasicBlock": 2, "PlainBlock": 2, "SEBasicBlock": 2, "PreActivationBasicBlock": 2,
    "Bottleneck": 3, "BottleneckV1": 3, "SEBottleneck": 3, "PreActivationBottleneck": 3,
    "ResNeXt32x4d": 3, "ResNeXt32x8d": 3, "ResNeXt64x4d": 3, "WideBottleneck": 3,
}  # fmt: skip
STAGES = {  # He et al. 2015, Table 1 (https://arxiv.org/abs/1512.03385); 200: He et al. 2016; 26: Bottleneck in 18
    18: (2, 2, 2, 2),
    26: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
    200: (3, 24, 36, 3),
}
BOTH = {("v1", "BasicBlock"), ("v1.5", "BasicBlock")}
DEEPEST = 2000


def weighted(block: str, layers: tuple[int, ...]) -> int:
    """The depth of a network as the paper counts it: its layers with weights, those of shortcuts not among them."""
    return CONVOLUTIONS[block] * sum(layers) + 2


@dataclass(frozen=True)
class Architecture:
    """One network: blocks a stage, their class, and the kinds of shortcut and network that resnet.py has.

    `channels` are those of the first stage; each later one has twice as many.
    """

    variant: str
    depth: int
    block: str
    layers: tuple[int, ...]
    channels: int = 64
    shortcut: str = "projection"
    network: str = "ResNet"
    title: str = "ResNet-{depth}"

    @property
    def name(self) -> str:
        return self.title.format(depth=self.depth)

    @property
    def has_variants(self) -> bool:
        """Whether its name alone leaves open which network it is.

        v1 and v1.5 are one network where it has no Bottleneck: a BasicBlock has its stride in the first 3×3 in both.
        """
        return self.title == Architecture.title and (self.variant, self.block) not in BOTH


@dataclass(frozen=True)
class Variant:
    """A kind of network for ImageNet, and the depths that it has: Table 1 of the paper with blocks of these classes.

    `depth`, `size` and `classes` are what holds where nothing else was given.
    """

    name: str
    depths: tuple[int, ...]
    basic: str = "BasicBlock"
    bottleneck: str = "Bottleneck"
    shortcut: str = "projection"
    network: str = "ResNet"
    title: str = Architecture.title
    depth: int = 50
    has_shortcuts: bool = True

    size: ClassVar[int] = 224
    classes: ClassVar[int] = 1000
    channels: ClassVar[int] = 64
    every: ClassVar[range] = range(0)

    def __contains__(self, depth: int) -> bool:
        return depth in self.depths or depth in self.every

    def nearest(self, depth: int) -> int:
        """The depth that it has and that differs least, the smaller of two."""
        return min((*self.depths, *self.every), key=lambda other: (abs(other - depth), other))

    def architecture(self, depth: int) -> Architecture:
        layers = STAGES[depth]
        block = self.basic if weighted(self.basic, layers) == depth else self.bottleneck
        return self._row(depth, block, layers, self.shortcut)

    def _row(self, depth: int, block: str, layers: tuple[int, ...], shortcut: str) -> Architecture:
        return Architecture(self.name, depth, block, layers, self.channels, shortcut, self.network, self.title)


@dataclass(frozen=True)
class CifarVariant(Variant):
    """A kind of network for CIFAR (He et al. 2015, section 4.2): three stages of n blocks, at every depth 6n + 2.

    `depths` are those of the papers. Those in `bottlenecks` have three convolutions a block, so depth 9n + 2, and
    projections (He et al. 2016, https://arxiv.org/abs/1603.05027, section 4 and appendix).
    """

    shortcut: str = "zero-padded"
    depth: int = 20
    bottlenecks: tuple[int, ...] = ()

    size: ClassVar[int] = 32
    classes: ClassVar[int] = 10
    channels: ClassVar[int] = 16
    every: ClassVar[range] = range(8, DEEPEST + 1, 6)

    def architecture(self, depth: int) -> Architecture:
        narrow = depth in self.bottlenecks
        block, shortcut = (self.bottleneck, "bare projection") if narrow else (self.basic, self.shortcut)
        return self._row(depth, block, ((depth - 2) // (3 * CONVOLUTIONS[block]),) * 3, shortcut)


CIFAR = (20, 32, 44, 56, 110, 1202)
VARIANTS = {
    variant.name: variant
    for variant in (
        Variant("v1.5", (18, 26, 34, 50, 101, 152)),
        Variant("v1", (18, 34, 50, 101, 152), bottleneck="BottleneckV1"),
        Variant("plain", (18, 34), basic="PlainBlock", shortcut="none", title="Plain-{depth}", depth=34,
                has_shortcuts=False),
        Variant("option-a", (18, 34), shortcut="zero-padded", depth=34),
        Variant("option-c", (18, 34), shortcut="projection everywhere", depth=34),
        CifarVariant("cifar", CIFAR, network="CifarResNet"),
        CifarVariant("cifar-plain", CIFAR, basic="PlainBlock", shortcut="none", network="CifarResNet",
                     title="Plain-{depth}", has_shortcuts=False),
        Variant("v2", (18, 34, 50, 101, 152, 200), basic="PreActivationBasicBlock",
                bottleneck="PreActivationBottleneck", shortcut="bare projection", network="PreActivationResNet"),
        CifarVariant("cifar-v2", (20, 32, 44, 56, 110, 164, 1001, 1202), basic="PreActivationBasicBlock",
                     bottleneck="PreActivationBottleneck", network="CifarPreActivationResNet",
                     bottlenecks=(164, 1001)),
        Variant("resnext-32x4d", (50,), bottleneck="ResNeXt32x4d", title="ResNeXt-{depth} (32×4d)"),
        Variant("resnext-32x8d", (101,), bottleneck="ResNeXt32x8d", title="ResNeXt-{depth} (32×8d)", depth=101),
        Variant("resnext-64x4d", (101,), bottleneck="ResNeXt64x4d", title="ResNeXt-{depth} (64×4d)", depth=101),
        Variant("wide-2", (50, 101), bottleneck="WideBottleneck", title="Wide ResNet-{depth}-2"),
        Variant("se", (18, 34, 50, 101, 152), basic="SEBasicBlock", bottleneck="SEBottleneck",
                title="SE-ResNet-{depth}"),
        Variant("d", (18, 34, 50, 101, 152, 200), shortcut="pooled projection", network="ResNetD",
                title="ResNet-{depth}-D"),
        Variant("own", ()),
    )
}
ARCHITECTURES = {(variant.name, depth): variant.architecture(depth)
                 for variant in VARIANTS.values() for depth in variant.depths}
OWN_BLOCKS = ("BasicBlock", "Bottleneck")
MOST_STAGES = 4


def own(layers: tuple[int, ...], block: str, channels: int) -> Architecture:
    """A network of these stages.

    `own((3, 4, 23, 3), "Bottleneck", 64)` has depth 3·(3 + 4 + 23 + 3) + 2 = 101.
    """
    return Architecture("own", weighted(block, layers), block, layers, channels)
