"""Residual blocks are found from the graph: ResNets, other styles, nested, and what is none."""

import pytest
import torch
from torch import nn

from explorer.residual import residual_blocks
from explorer.tracing import trace_module
from tests.networks import LAYERS, Module


def conv() -> nn.Conv2d:
    return nn.Conv2d(4, 4, 3, padding=1)


def blocks_of(module: nn.Module):
    return residual_blocks(trace_module(module, (4, 8, 8)))


def in_place_style(m: Module, x: torch.Tensor) -> torch.Tensor:
    out = m.f(x)
    out += x
    return out


STYLES = {
    "x + f(x)": lambda m, x: x + m.f(x),
    "f(x) + x": lambda m, x: m.f(x) + x,
    "f(x) += x": in_place_style,
    "torch.add": lambda m, x: torch.add(m.f(x), x),
    "x.add": lambda m, x: x.add(m.f(x)),
}


@pytest.mark.parametrize("depth", LAYERS)
def test_there_are_as_many_blocks_as_the_layer_table_says(graphs, depth):
    names = [f"layer{stage}.{i}" for stage, count in enumerate(LAYERS[depth], start=1) for i in range(count)]
    assert [block.name for block in residual_blocks(graphs[depth])] == names


@pytest.mark.parametrize("depth", LAYERS)
def test_a_shortcut_projects_where_the_shape_changes(graphs, depth):
    """In the first block of each stage, but not in layer1 of the networks of BasicBlocks: 64 channels stay 64."""
    first = {f"layer{stage}.0" for stage in (1, 2, 3, 4)} - ({"layer1.0"} if depth < 50 else set())
    kinds = {block.name: block.kind for block in residual_blocks(graphs[depth])}
    assert kinds == {name: "projection" if name in first else "identity" for name in kinds}


@pytest.mark.parametrize("depth", LAYERS)
def test_a_block_forks_at_the_last_relu_and_merges_at_its_add(graphs, depth):
    relu = "relu_1" if depth < 50 else "relu_2"
    before = "maxpool"
    for block in residual_blocks(graphs[depth]):
        assert (block.fork, block.merge) == (before, f"{block.name}.add")
        before = f"{block.name}.{relu}"


@pytest.mark.parametrize("depth", LAYERS)
def test_the_branches_are_f_and_the_downsampling(graphs, depth):
    f = ["conv1", "bn1", "relu", "conv2", "bn2"] + ([] if depth < 50 else ["relu_1", "conv3", "bn3"])
    for block in residual_blocks(graphs[depth]):
        downsample = ["downsample.0", "downsample.1"] if block.kind == "projection" else []
        assert block.residual == tuple(f"{block.name}.{node}" for node in f)
        assert block.shortcut == tuple(f"{block.name}.{node}" for node in downsample)


@pytest.mark.parametrize("style", STYLES)
def test_a_shortcut_is_found_however_it_is_written(style):
    (block,) = blocks_of(Module(STYLES[style], f=nn.Sequential(conv(), nn.ReLU())))
    assert (block.fork, block.kind) == ("input", "identity")
    assert (block.residual, block.shortcut) == (("f.0", "f.1"), ())


def test_a_chain_of_pre_activation_blocks():
    """He et al. 2016: norm and ReLU first, nothing after the ⊕, so one ⊕ is the fork of the next block."""
    pre = [nn.Sequential(nn.BatchNorm2d(4), nn.ReLU(), conv()) for _ in range(3)]
    blocks = blocks_of(nn.Sequential(*[Module(lambda m, x: x + m.f(x), f=f) for f in pre]))
    assert [(b.name, b.fork, b.merge) for b in blocks] == [
        ("0", "input", "0.add"), ("1", "0.add", "1.add"), ("2", "1.add", "2.add")]  # fmt: skip
    assert {block.kind for block in blocks} == {"identity"}


def test_a_residual_inside_a_residual():
    inner = Module(lambda m, x: x + m.f(x), f=conv())
    outer = Module(lambda m, x: x + m.g(m.inner(m.h(x))), g=conv(), h=conv(), inner=inner)
    inside, around = blocks_of(nn.Sequential(conv(), outer))
    assert (inside.name, inside.fork, inside.residual) == ("1.inner", "1.h", ("1.inner.f",))
    assert (around.name, around.fork) == ("1", "0")
    assert around.residual == ("1.h", "1.inner.f", "1.inner.add", "1.g")


def test_two_blocks_of_one_module_have_names_of_their_own():
    def transformer_style(m, x):
        x = x + m.f(x)
        return x + m.g(x)

    one, two = blocks_of(nn.Sequential(conv(), Module(transformer_style, f=conv(), g=conv())))
    assert (one.name, two.name) == ("1.add", "1.add_1")
    assert (one.shortcut_name, two.shortcut_name) == ("1.add.shortcut", "1.add_1.shortcut")


def test_a_shortcut_without_parameters_is_told_apart():
    module = Module(lambda m, x: m.pool(x) + m.f(x), pool=nn.AvgPool2d(2), f=nn.Conv2d(4, 4, 2, stride=2))
    (block,) = blocks_of(module)
    assert (block.kind, block.shortcut, block.residual) == ("parameter-free", ("pool",), ("f",))


def test_a_shortcut_that_adds_zeros_for_channels_is_without_parameters():
    """He et al. 2015, section 4.1, option A."""
    pad = nn.ZeroPad3d((0, 0, 0, 0, 0, 4))
    (block,) = blocks_of(Module(lambda m, x: m.pad(x) + m.f(x), pad=pad, f=nn.Conv2d(4, 8, 1)))
    assert (block.kind, block.shortcut, block.residual) == ("parameter-free", ("pad",), ("f",))


def test_what_scales_f_is_part_of_f():
    """Hu et al. 2018: the product joins two branches too, and is no residual block."""
    gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(4, 4, 1), nn.Sigmoid())

    def forward(m: Module, x: torch.Tensor) -> torch.Tensor:
        out = m.f(x)
        return x + out * m.gate(out)

    (block,) = blocks_of(Module(forward, f=conv(), gate=gate))
    assert (block.kind, block.residual) == ("identity", ("f", "gate.0", "gate.1", "gate.2", "mul"))


def test_a_parameter_inside_f_is_part_of_f():
    (block,) = blocks_of(Module(lambda m, x: x + m.scale * m.f(x), f=conv(), scale=nn.Parameter(torch.ones(1))))
    assert (block.kind, set(block.residual)) == ("identity", {"f", "scale", "mul"})


NOT_RESIDUAL = {
    "a chain": nn.Sequential(conv(), nn.ReLU(), conv()),
    "x + x": Module(lambda m, x: x + x),
    "x + 1": Module(lambda m, x: m.f(x) + 1, f=conv()),
    "x + parameter": Module(lambda m, x: m.f(x) + m.bias, f=conv(), bias=nn.Parameter(torch.zeros(1, 4, 1, 1))),
    "concatenation": Module(lambda m, x: torch.cat([x, m.f(x)], 1), f=conv()),
}


@pytest.mark.parametrize("name", NOT_RESIDUAL)
def test_what_adds_no_two_branches_is_no_block(name):
    assert blocks_of(NOT_RESIDUAL[name]) == ()
