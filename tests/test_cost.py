"""What an answer costs, counted in calls of functions and not in seconds: a machine's noise is no part of it.

The measure is torch itself, in the same run: the calls that it takes to construct the network on the meta device and to
record it by torch.fx. The bounds are loose; a doubling breaks them.
"""

import json
import sys
from collections.abc import Callable

import pytest
import torch
from torch import fx

from explorer.diagrams import draw
from explorer.metrics import METRICS
from explorer.properties import operations
from explorer.resnet import construct
from explorer.spec import Spec
from explorer.tracing import trace
from explorer.ui.made import all_facts
from explorer.ui.text import words

GROWTH = 1.3  # of the cost per operation, from depth 20 to 1202
SHALLOW, DEEP = Spec(20, variant="cifar"), Spec(1202, variant="cifar")


def calls(work: Callable[[], object]) -> int:
    """Of Python's functions and of C's, the second time: imports and what is found once are no part of it."""
    work()
    count = 0

    def see(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def drawn(spec: Spec, **options: str) -> str:
    return json.dumps(draw("network", trace(spec), words(), **options))


def recorded(spec: Spec) -> fx.GraphModule:
    """The whole network by torch alone."""
    with torch.device("meta"):
        return fx.symbolic_trace(construct(spec, spec.architecture.layers))


@pytest.mark.parametrize(("spec", "bound"), [(Spec(18), 2.5), (Spec(50), 1.6), (Spec(152), 1), (DEEP, 0.8)])
def test_a_picture_from_nothing_costs_little_beside_torch_alone(spec, bound):
    assert calls(lambda: drawn(spec)) < bound * calls(lambda: recorded(spec))


@pytest.mark.parametrize("overlay", METRICS)
def test_a_colouring_costs_less_than_the_picture_from_nothing(overlay):
    graph = trace(Spec(152))
    assert calls(lambda: draw("network", graph, words(), overlay=overlay)) < 1.5 * calls(lambda: drawn(Spec(152)))


@pytest.mark.parametrize("work", [drawn, lambda spec: all_facts(trace(spec), "en")])
def test_an_operation_costs_no_more_at_depth_1202(work):
    shallow, deep = (calls(lambda spec=spec: work(spec)) / len(operations(trace(spec))) for spec in (SHALLOW, DEEP))
    assert deep < GROWTH * shallow


def test_an_open_block_costs_little_beside_the_picture():
    assert calls(lambda: drawn(Spec(152), open="layer3.1")) < 1.2 * calls(lambda: drawn(Spec(152)))
