"""One forward pass, operation by operation, against the shapes that were traced; and how long a plain one takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median

import torch
from torch import nn

from explorer.arithmetic import Shape
from explorer.measuring.device import timed
from explorer.measuring.interpreter import run
from explorer.measuring.peak import Peak

SECONDS = 2.0
FEWEST, MOST = 3, 20
SLOW_SECONDS = 10.0


def mismatches(model: nn.Module, tensor: torch.Tensor, expected: Mapping[str, Shape],
               go_on: Callable[[], None] = lambda: None) -> tuple[str, ...]:
    """The operations whose tensor has another shape than expected, or that did not run.

    `go_on` is called after each operation, and may raise.
    """
    shapes: dict[str, Shape] = {}

    def see(name: str, result: torch.Tensor) -> None:
        shapes[name] = tuple(result.shape)
        go_on()

    run(model, tensor, see)
    return tuple(name for name, shape in expected.items() if shapes.get(name) != (1, *shape))


def forward_seconds(model: nn.Module, tensor: torch.Tensor, peak: Peak,
                    go_on: Callable[[], None] = lambda: None) -> tuple[float, int]:
    """The median of several plain passes, and of how many: what fits into SECONDS, from FEWEST to MOST.

    `peak` watches a pass before them, which also warms up. Where that one takes longer than SLOW_SECONDS it is the
    only one: proving the shapes has warmed up, and what the watching adds is lost in such a time. `go_on` is called
    before each pass, and may raise.
    """

    def seconds() -> float:
        go_on()
        return timed(tensor.device, lambda: model(tensor))[1]

    with peak.watch():
        once = seconds()
    if once > SLOW_SECONDS:
        return once, 1
    runs = min(MOST, max(FEWEST, int(SECONDS / once)))
    return median(seconds() for _ in range(runs)), runs
