"""A trained network without one block, without several, and without more and more of them by chance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import count

import torch
from torch import nn
from torch.nn import functional as F

from explorer.architectures import VARIANTS, CifarVariant
from explorer.laboratory import TRAINABLE, Trial
from explorer.laboratory.ends import ends
from explorer.laboratory.lesions import Lesion, Lesions, chosen, possible
from explorer.laboratory.level import Level, level
from explorer.laboratory.unsuited import Unsuited
from explorer.measuring import digits, trained
from explorer.measuring.cost import Cost, evaluating, training
from explorer.measuring.device import one_thread
from explorer.measuring.digits import Images
from explorer.measuring.network import network
from explorer.measuring.proof import Progress
from explorer.measuring.surgery import run_without
from explorer.measuring.training import BATCH, on_digits
from explorer.spec import Spec
from explorer.tracing import trace

ORDERS = 5
ENLARGED = 32  # images for a network with weights of the reader's own
TRAINED = tuple(variant.name for variant in VARIANTS.values() if isinstance(variant, CifarVariant))


@dataclass(frozen=True)
class Subject:
    """A network, what its images are to be named, and its blocks as in `possible`; `done` is called after each test."""

    model: nn.Module
    images: Images
    blocks: Mapping[str, tuple[str, str]]
    done: Callable[[], None]

    @torch.no_grad()
    def accuracy(self, off: Collection[str] = ()) -> float:
        """Without these blocks."""
        taken_out = dict(self.blocks[name] for name in off)
        named = run_without(self.model, self.images.pixels, taken_out).argmax(1)
        self.done()
        return (named == self.images.labels).sum().item() / len(self.images)


def cost(trial: Trial) -> Cost:
    """Of all of it, as if no training were remembered."""
    graph = trace(_spec(trial))
    tests = _tests(len(possible(graph)))
    if trial.checkpoint:
        return evaluating(graph, ENLARGED, tests)
    first, then = training(graph, BATCH, trial.number("steps")), evaluating(graph, digits.TEST, tests)
    return Cost(max(first.bytes, then.bytes), first.macs + then.macs)


def perform(trial: Trial, device: torch.device, progress: Progress) -> Lesions:
    graph, steps = trace(_spec(trial)), 0 if trial.checkpoint else trial.number("steps")
    off, blocks = chosen(graph, trial["off"]), possible(graph)
    orders, made, of = _orders(list(blocks)), count(1), steps + _tests(len(blocks))

    def done() -> None:
        progress(next(made), of)

    model = network(trial, device) if trial.checkpoint else _trained(trial, device, done)
    subject = Subject(model, _images(trial, model, device), blocks, done)
    with nullcontext() if trial.checkpoint else one_thread():
        whole, left = subject.accuracy(), subject.accuracy(off)
        alone = {name: subject.accuracy([name]) for name in blocks}
        random = level(0, [whole]), *_random(subject, orders)
    lesions = tuple(Lesion(end.name, end.at, alone.get(end.name)) for end in ends(graph))
    return Lesions(trial.spec.architecture.name, whole, lesions, off, left, random, ORDERS, len(subject.images), steps)


def _spec(trial: Trial) -> Spec:
    """Of the network that is tested. Raises `Unsuited` where it would have to be trained, and is not here."""
    if trial.checkpoint:
        return trial.spec
    if trial.spec.variant not in TRAINED or trial.spec.depth not in TRAINABLE:
        raise Unsuited("unsuited.training", network=trial.spec.architecture.name, variants=TRAINED,
                       deepest=TRAINABLE[-1])
    return on_digits(trial.spec)


def _trained(trial: Trial, device: torch.device, done: Callable[[], None]) -> nn.Module:
    return trained.model(trial.spec, trial.number("seed"), trial.number("steps"), device, done)


def _images(trial: Trial, model: nn.Module, device: torch.device) -> Images:
    _, test = digits.split(trial.number("seed"), device)
    return _enlarged(test, model, trial.spec) if trial.checkpoint else test


@torch.no_grad()
def _enlarged(images: Images, model: nn.Module, spec: Spec) -> Images:
    """The first of them at the network's size, with the names that the network itself gives them."""
    pixels = F.interpolate(images.pixels[:ENLARGED], spec.input_shape[1:], mode="bilinear")
    return Images(pixels, model(pixels).argmax(1))


def _tests(blocks: int) -> int:
    """The whole network, each block, what is to be off together, and more and more blocks in each order."""
    return 1 + blocks + 1 + ORDERS * blocks


def _orders(blocks: list[str]) -> list[list[str]]:
    return [[blocks[place] for place in torch.randperm(len(blocks))] for _ in range(ORDERS)]


def _random(subject: Subject, orders: list[list[str]]) -> list[Level]:
    return [level(blocks, [subject.accuracy(order[:blocks]) for order in orders])
            for blocks in range(1, len(orders[0]) + 1)]
