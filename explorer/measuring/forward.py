"""One forward pass, operation by operation, against the shapes that were traced; and how long a plain one takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median

import torch
from torch import fx, nn

from explorer.arithmetic import Shape
from explorer.measuring.device import timed
from explorer.measuring.peak import Peak
from explorer.tracing import fx_graph, node_names

SECONDS = 2.0
FEWEST, MOST = 3, 20
SLOW_SECONDS = 10.0


def mismatches(model: nn.Module, tensor: torch.Tensor, expected: Mapping[str, Shape],
               go_on: Callable[[], None] = lambda: None) -> tuple[str, ...]:
    """The operations whose tensor has another shape than expected, or that did not run.

    `go_on` is called after each operation, and may raise.
    """
    observer = _Observer(model, go_on)
    observer.run(tensor)
    return tuple(name for name, shape in expected.items() if observer.shapes.get(name) != (1, *shape))


class _Observer(fx.Interpreter):
    """Runs the model's operations one by one and notes their shapes; a tensor is freed after its last use."""

    def __init__(self, model: nn.Module, go_on: Callable[[], None]):
        traced = fx_graph(model)
        super().__init__(model, garbage_collect_values=True, graph=traced)
        self.extra_traceback = False  # a refusal's sentence stays as it is
        self.names, self.go_on = node_names(traced), go_on
        self.shapes: dict[str, Shape] = {}

    def run_node(self, node: fx.Node) -> object:
        result = super().run_node(node)
        self.shapes[self.names[node]] = tuple(result.shape)
        self.go_on()
        return result


def forward_seconds(model: nn.Module, tensor: torch.Tensor, peak: Peak) -> tuple[float, int]:
    """The median of several plain passes, and of how many: what fits into SECONDS, from FEWEST to MOST.

    `peak` watches a pass before them, which also warms up. Where that one takes longer than SLOW_SECONDS it is the
    only one: proving the shapes has warmed up, and what the watching adds is lost in such a time.
    """
    with peak.watch():
        _, once = timed(tensor.device, lambda: model(tensor))
    if once > SLOW_SECONDS:
        return once, 1
    runs = min(MOST, max(FEWEST, int(SECONDS / once)))
    return median(timed(tensor.device, lambda: model(tensor))[1] for _ in range(runs)), runs
