"""Plain and residual networks of two depths, trained on the digits from the same seeds."""

from __future__ import annotations

from itertools import count

import torch

from explorer.laboratory import Trial
from explorer.laboratory.degradation import Degradation, Run
from explorer.laboratory.unsuited import Unsuited
from explorer.measuring import digits, trained
from explorer.measuring.cost import Cost, evaluating, training
from explorer.measuring.proof import Progress
from explorer.measuring.training import BATCH, EVERY, RATE, on_digits
from explorer.spec import Spec
from explorer.tracing import trace

VARIANTS = ("cifar-plain", "cifar")


def cost(trial: Trial) -> Cost:
    """Of all that is trained and tested, as if nothing were remembered."""
    graphs, steps = [trace(on_digits(spec)) for spec in _specs(trial)], trial.number("steps")
    trains = [training(graph, BATCH, steps) for graph in graphs]
    tests = [evaluating(graph, digits.TEST, steps // EVERY) for graph in graphs]
    return Cost(max(each.bytes for each in (*trains, *tests)),
                trial.number("repeats") * sum(each.macs for each in (*trains, *tests)))


def perform(trial: Trial, device: torch.device, progress: Progress) -> Degradation:
    steps, seed = trial.number("steps"), trial.number("seed")
    asked = [(spec, seed + repeat) for repeat in range(trial.number("repeats")) for spec in _specs(trial)]
    made = count(1)

    def done() -> None:
        progress(next(made), steps * len(asked))

    runs = tuple(Run(spec.architecture.name, spec.variant, spec.depth, seed,
                     trained.curve(spec, seed, steps, device, done)) for spec, seed in asked)
    return Degradation(runs, tuple(map(len, digits.split(seed, device))), BATCH, RATE)


def _specs(trial: Trial) -> list[Spec]:
    """Each once, where both depths are one. Raises `Unsuited` where weights are given."""
    if trial.checkpoint:
        raise Unsuited("unsuited.weights", experiment=trial.experiment)
    depths = dict.fromkeys((trial.number("shallow"), trial.number("deep")))
    return [Spec(depth, variant=variant) for variant in VARIANTS for depth in depths]
