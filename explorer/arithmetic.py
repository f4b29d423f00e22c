"""One rule per operation: the shape it gives, the arithmetic that gave it, and its multiply-accumulates.

Pure functions of shapes (tuples without the batch) and an operation's settings; nothing here knows torch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from math import ceil, prod
from typing import NamedTuple, TypeAlias

Shape: TypeAlias = tuple[int, ...]
Settings: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Window:
    """A kernel that slides along one axis (Dumoulin and Visin 2016, https://arxiv.org/abs/1603.07285, section 2.4)."""

    size: int
    kernel: int
    stride: int = 1
    padding: tuple[int, int] = (0, 0)
    dilation: int = 1
    ceil_mode: bool = False

    @property
    def steps(self) -> Fraction:
        """How many strides fit after the first position; the floor drops its fraction."""
        return Fraction(self._room, self.stride)

    @property
    def out(self) -> int:
        """Positions along the axis. Raises ValueError where the kernel is larger than the padded input."""
        if self._rounded < 0:
            raise ValueError(f"a kernel spanning {self.reach} does not fit {self.size} + {sum(self.padding)} padding")
        return self._rounded + 1 - self._starts_outside

    @property
    def _room(self) -> int:
        """How far the kernel can be moved from its first position."""
        return self.size + sum(self.padding) - self.reach

    @property
    def _rounded(self) -> int:
        return -(-self._room // self.stride) if self.ceil_mode else self._room // self.stride

    @property
    def _starts_outside(self) -> bool:
        """Whether the ceiling added a last position that would start in the padding behind the input."""
        return self.ceil_mode and self._rounded * self.stride >= self.size + self.padding[0]

    @property
    def dropped(self) -> Fraction:
        """The fraction of a stride that the floor drops."""
        return Fraction(0) if self.ceil_mode else self.steps - self._rounded

    @property
    def reach(self) -> int:
        """Input positions from the first to the last that one output position reads."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def formula(self) -> str:
        """`⌊(224 + 2·3 − 1·(7 − 1) − 1)/2⌋ + 1 = 112`"""
        before, after = self.padding
        padding = f"2·{before}" if before == after else f"{before} + {after}"
        left, right = "⌈⌉" if self.ceil_mode else "⌊⌋"
        numerator = f"({self.size} + {padding} − {self.dilation}·({self.kernel} − 1) − 1)"
        outside = " − 1" if self._starts_outside else ""
        return f"{left}{numerator}/{self.stride}{right} + 1{outside} = {self.out}"


@dataclass(frozen=True)
class Adaptive:
    """A pooling that is told its output size and chooses its windows: from ⌊i·H/n⌋ to ⌈(i + 1)·H/n⌉."""

    size: int
    out: int
    dropped = Fraction(0)

    @property
    def stride(self) -> int:
        return ceil(self.size / self.out)

    @property
    def reach(self) -> int:
        starts_ends = ((i * self.size // self.out, -(-(i + 1) * self.size // self.out)) for i in range(self.out))
        return max(end - start for start, end in starts_ends)

    @property
    def formula(self) -> str:
        """`7 → 1`"""
        return f"{self.size} → {self.out}"


class Rule(NamedTuple):
    """What is known of an operation: its output shape, its MACs, its windows along height and width."""

    shape: Callable[[Sequence[Shape], Settings], Shape]
    macs: Callable[[Sequence[Shape], Shape, Settings], int] = lambda inputs, shape, settings: 0
    windows: Callable[[Sequence[Shape], Settings], tuple[Window | Adaptive, ...]] = lambda inputs, settings: ()


def sliding(inputs: Sequence[Shape], settings: Settings) -> tuple[Window, ...]:
    """The windows of a convolution or a pooling over an input of channels × spatial axes."""
    per_axis = zip(inputs[0][1:], settings["kernel"], settings["stride"], settings["padding"], settings["dilation"],
                   strict=True)
    ceil_mode = bool(settings.get("ceil_mode"))
    return tuple(Window(size, kernel, stride, padding, dilation, ceil_mode)
                 for size, kernel, stride, padding, dilation in per_axis)


def adaptive(inputs: Sequence[Shape], settings: Settings) -> tuple[Adaptive, ...]:
    return tuple(Adaptive(size, size if out is None else out)
                 for size, out in zip(inputs[0][1:], settings["output_size"], strict=True))


def convolved(inputs: Sequence[Shape], settings: Settings) -> Shape:
    return settings["channels"], *(window.out for window in sliding(inputs, settings))


def pooled(inputs: Sequence[Shape], settings: Settings) -> Shape:
    return inputs[0][0], *(window.out for window in sliding(inputs, settings))


def pooled_to_size(inputs: Sequence[Shape], settings: Settings) -> Shape:
    return inputs[0][0], *(window.out for window in adaptive(inputs, settings))


def projected(inputs: Sequence[Shape], settings: Settings) -> Shape:
    return *inputs[0][:-1], settings["channels"]


def unchanged(inputs: Sequence[Shape], settings: Settings) -> Shape:
    return inputs[0]


def added(inputs: Sequence[Shape], settings: Settings) -> Shape:
    """Elementwise; an axis of one is repeated. Raises ValueError where the shapes do not agree."""
    return _elementwise(inputs, "added")


def multiplied(inputs: Sequence[Shape], settings: Settings) -> Shape:
    """Elementwise; an axis of one is repeated. Raises ValueError where the shapes do not agree."""
    return _elementwise(inputs, "multiplied")


def _elementwise(inputs: Sequence[Shape], done: str) -> Shape:
    axes = list(zip_longest(*(reversed(shape) for shape in inputs), fillvalue=1))
    if any(len({*sizes} - {1}) > 1 for sizes in axes):
        raise ValueError(f"shapes {' and '.join(map(times, inputs))} cannot be {done}")
    return tuple(max(sizes) for sizes in reversed(axes))


def zero_padded(inputs: Sequence[Shape], settings: Settings) -> Shape:
    """`padding` is (before, after) for channels and for every spatial axis."""
    return tuple(size + sum(zeros) for size, zeros in zip(inputs[0], settings["padding"], strict=True))


def framed(inputs: Sequence[Shape], settings: Settings) -> tuple[Window, ...]:
    """Zeros around height and width: a kernel of one that starts outside. None where only channels are added."""
    around = settings["padding"][1:]
    return tuple(Window(size, 1, padding=zeros) for size, zeros in zip(inputs[0][1:], around, strict=True)
                 if any(map(sum, around)))


def flattened(inputs: Sequence[Shape], settings: Settings) -> Shape:
    """Joins the axes from `start` to `end`; axis 0 is the batch, which shapes here do not have."""
    shape, axes = inputs[0], len(inputs[0]) + 1
    start, end = max(settings["start"] % axes - 1, 0), settings["end"] % axes
    return *shape[:start], prod(shape[start:end]), *shape[end:]


def joined(inputs: Sequence[Shape], settings: Settings) -> tuple[Adaptive, ...]:
    """What joins rows and columns of more than one pixel with others gives values that stand for all positions."""
    shape = inputs[0]
    return tuple(Adaptive(size, 1) for size in shape[1:]) if len(shape) == 3 and prod(shape[1:]) > 1 else ()


def averaged(inputs: Sequence[Shape], settings: Settings) -> Shape:
    """The mean over all rows and columns, which are dropped or kept as one."""
    return inputs[0][:1] + (1, 1) * bool(settings["keepdim"])


def convolution_macs(inputs: Sequence[Shape], shape: Shape, settings: Settings) -> int:
    """Every output value sums kernel height × kernel width × input channels / groups products."""
    return prod(shape) * prod(settings["kernel"]) * inputs[0][0] // settings["groups"]


def linear_macs(inputs: Sequence[Shape], shape: Shape, settings: Settings) -> int:
    return prod(shape) * inputs[0][-1]


ELEMENTWISE = ("sigmoid", "tanh", "silu", "gelu", "elu", "leaky_relu", "relu6", "hardswish", "hardsigmoid", "dropout")
FORMULAS = {
    "input": Rule(unchanged),
    "batch_norm": Rule(unchanged),
    "relu": Rule(unchanged),
    **dict.fromkeys(ELEMENTWISE, Rule(unchanged)),
    "add": Rule(added),
    "mul": Rule(multiplied),
    "zero_pad": Rule(zero_padded, windows=framed),
    "conv2d": Rule(convolved, convolution_macs, sliding),
    "max_pool2d": Rule(pooled, windows=sliding),
    "avg_pool2d": Rule(pooled, windows=sliding),
    "adaptive_avg_pool2d": Rule(pooled_to_size, windows=adaptive),
    "mean": Rule(averaged, windows=joined),
    **dict.fromkeys(("flatten", "view", "reshape"), Rule(flattened, windows=joined)),
    "linear": Rule(projected, linear_macs),
    "parameter": Rule(unchanged),
    "identity": Rule(unchanged),
    "output": Rule(unchanged),
}


def times(shape: Shape) -> str:
    """`64×112×112`"""
    return "×".join(map(str, shape))
