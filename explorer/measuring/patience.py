"""Whether a measurement ends in time: forecast before anything heavy runs, and known better after one whole pass."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import networkx as nx
import torch
from torch import nn

from explorer.measuring.device import NAMES, timed
from explorer.measuring.proof import TooLarge
from explorer.metrics import macs
from explorer.metrics.units import duration, quantity
from explorer.spec import Spec
from explorer.tracing import trace

PASSES = 2  # of the whole input: one proves the shapes, one at least is timed
PART = 8  # a trial's input has an eighth of the height and of the width
FEWEST_MACS = 4e9  # of a trial: ResNet-50 at 224×224. The time that much less takes tells little of the rate


@dataclass(frozen=True)
class Patience:
    """`seconds` for one network on one device, from the moment this was made; None is all the time."""

    seconds: float | None
    device: torch.device
    graph: nx.DiGraph
    begun: float = field(default_factory=time.perf_counter)

    def forecast(self, model: nn.Module) -> None:
        """Raises `TooLarge` where there is not the time at the rate, MACs a second, of a trial on a smaller input.

        On a CPU the rate at an eighth is some four fifths of that at 2048×2048 and above. A network whose trial would
        be too short to tell is let through.
        """
        work = _work(self.graph)
        if self.seconds is not None and work >= FEWEST_MACS * PART**2:
            small = _smaller(self.graph.graph["spec"])
            self._afford(PASSES, _trial_seconds(model, small, self.device) * work / _work(trace(small)))

    def after_one(self, pass_seconds: float) -> None:
        """Raises `TooLarge` where another pass as long as the first would end too late."""
        if self.seconds is not None:
            self._afford(PASSES - 1, pass_seconds)

    def _afford(self, passes: int, each: float) -> None:
        needed = time.perf_counter() - self.begun + passes * each
        if needed > self.seconds:
            raise TooLarge("time", device=NAMES[self.device.type], needed=duration(needed), each=duration(each),
                           macs=quantity(_work(self.graph)), limit=duration(self.seconds))


def _smaller(spec: Spec) -> Spec:
    return replace(spec, height=max(1, spec.height // PART), width=max(1, spec.width // PART))


def _work(graph: nx.DiGraph) -> int:
    return sum(macs.values(graph).values())


def _trial_seconds(model: nn.Module, spec: Spec, device: torch.device) -> float:
    """The shorter of two passes: the first one also warms up."""
    tensor = torch.rand(1, *spec.input_shape, device=device)
    return min(timed(device, lambda: model(tensor))[1] for _ in range(2))
