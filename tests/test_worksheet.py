"""The worksheet says what a real forward pass does, and why the branches of a block agree."""

from collections.abc import Iterator
from functools import cache
from math import ceil

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explorer.residual import residual_blocks
from explorer.resnet import ResNet, build
from explorer.spec import DEPTHS, Spec
from explorer.tracing import trace, trace_module
from explorer.ui.text import words
from explorer.worksheet import Telling, lines, table
from tests.networks import Module

Shapes = tuple[tuple[int, ...], tuple[int, ...]]
SIZES = st.integers(1, 512)


@cache
def built(depth: int, device: str = "cpu") -> ResNet:
    return build(Spec(depth), device)


def forward(network: nn.Module, height: int, width: int, device: str = "cpu") -> Iterator[tuple[str, Shapes]]:
    """The shape before and after every module that changes it, as a real forward pass has them."""
    seen: list[tuple[str, Shapes]] = []
    handles = [module.register_forward_hook(
        lambda _, inputs, output, name=name: seen.append((name, (tuple(inputs[0].shape[1:]), tuple(output.shape[1:])))))
        for name, module in network.named_modules() if not list(module.children())]
    with torch.inference_mode():
        network(torch.zeros((1, 3, height, width), device=device))
    for handle in handles:
        handle.remove()
    return ((name, shapes) for name, shapes in seen if shapes[0] != shapes[1])


def told(depth: int, height: int, width: int) -> dict[str, Shapes]:
    """The same as the worksheet has them: what is no module of the network is left out."""
    found = lines(trace(Spec(depth, height, width)))
    return {node: (line.inputs[0], line.shape) for line in found for node in line.nodes
            if line.op not in ("add", "flatten")}


@given(height=SIZES, width=SIZES)
@settings(max_examples=6)
def test_it_is_what_a_real_forward_pass_does(height, width):
    assert told(18, height, width) == dict(forward(built(18), height, width))


@pytest.mark.parametrize("depth", DEPTHS)
@given(height=SIZES, width=SIZES)
@settings(max_examples=5)
def test_it_is_what_a_forward_pass_without_memory_does(depth, height, width):
    assert told(depth, height, width) == dict(forward(built(depth, "meta"), height, width, "meta"))


@given(size=SIZES, depth=st.sampled_from(DEPTHS))
@settings(max_examples=15)
def test_every_sum_is_told_with_operands_of_one_shape(size, depth):
    graph = trace(Spec(depth, size, size))
    sums = {node: line.inputs for line in lines(graph) for node in line.nodes if line.op == "add"}
    assert list(sums) == [block.merge for block in residual_blocks(graph)]
    assert all(f == x for f, x in sums.values())


@given(size=SIZES, kernel=st.sampled_from([1, 3, 5, 7]), stride=st.integers(1, 4), dilation=st.integers(1, 3))
@settings(max_examples=25)
def test_with_2p_of_reach_less_one_the_kernel_does_not_matter(size, kernel, stride, dilation):
    """The reason that the sentence at a ⊕ gives, by torch itself."""
    convolution = nn.Conv2d(1, 1, kernel, stride, dilation * (kernel - 1) // 2, dilation)
    assert convolution(torch.zeros(1, 1, size, 1)).shape[2] == (size - 1) // stride + 1 == ceil(size / stride)


def test_blocks_that_are_alike_are_told_once(graphs):
    titles = [line.title for line in lines(graphs[152])]
    assert "layer3.1 – layer3.35 conv1" in titles
    assert len(titles) < 40


def test_what_the_floor_drops_is_said_by_axis():
    """(33 + 6 − 7)/2 = 16 steps and (224 + 6 − 7)/2 = 111½; a 1×1 over 56 ends at place 54 of 0 … 55."""
    rows = {row.name: row.cells[-1] for row in table(trace(Spec(50, 33, 224)), words()).rows}
    assert rows["conv1"] == "W: ⌊ ⌋ drops ½ step: in the padding"
    assert rows["layer2.0.downsample.0"] == "W: ⌊ ⌋ drops ½ step: stops 1 early"


def test_branches_that_agree_otherwise_get_no_reason_that_is_not_theirs():
    """3×3 without padding and then with padding 2: 8 → 6 → 8, though no convolution keeps the size."""
    def two(module, x):
        return x + module.wide(module.tight(x))

    module = Module(two, tight=nn.Conv2d(3, 3, 3), wide=nn.Conv2d(3, 3, 3, padding=2))
    graph = trace_module(module, (3, 8, 8))
    (block,) = residual_blocks(graph)
    assert Telling(graph, words()).agreement(block) == "both branches give 3×8×8"


def test_a_branch_that_scales_its_channels_is_followed_past_that():
    """Hu et al. 2018: the residual branch of SE keeps stride and kernels of the Bottleneck; so both give one shape."""
    se, plain = (table(trace(Spec(50, variant=variant)), words()) for variant in ("se", "v1.5"))
    sums = [{row.name: row.cells[4] for row in told.rows if row.name.endswith(".add")} for told in (se, plain)]
    assert sums[0] == sums[1]


def test_an_operation_without_a_kernel_says_its_arithmetic():
    told = {row.name: row.cells for row in table(trace(Spec(34, variant="option-a")), words()).rows}
    assert told["layer2.0.downsample.1"][4] == f"64 + {128 - 64} of zeros = 128 channels"
    told = {row.name: row.cells for row in table(trace(Spec(18, variant="se")), words()).rows}
    assert told["layer1.0.se.mul"][2:5] == ("64×56×56 ⊙ 64×1×1", "64×56×56", "each channel times its own number")
