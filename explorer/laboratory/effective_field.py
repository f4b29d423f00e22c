"""Which part of its receptive field a unit really listens to.

Luo, Li, Urtasun and Zemel, Understanding the effective receptive field in deep convolutional neural networks, 2016
(https://arxiv.org/abs/1701.04128).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod, sqrt

from explorer.laboratory.record import Overlays, Record
from explorer.metrics.receptive_field import Seen

HELD = 0.9545
LONGEST_SIDE = 112


@dataclass(frozen=True)
class EffectiveField(Record):
    """Where at the input the gradient of the centre unit of `node`, at row and column `unit` of its tensor, arrives.

    The gradient is that of the unit's channels, each with a random sign, in every image of the batch; of it the
    absolute value is taken, summed over the colours and averaged over the batch. The input is unit normal noise, the
    network as initialised. Batch norms keep the mean and variance that they find in this batch and take them for
    constants: a gradient through the batch's own statistics would arrive everywhere.

    heat        the share of the gradient in each cell, row by row; all of it is 1, or 0 where no gradient arrives. A
                cell is a pixel; an input with more than LONGEST_SIDE pixels along a side is divided into so many cells
                along it, and what arrives at pixels on the border of two is divided between them
    size        height and width of the input, in pixels
    sight       what the unit can see along height and along width, over the shortest path, which takes the shortcuts,
                and over all paths: see `explorer.metrics.receptive_field.seen`, padding included
    inside      the share of the gradient that arrives in what it can see, and `nearest` in what it sees over the
                shortest path
    pixels      the fewest pixels that hold HELD of the gradient. A Gaussian holds it where it is above 1 − HELD of its
                peak, which is how Luo et al. measure the field
    heard       {where a block ends: the share of its positions that hold HELD of the gradient there}, of those blocks
                that the unit depends on
    """

    node: str
    unit: tuple[int, int]
    heat: tuple[tuple[float, ...], ...]
    size: tuple[int, int]
    sight: tuple[Seen, Seen]
    inside: float
    nearest: float
    pixels: int
    heard: dict[str, float]
    batch: int

    def overlays(self) -> Overlays:
        return {"heard": self.heard}

    @property
    def side(self) -> float:
        """Of a square of as many pixels as hold HELD of the gradient."""
        return sqrt(self.pixels)

    @property
    def theoretical_side(self) -> float:
        """Of a square of as many pixels as the unit can see, those in the padding not counted."""
        return sqrt(prod(seen.longest.clipped(size).size for seen, size in zip(self.sight, self.size, strict=True)))
