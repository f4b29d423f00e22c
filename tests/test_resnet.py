"""The networks have torchvision's names and shapes, the published sizes, and He's initialisation."""

from math import prod, sqrt

import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from explorer.resnet import build
from explorer.spec import Spec
from tests.networks import LAYERS

PUBLISHED_PARAMETERS = {18: 11_689_512, 34: 21_797_672, 50: 25_557_032, 101: 44_549_160, 152: 60_192_808}
Shapes = dict[str, tuple[int, ...]]


def normalised_convolution(conv: str, norm: str, channels: int, out: int, kernel: int) -> Shapes:
    """A convolution without bias, and what batch normalisation keeps per channel."""
    kept = {f"{norm}.{name}": (out,) for name in ("weight", "bias", "running_mean", "running_var")}
    return {f"{conv}.weight": (out, channels, kernel, kernel), **kept, f"{norm}.num_batches_tracked": ()}


def residual_block(name: str, channels: int, width: int, kernels: tuple[int, ...]) -> Shapes:
    """torchvision's names: conv1/bn1, conv2/bn2, …, and downsample.0/.1 where the number of channels changes."""
    out = 4 * width if len(kernels) == 3 else width
    widths = [channels, *[width] * (len(kernels) - 1), out]
    shapes: Shapes = {}
    for i, kernel in enumerate(kernels, start=1):
        shapes |= normalised_convolution(f"{name}.conv{i}", f"{name}.bn{i}", widths[i - 1], widths[i], kernel)
    if channels != out:
        shapes |= normalised_convolution(f"{name}.downsample.0", f"{name}.downsample.1", channels, out, 1)
    return shapes


def expected_state(depth: int, classes: int) -> Shapes:
    kernels = (3, 3) if depth < 50 else (1, 3, 1)
    shapes, channels = normalised_convolution("conv1", "bn1", 3, 64, 7), 64
    for stage, blocks in enumerate(LAYERS[depth], start=1):
        for block in range(blocks):
            width = 64 * 2 ** (stage - 1)
            shapes |= residual_block(f"layer{stage}.{block}", channels, width, kernels)
            channels = 4 * width if depth >= 50 else width
    return {**shapes, "fc.weight": (classes, channels), "fc.bias": (classes,)}


@pytest.mark.parametrize("classes", [1, 1000])
@pytest.mark.parametrize("depth", LAYERS)
def test_the_state_has_torchvisions_keys_and_shapes(depth, classes):
    state = build(Spec(depth=depth, classes=classes), "meta").state_dict()
    assert {key: tuple(tensor.shape) for key, tensor in state.items()} == expected_state(depth, classes)


@pytest.mark.parametrize("depth", LAYERS)
def test_the_parameters_are_as_many_as_published(depth):
    assert sum(p.numel() for p in build(Spec(depth=depth), "meta").parameters()) == PUBLISHED_PARAMETERS[depth]


@pytest.mark.parametrize("depth", LAYERS)
def test_the_stride_is_where_it_is_said_to_be(depth):
    modules = dict(build(Spec(depth=depth), "meta").named_modules())
    strided = "conv1" if depth < 50 else "conv2"
    halving = {f"layer{stage}.0.{name}" for stage in (2, 3, 4) for name in (strided, "downsample.0")}
    strided_modules = {name for name, module in modules.items() if getattr(module, "stride", 1) in (2, (2, 2))}
    assert strided_modules == {"conv1", "maxpool", *halving}


@pytest.mark.parametrize("depth", LAYERS)
def test_building_on_meta_allocates_nothing(depth):
    state = build(Spec(depth=depth, classes=100_000), "meta").state_dict()
    assert {tensor.device.type for tensor in state.values()} == {"meta"}


class Drawn(TorchDispatchMode):
    """Keeps the name of every operation that draws random numbers."""

    def __init__(self):
        super().__init__()
        self.names: list[str] = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names += [str(func)] if torch.Tag.nondeterministic_seeded in func.tags else []
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("depth", LAYERS)
def test_building_on_meta_initialises_nothing(depth):
    with Drawn() as drawn:
        build(Spec(depth=depth), "meta")
    assert drawn.names == []


def test_the_initialisation_works_again_after_building_on_meta():
    build(Spec(depth=18), "meta")
    assert nn.init.zeros_(torch.ones(3)).sum() == 0


@pytest.fixture(scope="module")
def resnet18() -> nn.Module:
    torch.manual_seed(0)
    return build(Spec(depth=18, classes=10), "cpu")


def test_convolutions_are_initialised_as_he_does(resnet18):
    """Normal, standard deviation sqrt(2/fan_out); that of n samples is off by 1/sqrt(2n), five times that at most."""
    for name, weight in resnet18.named_parameters():
        if weight.dim() == 4:
            expected, samples = sqrt(2 / (weight.shape[0] * prod(weight.shape[2:]))), weight.numel()
            assert weight.std().item() == pytest.approx(expected, rel=5 / sqrt(2 * samples)), name
            assert weight.mean().item() == pytest.approx(0, abs=5 * expected / sqrt(samples)), name


@pytest.mark.parametrize(("height", "width"), [(1, 1), (7, 7), (33, 64), (224, 224)])
@torch.no_grad()
def test_a_real_forward_pass_gives_finite_scores_per_class(resnet18, height, width):
    scores = resnet18(torch.randn(2, 3, height, width))
    assert scores.shape == (2, 10)
    assert scores.isfinite().all()


def test_the_network_comes_in_evaluation_mode(resnet18):
    assert not any(module.training for module in resnet18.modules())
