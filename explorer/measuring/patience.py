"""Whether a measurement ends in time: forecast before anything heavy runs, and watched while the first pass runs."""

from __future__ import annotations

import time
from collections.abc import Callable
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
DOUBT = 3  # where others use the CPU too, a trial found down to 0.4 of the rate of the whole input
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
        """Raises `TooLarge` where there is not the time even at DOUBT times the rate of a trial on a smaller input.

        The rate is MACs a second. What is in doubt is let through and watched, and so is a network whose trial would
        be too short to tell.
        """
        work = macs.total(self.graph)
        if self.seconds is not None and work >= FEWEST_MACS * PART**2:
            small = _smaller(self.graph.graph["spec"])
            each = _trial_seconds(model, small, self.device) * work / macs.total(trace(small))
            self._afford("time", time.perf_counter(), each, DOUBT)

    def first_pass(self) -> Callable[[], None]:
        """To be called while that pass goes on: raises `TooLarge` once a second one as long would end too late."""
        begun = time.perf_counter()
        return lambda: self._afford("slow", begun, time.perf_counter() - begun)

    def _afford(self, key: str, begun: float, each: float, doubt: float = 1) -> None:
        before, needed = begun - self.begun, PASSES * each
        if self.seconds is not None and before + needed / doubt > self.seconds:
            raise TooLarge(key, device=NAMES[self.device.type], needed=duration(before + needed), each=duration(each),
                           macs=quantity(macs.total(self.graph)), limit=duration(self.seconds))


def _smaller(spec: Spec) -> Spec:
    return replace(spec, height=max(1, spec.height // PART), width=max(1, spec.width // PART))


def _trial_seconds(model: nn.Module, spec: Spec, device: torch.device) -> float:
    """The shorter of two passes: the first one also warms up."""
    tensor = torch.rand(1, *spec.input_shape, device=device)
    return min(timed(device, lambda: model(tensor))[1] for _ in range(2))
