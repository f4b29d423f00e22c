"""What it costs to time every operation: a forward pass with a mark before and after each, beside a plain one.

Both take turns on the device that there is; a GPU is synchronised after each pass.
"""

from __future__ import annotations

from statistics import median

import torch

from bench.report import machine, table
from explorer.measuring import device
from explorer.measuring.clock import CLOCKS
from explorer.measuring.timing import MarkedPass
from explorer.resnet import build
from explorer.spec import Spec

SPECS = Spec(18), Spec(50), Spec(152), Spec(56, variant="cifar")
RUNS = 15
OVERHEAD = 1.2


def seconds(spec: Spec, where: torch.device) -> tuple[float, float]:
    """Of a plain pass and of one with marks, batch 1: medians."""
    model = build(spec, where)
    marked = MarkedPass(model, CLOCKS[where.type]())
    noise = torch.randn(1, *spec.input_shape, device=where)
    with torch.no_grad():
        rounds = [[device.timed(where, lambda run=run: run(noise))[1] for run in (model, marked.run)]
                  for _ in range(RUNS + 1)]
    plain, watched = zip(*rounds[1:], strict=True)
    return median(plain), median(watched)


def main() -> list[str]:
    """Prints what was measured; gives what was promised and does not hold."""
    where = device.choose()
    taken = {spec: seconds(spec, where) for spec in SPECS}
    rows = [(spec.to_query(), f"{1000 * plain:.1f} ms", f"{1000 * marked:.1f} ms", f"{marked / plain:.2f}")
            for spec, (plain, marked) in taken.items()]
    print(table(("forward pass", "plain", "every operation timed", "ratio"), rows))
    print(f"\nOn {device.name(where)}; {machine('torch')}; median of {RUNS}\n")
    return [f"timing every operation of {spec.to_query()} makes a pass {marked / plain:.2f} times as long: {OVERHEAD} "
            "were promised" for spec, (plain, marked) in taken.items() if marked / plain > OVERHEAD]
