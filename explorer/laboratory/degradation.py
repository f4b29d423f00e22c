"""How plain and residual networks of two depths learn the same digits.

He et al. 2015, https://arxiv.org/abs/1512.03385, section 1 and Fig. 1: a deeper plain network has the higher training
error. Here it is a toy problem: 1,797 digits of 8×8 pixels, and minutes of training where the paper took days. What it
shows is the beginning of training, and says nothing of what either network reaches.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.laboratory.level import Level, level
from explorer.laboratory.record import Record

MEASURES = ("loss", "training_accuracy", "test_accuracy")


@dataclass(frozen=True)
class Point:
    """After so many steps, each a batch.

    loss               the mean cross entropy of the batches since the point before
    training_accuracy  the share of their images that was named right, in training mode, each before its step
    test_accuracy      that of all test images, in evaluation mode: with the batch norms' running statistics, which lag
                       behind at the beginning
    """

    step: int
    loss: float
    training_accuracy: float
    test_accuracy: float


@dataclass(frozen=True)
class Run:
    """One network trained from one seed, which gives its weights, the images that only test it, and the batches."""

    network: str
    variant: str
    depth: int
    seed: int
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Degradation(Record):
    """Networks for CIFAR (He et al. 2015, section 4.2) with the digits as they are: the Spec's network takes no part.

    A seed gives the plain and the residual network of a depth the same weights, images and batches.

    images  how many were trained with, and how many tested with
    batch   images of a step
    rate    the learning rate of every step: stochastic gradient descent with the paper's momentum of 0.9 and weight
            decay of 1e-4, and no augmentation
    """

    runs: tuple[Run, ...]
    images: tuple[int, int]
    batch: int
    rate: float

    @property
    def networks(self) -> tuple[str, ...]:
        """Each name once, in the order of the runs."""
        return tuple(dict.fromkeys(run.network for run in self.runs))

    def curve(self, network: str, measure: str) -> tuple[Level, ...]:
        """One of MEASURES over the runs of a network, along the steps."""
        runs = zip(*(run.points for run in self.runs if run.network == network), strict=True)
        return tuple(level(points[0].step, [getattr(point, measure) for point in points]) for points in runs)
