"""One channel of what every block gives, in one forward pass over a picture."""

from __future__ import annotations

from itertools import count

import torch
from torch.nn import functional as F

from explorer.laboratory import Trial
from explorer.laboratory.ends import End, ends
from explorer.laboratory.feature_maps import LONGEST_SIDE, Cells, FeatureMap, FeatureMaps
from explorer.measuring.cost import Cost, evaluating
from explorer.measuring.interpreter import run
from explorer.measuring.network import network
from explorer.measuring.proof import Progress
from explorer.measuring.sample import brightness, normalised, picture
from explorer.tracing import trace


def cost(trial: Trial) -> Cost:
    return evaluating(trace(trial.spec), 1)


@torch.no_grad()
def perform(trial: Trial, device: torch.device, progress: Progress) -> FeatureMaps:
    graph, rank = trace(trial.spec), trial.number("rank")
    blocks = {end.out: end for end in ends(graph)}
    maps: list[FeatureMap] = []
    steps = count(1)

    def see(name: str, result: torch.Tensor) -> None:
        if name in blocks:
            maps.append(_map(blocks[name], result[0], rank))
        progress(next(steps), len(graph))

    size = trial.spec.height, trial.spec.width
    shown = picture(*size, trial.image)
    run(network(trial, device), normalised(shown)[None].to(device), see)
    return FeatureMaps(cells(brightness(shown)), size, trial.image is not None, rank, tuple(maps))


def _map(end: End, channels: torch.Tensor, rank: int) -> FeatureMap:
    """Of C×H×W values."""
    means = channels.mean((1, 2))
    channel = int(means.argsort(descending=True, stable=True)[min(rank, len(means)) - 1])
    found = channels[channel]
    return FeatureMap(end.name, end.stage, end.at, channel, means[channel].item(), found.min().item(),
                      found.max().item(), cells(found), (channels == 0).float().mean().item())


def cells(values: torch.Tensor) -> Cells:
    """The means of H×W values in at most LONGEST_SIDE parts along each side."""
    sides = [min(side, LONGEST_SIDE) for side in values.shape]
    return tuple(map(tuple, F.adaptive_avg_pool2d(values[None], sides)[0].tolist()))
