"""class Training: one network on its way through the digits, which goes on from where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import torch
from torch import nn
from torch.nn import functional as F

from explorer.laboratory.degradation import Point
from explorer.measuring import digits
from explorer.measuring.device import seeded
from explorer.resnet import build
from explorer.spec import Spec

BATCH = 64
RATE = 0.02  # of 0.01 to 0.1 one at which Plain-20, ResNet-20, ResNet-56 and ResNet-110 all learn within 150 steps
MOMENTUM, DECAY = 0.9, 1e-4  # He et al. 2015, section 4.2
EVERY = 10  # steps a point


def on_digits(spec: Spec) -> Spec:
    """The same network for images of 8×8 in 10 classes."""
    return replace(spec, height=digits.SIZE, width=digits.SIZE, classes=digits.CLASSES)


class Training:
    """All that it depends on is the network and the seed: to stop and go on changes nothing.

    `points` has one for every EVERY steps that were made.
    """

    def __init__(self, spec: Spec, seed: int, device: torch.device):
        with seeded(seed, device):
            self.model = build(on_digits(spec), device)
        self.images, self.test = digits.split(seed, device)
        self.batches = _batches(len(self.images), seed)
        self.optimiser = torch.optim.SGD(self.model.parameters(), RATE, MOMENTUM, weight_decay=DECAY)
        self.points: list[Point] = []

    @property
    def steps(self) -> int:
        return EVERY * len(self.points)

    def go_on(self, done: Callable[[], None]) -> None:
        """EVERY steps more, and a point. `done` is called after each step."""
        self.model.train()
        losses = torch.zeros((), device=self.images.labels.device)
        right = torch.zeros_like(losses)
        for _ in range(EVERY):
            loss, named = self._step()
            losses += loss
            right += named
            done()
        self.points.append(Point(self.steps + EVERY, losses.item() / EVERY, right.item() / EVERY / BATCH,
                                 accuracy(self.model, self.test)))

    def _step(self) -> tuple[torch.Tensor, torch.Tensor]:
        """The loss, and how many images of the batch were named right."""
        some = next(self.batches).to(self.images.labels.device)
        labels = self.images.labels[some]
        scores = self.model(self.images.pixels[some])
        loss = F.cross_entropy(scores, labels)
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        return loss.detach(), _right(scores, labels)


@torch.no_grad()
def accuracy(model: nn.Module, images: digits.Images) -> float:
    """The share of the images that the network names right, in evaluation mode, in which it is left."""
    return _right(model.eval()(images.pixels), images.labels).item() / len(images)


def _right(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return (scores.argmax(1) == labels).sum()


def _batches(images: int, seed: int) -> Iterator[torch.Tensor]:
    """Which images: each once in every round, in an order of its own; what is too few for a batch is left out."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        rounds = torch.randperm(images, generator=generator).split(BATCH)
        yield from (some for some in rounds if len(some) == BATCH)
