"""How the signal's mean and variance grow from block to block, and what theory says of it.

Brock, De and Smith, Characterizing signal propagation to close the performance gap in unnormalized ResNets, 2021
(https://arxiv.org/abs/2101.08692), section 3.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import networkx as nx

from explorer.laboratory.ends import End
from explorer.laboratory.record import Overlays, Record

STEP = 0.2  # of the grid, in standard deviations of what a residual branch adds
REACH = 7  # standard deviations after which a normal density is taken for zero


@dataclass(frozen=True)
class Moments:
    """Of a tensor, over batch, height and width for each channel, then the mean over channels.

    `variance` is that of the values, divided by their number and not by one less; `squared_mean` is their mean squared.
    """

    variance: float
    squared_mean: float


@dataclass(frozen=True)
class BlockSignal:
    """`residual` is what the residual branch gives, just before the ⊕, None where there is no ⊕; `output` is what the
    next block gets. `expected` is the output by the closed form, None where that does not apply: see `places`.
    """

    name: str
    stage: str
    at: str
    residual: Moments | None
    output: Moments
    expected: Moments | None


@dataclass(frozen=True)
class Signal(Record):
    """The input is unit normal noise, the network as initialised, its batch norms in training mode.

    With weights of the reader's own nothing is `expected`.
    """

    blocks: tuple[BlockSignal, ...]
    batch: int

    def overlays(self) -> Overlays:
        return {"signal_variance": {block.at: block.output.variance for block in self.blocks},
                "residual_variance": {block.at: block.residual.variance for block in self.blocks if block.residual}}


def places(graph: nx.DiGraph, ends: Iterable[End]) -> list[int | None]:
    """Which X of `projected` each block gives, counted from 1; None where it gives none.

    1 where both branches end in a batch norm: two tensors of variance 1 meet. One more than the block before where only
    the residual branch does and the shortcut is the identity. After each ⊕ follows a ReLU. With `zero_init` the batch
    norms have no variance to give.
    """
    found: list[int | None] = []
    for end in ends:
        before = found[-1] if found else None
        found.append(_place(graph, end, before))
    return found


def _place(graph: nx.DiGraph, end: End, before: int | None) -> int | None:
    block = end.block
    if block is None or end.out == end.at or graph.graph["spec"].zero_init:
        return None
    if graph.nodes[block.residual[-1]]["op"] != "batch_norm":
        return None
    if not block.shortcut:
        return before and before + 1
    return 1 if graph.nodes[block.shortcut[-1]]["op"] == "batch_norm" else None


@lru_cache(maxsize=8)
def projected(blocks: int) -> tuple[Moments, ...]:
    """The outputs of blocks in a row, the first with a projection: X₁ = relu(N(0, 2)), Xₖ₊₁ = relu(Xₖ + N(0, 1)).

    He initialisation, batch norm, and so many channels and positions that each channel is normal; the branches are
    taken for independent.
    """
    return tuple(reflected(blocks, first=2.0))


def reflected(blocks: int, first: float) -> Iterator[Moments]:
    """The moments of X₁ = relu(N(0, first)), Xₖ₊₁ = relu(Xₖ + N(0, 1)), by Simpson's rule within 1e-4 relative.

    X has a density on the grid above 0 and a probability at 0. Its own `first` variance tells the density of X₁.
    """
    last = 2 * math.ceil(REACH * math.sqrt(blocks + 1) / STEP / 2)
    grid = [place * STEP for place in range(last + 1)]
    weights = [STEP / 3 * (1 if place in (0, last) else 4 if place % 2 else 2) for place in range(last + 1)]
    added = [_normal(x, 1) for x in grid if x <= REACH]
    density = [_normal(x, first) for x in grid]
    for _ in range(blocks):
        masses = [weight * value for weight, value in zip(weights, density, strict=True)]
        mean = sum(mass * x for mass, x in zip(masses, grid, strict=True))
        square = sum(mass * x * x for mass, x in zip(masses, grid, strict=True))
        yield Moments(square - mean * mean, mean * mean)
        density = _spread([masses[0] + 1 - sum(masses), *masses[1:]], added)


def _normal(x: float, variance: float) -> float:
    return math.exp(-x * x / 2 / variance) / math.sqrt(2 * math.pi * variance)


def _spread(masses: list[float], added: list[float]) -> list[float]:
    """The density of the sum of what has these masses on the grid and a normal number."""
    kernel, reach = [*added[:0:-1], *added], len(added) - 1
    padded = [0.0] * reach + masses + [0.0] * reach
    return [sum(map(float.__mul__, padded[place:place + len(kernel)], kernel)) for place in range(len(masses))]
