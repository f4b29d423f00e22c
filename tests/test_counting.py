"""One network has as many numbers as there are ways to count; each is what the tool that counts so gives."""

from collections import Counter
from itertools import product

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from explorer.blocks import BasicBlock, Bottleneck
from explorer.counting import CONVENTIONS, SWITCHES, chosen, counts
from explorer.resnet import build
from explorer.spec import DEPTHS, Spec
from explorer.tracing import trace

# what torchinfo 1.8.0, fvcore 0.1.5 and ptflops 0.7.5 (its "pytorch" backend) return for these networks
TOOLS = {
    Spec(50): {"torchinfo": 4_089_238_376, "fvcore": 4_111_512_576, "ptflops": 4_132_436_968},
    Spec(18): {"torchinfo": 1_814_083_944, "fvcore": 1_819_065_856, "ptflops": 1_825_313_768},
    Spec(50, 97, 64): {"torchinfo": 576_007_016, "fvcore": 578_930_688, "ptflops": 581_708_776},
    Spec(34, 33, 33): {"torchinfo": 162_788_136, "fvcore": 163_017_536, "ptflops": 163_287_848},
}
TORCHVISION = {18: 1.814, 34: 3.664, 50: 4.089, 101: 7.801, 152: 11.514}  # GFLOPS, as published
PAPER = {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3}  # He et al. 2015, Table 1, some digits cut off
SIZES = [(224, 224), (97, 64), (33, 33), (1, 1)]


def total(name: str, spec: Spec) -> int:
    return CONVENTIONS[name].total(counts(trace(spec)))


def flops(model: nn.Module, spec: Spec) -> int:
    """As PyTorch itself counts them."""
    with FlopCounterMode(display=False) as counter:
        model(torch.empty(1, *spec.input_shape, device="meta"))
    return counter.get_total_flops()


@pytest.mark.parametrize(("spec", "name"), [(spec, name) for spec in TOOLS for name in TOOLS[spec]], ids=str)
def test_a_tool_is_reproduced_to_the_integer(spec, name):
    assert total(name, spec) == TOOLS[spec][name]


@pytest.mark.parametrize(("depth", "size"), [*product(DEPTHS, SIZES)], ids=str)
def test_flop_counter_mode_is_reproduced_live(depth, size):
    spec = Spec(depth, *size, classes=7)
    assert total("flop_counter", spec) == flops(build(spec, "meta"), spec)


def test_flop_counter_mode_is_the_published_number():
    assert total("flop_counter", Spec(50)) == 8_178_368_512


@pytest.mark.parametrize("depth", DEPTHS)
def test_torchvision_publishes_multiply_adds(depth):
    assert round(total("torchvision", Spec(depth)) / 1e9, 3) == TORCHVISION[depth]


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_papers_network_has_the_papers_number(depth):
    assert -0.05 < total("he2015", Spec(depth)) / 1e9 - PAPER[depth] < 0.1


@pytest.mark.parametrize(("depth", "size"), [*product((18, 50, 101), SIZES)], ids=str)
def test_the_papers_network_is_the_one_with_the_stride_in_the_first_convolution(depth, size):
    spec = Spec(depth, *size)
    model = build(spec, "meta")
    for stage in (model.layer2, model.layer3, model.layer4):
        stage[0].conv1.stride, stage[0].conv2.stride = (2, 2), (1, 1)
    assert total("he2015", spec) == flops(model, spec) // 2


def values_by_type(model: nn.Module, spec: Spec) -> Counter:
    """Values that each kind of module gives, and that poolings read, in a forward pass."""
    seen: Counter = Counter()

    def count(module: nn.Module, inputs: tuple, output: torch.Tensor) -> None:
        pools = isinstance(module, nn.MaxPool2d | nn.AdaptiveAvgPool2d)
        seen[type(module).__name__] += (inputs[0] if pools else output).numel()

    for module in model.modules():
        module.register_forward_hook(count)
    model(torch.empty(1, *spec.input_shape, device="meta"))
    return seen


@pytest.mark.parametrize("spec", [Spec(18), Spec(50, 97, 64), Spec(152, 33, 33, 7)], ids=str)
def test_a_switch_adds_what_goes_through_its_modules(spec):
    counted, values = counts(trace(spec)), values_by_type(build(spec, "meta"), spec)
    added = {switch: chosen([switch]).total(counted) - chosen([]).total(counted) for switch in SWITCHES}
    assert added == {
        "double": counted["macs"], "bias": spec.classes, "batch_norm": 2 * values["BatchNorm2d"],
        "relu": values["ReLU"], "pooling": values["MaxPool2d"] + values["AdaptiveAvgPool2d"],
        "adds": values[BasicBlock.__name__] + values[Bottleneck.__name__],
    }


def test_switches_add_up():
    counted = counts(trace(Spec(50)))
    alone = [chosen([switch]).total(counted) - counted["macs"] for switch in SWITCHES]
    assert chosen(SWITCHES).total(counted) == counted["macs"] + sum(alone)


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_addends_of_a_convention_are_its_total(name):
    counted = counts(trace(Spec(50)))
    addends = CONVENTIONS[name].addends(counted)
    assert sum(addends.values()) == CONVENTIONS[name].total(counted)
    assert 0 not in addends.values()


@pytest.mark.parametrize("variant", ["v1", "v2", "se", "d", "resnext-32x4d", "wide-2"])
def test_only_a_network_that_is_the_papers_but_for_its_strides_has_some_later(variant):
    assert counts(trace(Spec(variant=variant)))["strided_later"] == 0
