"""The time of every operation by itself, beside that of whole passes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import torch
from torch import nn
from torch.fx.node import Target

from explorer.measuring.clock import CLOCKS, Clock
from explorer.measuring.device import timed
from explorer.measuring.forward import FEWEST, MOST, SECONDS
from explorer.measuring.interpreter import Interpreter
from explorer.tracing import fx_graph


@dataclass(frozen=True)
class Times:
    """Medians of `runs`, in seconds: {operation: its time, in the order in which they run}, and a `whole` pass."""

    operations: dict[str, float]
    whole: float
    runs: int


def times(model: nn.Module, tensor: torch.Tensor, go_on: Callable[[int, int], None]) -> Times:
    """Whole passes and passes by the operation take turns, as many as fit into SECONDS, from FEWEST to MOST.

    A pass of each before them warms up. `go_on(run, runs)` is called after each turn.
    """
    clock: Clock = CLOCKS[tensor.device.type]()
    timer = _Timer(model, clock)
    timer.run(tensor)
    _, once = timed(tensor.device, lambda: model(tensor))
    timer.marks.clear()
    runs = min(MOST, max(FEWEST, int(SECONDS / once / 2)))
    passes = []
    for run in range(1, runs + 1):
        passes.append(_pass(clock, model, tensor))
        timer.run(tensor)
        go_on(run, runs)
    clock.finish()
    return Times({name: _median(clock, marks) for name, marks in timer.marks.items()}, _median(clock, passes), runs)


def _pass(clock: Clock, model: nn.Module, tensor: torch.Tensor) -> tuple[object, object]:
    begun = clock.mark()
    model(tensor)
    return begun, clock.mark()


def _median(clock: Clock, marks: list[tuple[object, object]]) -> float:
    return median(clock.between(*pair) for pair in marks)


class _Timer(Interpreter):
    """Marks a moment just before each operation and one just after it; what fx does in between is not timed."""

    def __init__(self, model: nn.Module, clock: Clock):
        super().__init__(model, fx_graph(model))
        self.clock = clock
        self.marks: dict[str, list[tuple[object, object]]] = defaultdict(list)

    def call_module(self, target: Target, args: tuple, kwargs: dict) -> object:
        return self._marked(super().call_module, target, args, kwargs)

    def call_function(self, target: Target, args: tuple, kwargs: dict) -> object:
        return self._marked(super().call_function, target, args, kwargs)

    def call_method(self, target: Target, args: tuple, kwargs: dict) -> object:
        return self._marked(super().call_method, target, args, kwargs)

    def _marked(self, call: Callable[..., object], target: Target, args: tuple, kwargs: dict) -> object:
        begun = self.clock.mark()
        result = call(target, args, kwargs)
        self.marks[self.running].append((begun, self.clock.mark()))
        return result
