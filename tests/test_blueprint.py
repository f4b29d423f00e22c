"""The networks written down without torch are those that PyTorch builds, node by node."""

from itertools import product

import pytest

from explorer import blueprint
from explorer.residual import residual_blocks
from explorer.spec import ARCHITECTURES, Spec
from explorer.tracing import trace

SIZES = [(224, 224), (225, 97), (1, 1)]


@pytest.mark.parametrize(("key", "size"), [*product(ARCHITECTURES, SIZES)], ids=str)
def test_it_is_the_traced_graph(key, size):
    variant, depth = key
    spec = Spec(depth, *size, classes=7, variant=variant)
    written, traced = blueprint.network(spec), trace(spec)
    assert list(written.nodes(data=True)) == list(traced.nodes(data=True))
    assert set(written.edges(data="position")) == set(traced.edges(data="position"))
    assert written.graph == traced.graph


@pytest.mark.parametrize("design", blueprint.DESIGNS)
@pytest.mark.parametrize("stride", [1, 2])
def test_a_block_alone_is_one_residual_block_of_that_name(design, stride):
    (block,) = residual_blocks(blueprint.block(design, (64, 56, 56), 64, stride))
    same_shape = design == "BasicBlock" and stride == 1
    assert (block.name, block.fork) == (design, "input")
    assert block.kind == ("identity" if same_shape else "projection")
