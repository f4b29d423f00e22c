"""The moments of every block's residual branch and output, in one forward pass over noise."""

from __future__ import annotations

from itertools import count

import torch

from explorer.laboratory import Trial
from explorer.laboratory.ends import End, ends
from explorer.laboratory.signal import BlockSignal, Moments, Signal, places, projected
from explorer.measuring.cost import Cost, evaluating
from explorer.measuring.interpreter import run
from explorer.measuring.network import check_norms, network
from explorer.measuring.proof import Progress
from explorer.tracing import trace


def cost(trial: Trial) -> Cost:
    return evaluating(trace(trial.spec), trial.number("batch"))


@torch.no_grad()
def perform(trial: Trial, device: torch.device, progress: Progress) -> Signal:
    graph, batch = trace(trial.spec), trial.number("batch")
    check_norms(graph, batch)
    found = ends(graph)
    wanted = {end.out for end in found} | {end.block.residual[-1] for end in found if end.block}
    moments: dict[str, Moments] = {}
    steps = count(1)

    def see(name: str, result: torch.Tensor) -> None:
        if name in wanted:
            moments[name] = _moments(result)
        progress(next(steps), len(graph))

    model = network(trial, device).train()
    run(model, torch.randn(batch, *trial.spec.input_shape, device=device), see)
    numbers = [None] * len(found) if trial.checkpoint else places(graph, found)
    return Signal(_blocks(found, moments, numbers), batch)


def _moments(tensor: torch.Tensor) -> Moments:
    variance, mean = torch.var_mean(tensor, dim=(0, 2, 3), correction=0)
    return Moments(variance.mean().item(), mean.square().mean().item())


def _blocks(found: tuple[End, ...], moments: dict[str, Moments], numbers: list[int | None]) -> tuple[BlockSignal, ...]:
    theory = projected(max(filter(None, numbers), default=0))
    return tuple(BlockSignal(end.name, end.stage, end.at, moments[end.block.residual[-1]] if end.block else None,
                             moments[end.out], theory[number - 1] if number else None)
                 for end, number in zip(found, numbers, strict=True))
