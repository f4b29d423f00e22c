"""What may be on the shortcut of a block of so many channels in, so many out and this stride; None is the identity.

He et al. 2015, https://arxiv.org/abs/1512.03385, section 4.1, Table 3: options A, B and C.
"""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

Shortcut = Callable[[int, int, int], "nn.Module | None"]


def projection(in_channels: int, out_channels: int, stride: int) -> nn.Module | None:
    """A 1×1 convolution and norm where the shape changes, else nothing (option B)."""
    changes = stride != 1 or in_channels != out_channels
    return projection_everywhere(in_channels, out_channels, stride) if changes else None


def projection_everywhere(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    """A 1×1 convolution and norm (option C)."""
    return nn.Sequential(nn.Conv2d(in_channels, out_channels, 1, stride, bias=False), nn.BatchNorm2d(out_channels))


def bare_projection(in_channels: int, out_channels: int, stride: int) -> nn.Module | None:
    """A 1×1 convolution where the shape changes: what it takes is normalised already (He et al. 2016)."""
    changes = stride != 1 or in_channels != out_channels
    return nn.Conv2d(in_channels, out_channels, 1, stride, bias=False) if changes else None


def pooled_projection(in_channels: int, out_channels: int, stride: int) -> nn.Module | None:
    """Every position is read before the 1×1 convolution (ResNet-D; He T. et al. 2019, https://arxiv.org/abs/1812.01187)."""
    if stride == 1:
        return projection(in_channels, out_channels, stride)
    pool = nn.AvgPool2d(stride, stride, ceil_mode=True, count_include_pad=False)
    return nn.Sequential(pool, *projection_everywhere(in_channels, out_channels, 1))


def zero_padded(in_channels: int, out_channels: int, stride: int) -> nn.Module | None:
    """Every second position of x, and zeros for the channels that it lacks: no parameters (option A)."""
    subsample = [nn.AvgPool2d(1, stride)] if stride != 1 else []
    pad = [nn.ZeroPad3d((0, 0, 0, 0, 0, out_channels - in_channels))] if in_channels != out_channels else []
    return nn.Sequential(*subsample, *pad) if subsample or pad else None


def none(in_channels: int, out_channels: int, stride: int) -> None:
    """Plain networks have no shortcuts."""


SHORTCUTS: dict[str, Shortcut] = {
    "projection": projection,
    "projection everywhere": projection_everywhere,
    "bare projection": bare_projection,
    "pooled projection": pooled_projection,
    "zero-padded": zero_padded,
    "none": none,
}
