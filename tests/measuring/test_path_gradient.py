"""The gradient in parts: against autograd's, and against another way to the same parts."""

import math

import pytest
import torch
from torch.nn import functional as F

from explorer.laboratory import Trial
from explorer.measuring import TooSmall, Unsuited
from explorer.measuring.experiments import path_gradient
from explorer.measuring.network import network
from explorer.measuring.performing import perform_on
from explorer.paths import branches_taken
from explorer.residual import residual_blocks
from explorer.resnet import build
from explorer.spec import Spec
from explorer.tracing import trace

CPU = torch.device("cpu")
OWN = Spec(variant="own", layers=(2, 1), block="BasicBlock", channels=8, height=33, width=33, classes=10)
DEPTHS = {"v1.5": 26, "option-a": 18, "option-c": 18, "v2": 18, "cifar-v2": 20, "resnext-32x4d": 50, "se": 18, "d": 18}
SMALL = [OWN, *(Spec(depth, 33, 33, 10, variant) for variant, depth in DEPTHS.items())]


def lengths(spec: Spec, batch: int = 2, seed: int = 0):
    return perform_on(CPU, Trial(spec, "path_gradient", {"batch": batch, "seed": seed}))


@pytest.mark.parametrize("spec", [*SMALL, Spec(56, variant="cifar")], ids=str)
def test_the_parts_sum_to_what_autograd_gives(spec):
    found = lengths(spec)
    assert found.whole > 0
    assert found.error < 5e-6
    assert sum(found.signed) == pytest.approx(1, abs=1e-5)


def test_there_are_as_many_paths_as_the_graph_has():
    assert dict(enumerate(lengths(OWN).paths)) == branches_taken(trace(OWN))


def scaled(factor: float):
    """A hook that leaves what a layer gives as it is, and multiplies the gradient on its way back."""
    return lambda module, inputs, output: factor * output + ((1 - factor) * output).detach()


def gradient_and_parts(factor: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Autograd's gradient at the first block where every residual branch multiplies it by `factor`; and the parts."""
    torch.manual_seed(1)
    model = network(Trial(OWN, "path_gradient"), CPU).train()
    noise, labels = torch.randn(2, *OWN.input_shape, requires_grad=True), torch.randint(10, (2,))
    loss, edges = path_gradient.forward(model, noise, labels, residual_blocks(trace(OWN)))
    given = []
    model.maxpool.register_forward_hook(lambda module, inputs, output: given.append(output))
    for block in (*model.layer1, *model.layer2):
        block.bn2.register_forward_hook(scaled(factor))
    whole, = torch.autograd.grad(F.cross_entropy(model(noise), labels), given)
    return whole, path_gradient.parts(loss, edges, residual_blocks(trace(OWN)))[0]


@pytest.mark.parametrize("factor", [-1.0, 0.0, 0.5, 2.0])
def test_the_parts_are_the_coefficients_of_the_gradient_as_a_polynomial(factor):
    """A path with k residual branches has `factor` k times: four values tell the four parts of three blocks apart."""
    whole, parts = gradient_and_parts(factor)
    expected = sum(factor**k * part for k, part in enumerate(parts))
    assert len(parts) == 4
    torch.testing.assert_close(whole, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("variant", "depth"), [("cifar", 8), ("cifar-v2", 8), ("se", 18)])
def test_begun_as_identity_the_whole_gradient_is_on_the_shortcuts(variant, depth):
    found = lengths(Spec(depth, 33, 33, 10, variant, zero_init=True))
    assert (found.shares[0], set(found.norms[1:])) == (1.0, {0.0})


def test_with_one_block_the_share_of_its_branch_is_that_of_the_longer_path():
    found = lengths(Spec(variant="own", layers=(1,), block="BasicBlock", channels=8, height=32, width=32))
    assert found.branches == {"layer1.0.add": pytest.approx(found.shares[1], rel=1e-5)}
    assert found.overlays() == {"through_branch": found.branches}


def test_begun_as_identity_nothing_comes_through_a_branch():
    spec = Spec(8, variant="cifar", zero_init=True)
    assert lengths(spec).branches == {block.merge: 0.0 for block in residual_blocks(trace(spec))}


def test_progress_counts_the_parts_that_came_to_each_block():
    steps = []
    perform_on(CPU, Trial(OWN, "path_gradient", {"batch": 2}), lambda step, of: steps.append((step, of)))
    assert steps == [(1, 6), (1 + 2, 6), (1 + 2 + 3, 6)]


def test_every_block_is_computed_once_more_for_each_part():
    """Three blocks in a row alike: 3·(c²·9·2) MACs a pixel, of which 1, 2 and 3 parts come by."""
    spec = Spec(variant="own", layers=(3,), block="BasicBlock", channels=8, height=32, width=32)
    trial = Trial(spec, "path_gradient", {"batch": 4})
    block = 2 * 9 * 8 * 8 * 8 * 8
    whole = path_gradient.differentiating(trace(spec), 4)
    assert path_gradient.cost(trial).macs - whole.macs == 4 * (1 + 2 + 3) * block


@pytest.mark.parametrize(("spec", "kind", "sentence"), [
    (Spec(18, variant="plain"), Unsuited, "Plain-18 has no shortcuts, and so a single path: choose a variant"),
    (Spec(18, classes=1), Unsuited, "with one class the loss is always 0 and has no gradient: choose more classes"),
    (Spec(18, 32, 32), TooSmall, "layer4.0.downsample.1 has of each channel at batch 1"),
])
def test_where_there_is_nothing_to_tell_apart_a_sentence_says_so(spec, kind, sentence):
    with pytest.raises(kind, match=sentence):
        lengths(spec, batch=1)


@pytest.mark.parametrize("value", [0.0, math.nan, math.inf])
def test_a_gradient_without_shares_is_told_in_a_sentence(tmp_path, value):
    """The classifier's weights are factors of all of it."""
    weights = {**build(OWN).state_dict(), "fc.weight": torch.full((10, 16), value)}
    torch.save(weights, tmp_path / "own.pth")
    with pytest.raises(Unsuited, match=r"the gradient at maxpool of .* is 0 or no number, and has no shares: choose a"):
        perform_on(CPU, Trial(OWN, "path_gradient", {"batch": 2}, weights=tmp_path / "own.pth"))
