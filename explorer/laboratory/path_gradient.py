"""How much of the gradient comes back along paths of each length.

Veit, Wilber and Belongie, Residual Networks Behave Like Ensembles of Relatively Shallow Networks, 2016
(https://arxiv.org/abs/1605.06431), section 4.3, drew such paths at random; here all of them are counted in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import comb

from explorer.laboratory.record import Overlays, Record

TAIL = 0.025  # on either side of the central 95 %


@dataclass(frozen=True)
class Spread:
    """Of k: its mean, and the lowest and highest of its central 95 %."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True)
class PathGradient(Record):
    """The gradient at the first block's fork, in parts G₀ … Gₙ: Gₖ comes back along the paths with k residual branches.

    The loss is the cross entropy with random labels, its mean over the batch; the input is unit normal noise, batch
    norms are in training mode. The whole gradient G is what autograd gives, without parts.

    norms   ‖Gₖ‖: the root of the sum of squares, over the whole batch and all positions
    signed  ⟨Gₖ, G⟩/‖G‖²: how far Gₖ goes in the direction of G. They sum to 1, and may be negative
    whole   ‖G‖
    error   ‖ΣGₖ − G‖/‖G‖: what float32 leaves of it

    branches  {⊕: ‖b‖²/(‖b‖² + ‖s‖²)}, b being what comes to the block's fork through F(x) and s over its shortcut
    """

    fork: str
    norms: tuple[float, ...]
    signed: tuple[float, ...]
    whole: float
    error: float
    branches: dict[str, float]
    batch: int

    def overlays(self) -> Overlays:
        return {"through_branch": self.branches}

    @property
    def paths(self) -> tuple[int, ...]:
        """How many paths have k residual branches: C(n, k). A branch counts once, whatever forks inside it."""
        blocks = len(self.norms) - 1
        return tuple(comb(blocks, k) for k in range(blocks + 1))

    @property
    def shares(self) -> tuple[float, ...]:
        """‖Gₖ‖²/Σ‖Gⱼ‖²: never negative, they sum to 1, and are what `signed` is where the parts are orthogonal.

        How far they are from that is told by `overlap`.
        """
        squares = [norm * norm for norm in self.norms]
        return tuple(square / sum(squares) for square in squares)

    @property
    def overlap(self) -> float:
        """‖G‖²/Σ‖Gₖ‖²: 1 where the parts are orthogonal, more where they agree, less where they cancel."""
        return self.whole**2 / sum(norm * norm for norm in self.norms)

    @property
    def per_path(self) -> tuple[float, ...]:
        """‖Gₖ‖/C(n, k): the norm of the mean over the paths of a length.

        It is at most the mean of their norms, which the parts do not tell.
        """
        return tuple(norm / paths for norm, paths in zip(self.norms, self.paths, strict=True))

    @property
    def spread(self) -> Spread:
        """Of k, weighed by its share of the gradient."""
        return spread(self.shares)

    @property
    def binomial(self) -> Spread:
        """Of k, each path weighing the same."""
        return spread([paths / 2 ** (len(self.norms) - 1) for paths in self.paths])


def spread(weights: Sequence[float]) -> Spread:
    """Of k, whose weights sum to 1."""
    below, above = accumulate(weights), accumulate(reversed(weights))
    low = next(k for k, sum_ in enumerate(below) if sum_ > TAIL)
    high = next(len(weights) - k for k, sum_ in enumerate(above, start=1) if sum_ > TAIL)
    return Spread(sum(k * weight for k, weight in enumerate(weights)), low, high)
