"""The time of every operation by itself, beside that of whole passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

import torch
from torch import fx, nn

from explorer.measuring.clock import CLOCKS, Clock
from explorer.measuring.device import timed
from explorer.measuring.forward import FEWEST, MOST, SECONDS
from explorer.tracing.recording import fx_graph, node_names

CALLS = frozenset({"call_module", "call_function", "call_method"})
Moments: TypeAlias = tuple[object, object]


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
    timer = MarkedPass(model, clock)
    timer.run(tensor)
    _, once = timed(tensor.device, lambda: model(tensor))
    timer.moments.clear()
    runs = min(MOST, max(FEWEST, int(SECONDS / once / 2)))
    passes = []
    for run in range(1, runs + 1):
        passes.append(_pass(clock, model, tensor))
        timer.run(tensor)
        go_on(run, runs)
    clock.finish()
    return Times({name: _median(clock, marks) for name, marks in timer.marks.items()}, _median(clock, passes), runs)


def _pass(clock: Clock, model: nn.Module, tensor: torch.Tensor) -> Moments:
    begun = clock.mark()
    model(tensor)
    return begun, clock.mark()


def _median(clock: Clock, marks: list[Moments]) -> float:
    return median(clock.between(*pair) for pair in marks)


class MarkedPass:
    """A pass that marks a moment just before each operation and one just after it.

    The marks stand in the recorded graph, of which torch.fx makes Python code: they cost hardly more than themselves.
    """

    def __init__(self, model: nn.Module, clock: Clock):
        self.clock = clock
        self.moments: list[object] = []
        traced = fx_graph(model)
        self.ran = {node: name for node, name in node_names(traced).items() if node.op in CALLS}
        for node in self.ran:
            with traced.inserting_before(node):
                traced.call_function(self._mark)
            with traced.inserting_after(node):
                traced.call_function(self._mark, tuple(node.all_input_nodes))
        self.run = fx.GraphModule(model, traced)

    def _mark(self, *inputs: torch.Tensor) -> None:
        """Takes what the operation took, so that this is freed after the mark and not before it."""
        self.moments.append(self.clock.mark())

    @property
    def marks(self) -> dict[str, list[Moments]]:
        """{operation: when it began and ended in each pass}, in the order in which they run."""
        pairs = list(zip(self.moments[::2], self.moments[1::2], strict=True))
        return {name: pairs[place:: len(self.ran)] for place, name in enumerate(self.ran.values())}
