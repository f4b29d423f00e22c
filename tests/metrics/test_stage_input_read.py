"""Which positions of a stage's input are read, against a real gradient and by counting every other row and column."""

from math import ceil

import pytest
import torch
from torch import nn

from explorer.metrics import metric
from explorer.resnet import build
from explorer.spec import Spec
from explorer.tracing import trace, trace_module
from tests.metrics.test_receptive_field import one_channel
from tests.networks import Module

SIZES = [(224, 224), (90, 131)]


def percent(module: nn.Module, height: int, width: int) -> float:
    """Where a real gradient arrives at the module's input, all weights being positive."""
    x = torch.ones(1, 1, height, width, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(module(x).sum(), x)
    return round(100 * float((gradient != 0).double().mean()), 1)


def quarter(height: int, width: int) -> float:
    return round(100 * ceil(height / 2) * ceil(width / 2) / (height * width), 1)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("variant", ["v1", "v1.5", "d", "resnext-32x4d"])
def test_it_is_what_a_real_gradient_reaches(variant, size):
    spec = Spec(50, *size, variant=variant)
    graph, network = trace(spec), build(spec, "meta")
    one_channel(network)
    read = metric("stage_input_read", graph)
    for stage, before in (("layer2", "layer1.2.add"), ("layer3", "layer2.3.add"), ("layer4", "layer3.5.add")):
        first = getattr(network, stage).double()[0]
        _, *entering = graph.nodes[before]["shape"]
        assert read[f"{stage}.0.add"] == percent(first, *entering)
        assert read[f"{stage}.0.conv1"] == percent(first.conv1, *entering)
        assert read[f"{stage}.0.downsample.{len(first.downsample) - 1}"] == percent(first.downsample, *entering)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_stride_of_v1_leaves_every_other_row_and_column_unread_for_the_rest_of_the_stage(size):
    graph = trace(Spec(50, *size, variant="v1"))
    _, *entering = graph.nodes["layer1.2.add"]["shape"]
    read = metric("stage_input_read", graph)
    after = [node for node, stage in graph.nodes(data="stage") if stage == "layer2"]
    assert {read[node] for node in after} == {quarter(*entering)}


def test_v1_5_reads_all_on_the_main_branch_and_a_quarter_on_the_projection():
    read = metric("stage_input_read", trace(Spec(50)))
    assert {read[f"layer2.0.{node}"] for node in ("conv1", "conv2", "conv3", "add")} == {100}
    assert read["layer2.0.downsample.0"] == 25


@pytest.mark.parametrize(("kernel", "stride", "padding", "dilation", "looked"), [
    (1, 3, 0, 1, {0, 3, 6, 9}), (2, 4, 0, 1, {0, 1, 4, 5, 8, 9}), (3, 9, 1, 1, {0, 1, 8, 9}), (2, 9, 3, 4, {1, 6}),
])
def test_gaps_padding_and_dilation_are_minded(kernel, stride, padding, dilation, looked):
    """Of ten columns; the kernel is one row high."""
    conv = nn.Sequential(nn.Conv2d(1, 1, (1, kernel), (1, stride), (0, padding), (1, dilation)))
    assert metric("stage_input_read", trace_module(conv, (1, 5, 10)))["output"] == 10 * len(looked)


def test_where_neither_branch_reads_what_the_other_does_it_is_not_counted():
    module = Module(lambda m, x: m.rows(x) + m.columns(x), rows=nn.Conv2d(1, 1, (3, 1), padding=(1, 0)),
                    columns=nn.Conv2d(1, 1, (1, 3), padding=(0, 1)))
    assert "add" not in metric("stage_input_read", trace_module(module, (1, 8, 8)))
