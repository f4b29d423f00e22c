"""Where blocks end: behind the ReLU, at the ⊕, or at the end of a block that has no shortcut."""

import pytest

from explorer.architectures import ARCHITECTURES
from explorer.laboratory.ends import ends
from explorer.spec import Spec
from explorer.tracing import trace


@pytest.mark.parametrize(("spec", "at", "out"), [
    (Spec(18), "layer2.0.add", "layer2.0.relu_1"), (Spec(50), "layer2.0.add", "layer2.0.relu_2"),
    (Spec(18, variant="v2"), "layer2.0.add", "layer2.0.add"),
    (Spec(18, variant="se"), "layer2.0.add", "layer2.0.relu_1"),
    (Spec(18, variant="plain"), "layer2.0.relu_1", "layer2.0.relu_1"),
])
def test_a_block_ends_where_the_next_one_begins(spec, at, out):
    end = next(end for end in ends(trace(spec)) if end.name == "layer2.0")
    assert (end.stage, end.at, end.out) == ("layer2", at, out)


@pytest.mark.parametrize(("variant", "depth"), [row for row in ARCHITECTURES if row[1] < 1000], ids=str)
def test_every_network_has_an_end_for_each_block(variant, depth):
    names = [f"layer{stage}.{block}" for stage, blocks in enumerate(ARCHITECTURES[variant, depth].layers, start=1)
             for block in range(blocks)]
    assert [end.name for end in ends(trace(Spec(depth, variant=variant)))] == names


def test_the_last_block_s_end_goes_to_the_head():
    for variant, head in (("v1.5", "avgpool"), ("v2", "bn"), ("plain", "avgpool")):
        graph = trace(Spec(18, variant=variant))
        assert list(graph.successors(ends(graph)[-1].out)) == [head]
