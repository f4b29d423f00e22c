"""How large the gradient is at every block, with shortcuts and without."""

from __future__ import annotations

import math
from dataclasses import dataclass

from explorer.laboratory.record import Overlays, Record


@dataclass(frozen=True)
class Curve:
    """`norms` has a number for each block in the order of the network.

    It is the root of the sum of squares of the loss's gradient with respect to the block's output, over the whole
    batch: inf or nan where float32 is too small for a number on the way.
    """

    norms: tuple[float, ...]
    loss: float

    @property
    def ratio(self) -> float | None:
        """That at the first block by that at the last, None where it is no number.

        Far above 1 the gradient explodes on its way back, far below it vanishes.
        """
        first, last = self.norms[0], self.norms[-1]
        ratio = first / last if last else math.nan
        return None if math.isnan(ratio) else ratio


@dataclass(frozen=True)
class Gradient(Record):
    """The loss is the cross entropy with random labels, its mean over the batch; the input is unit normal noise.

    `shortcuts` is the network as it is, None where it has no shortcuts; `cut` is the same network, weights included,
    with y = F(x) for y = F(x) + x at every ⊕. A block's output is what the next one gets.

    With norm "batch" batch norms are in training mode, with "none" they are taken out. Convolutions are initialised as
    "he": normal, of variance 2/fan_out (He et al. 2015, https://arxiv.org/abs/1502.01852), or by PyTorch's "default":
    uniform, of variance 1/(3·fan_in); with weights of the reader's own they are neither. Where a network begins as the
    identity by the scale of its norms, it does not without them.
    """

    blocks: tuple[str, ...]
    at: tuple[str, ...]
    shortcuts: Curve | None
    cut: Curve
    batch: int
    norm: str
    init: str

    def overlays(self) -> Overlays:
        """Of the network as it is."""
        return {"gradient": dict(zip(self.at, (self.shortcuts or self.cut).norms, strict=True))}
