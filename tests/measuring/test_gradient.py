"""The myth check: where gradients explode and where they vanish, against theory."""

from itertools import pairwise
from math import inf, nan, pi, sqrt

import pytest
import torch
from torch.nn import functional as F

from explorer.laboratory import Trial
from explorer.laboratory.gradient import Curve, Gradient
from explorer.measuring import TooSmall, Unsuited
from explorer.measuring.experiments.gradient import _network
from explorer.measuring.network import network
from explorer.measuring.performing import perform_on
from explorer.spec import VARIANTS, Spec
from tests.measuring.small import TRIED

CPU = torch.device("cpu")
RESNET, PLAIN = Spec(56, variant="cifar"), Spec(56, variant="cifar-plain")


def gradient(spec: Spec, **given: object) -> Gradient:
    return perform_on(CPU, Trial(spec, "gradient", given))


def per_layer(norms: tuple[float, ...]) -> list[float]:
    """Within the stages, how often larger the gradient is a convolution further from the loss."""
    return [sqrt(before / after) for place, (before, after) in enumerate(pairwise(norms), start=1) if place % 9]


@pytest.mark.parametrize("seed", range(3))
def test_with_batch_norm_plain_gradients_explode_and_residual_ones_do_not(seed):
    record = gradient(RESNET, seed=seed)
    assert record.cut.ratio > 3e3
    assert record.shortcuts.ratio < 60


def test_a_plain_network_is_the_residual_one_with_its_shortcuts_cut():
    """Shortcuts without parameters leave the same random numbers for all else."""
    plain = gradient(PLAIN)
    assert plain.shortcuts is None
    assert plain.cut == gradient(RESNET).cut


def test_each_plain_layer_with_batch_norm_multiplies_the_gradient_as_in_theory():
    """Yang et al. 2019 (https://arxiv.org/abs/1902.08129), section 4: by √(π/(π − 1)) for ReLU and large batches."""
    factors = per_layer(gradient(PLAIN, batch=16).cut.norms)
    assert sum(factors) / len(factors) == pytest.approx(sqrt(pi / (pi - 1)), rel=0.03)


def test_without_norm_and_by_default_each_plain_layer_shrinks_the_gradient_as_in_theory():
    """A weight's variance of 1/(3·fan_in), of which a ReLU lets half through: by 1/√6, less what borders take away."""
    record = gradient(PLAIN, norm="none", init="default")
    factors = per_layer(record.cut.norms)
    assert 0.9 / sqrt(6) < sum(factors) / len(factors) < 1.02 / sqrt(6)
    assert record.cut.ratio < 1e-18


@pytest.mark.parametrize("spec", TRIED.values(), ids=TRIED)
def test_every_variant_has_its_curves(spec):
    record = gradient(spec, norm="none", batch=1)
    curves = [record.cut, *([record.shortcuts] if VARIANTS[spec.variant].has_shortcuts else [])]
    assert (record.shortcuts is None) == (len(curves) == 1)
    for curve in curves:
        assert len(record.blocks) == len(record.at) == len(curve.norms) == sum(spec.architecture.layers)
        assert all(0 < norm < inf for norm in curve.norms)


@pytest.mark.parametrize("variant", ["v1.5", "v2", "d", "se"])
def test_the_gradient_is_that_of_the_network_itself(variant):
    trial = Trial(Spec(18, 33, 33, variant=variant, classes=10), "gradient", {"batch": 2, "seed": 3})
    torch.manual_seed(3)
    model, outputs = network(trial, CPU).train(), []
    model.layer2[0].register_forward_hook(lambda module, inputs, output: outputs.append(output))
    noise, labels = torch.randn(2, 3, 33, 33), torch.randint(10, (2,))
    loss = F.cross_entropy(model(noise), labels)
    norm = torch.autograd.grad(loss, outputs)[0].norm().item()
    found = perform_on(CPU, trial)
    assert found.shortcuts.loss == pytest.approx(loss.item(), rel=1e-5)
    assert found.shortcuts.norms[found.blocks.index("layer2.0")] == pytest.approx(norm, rel=1e-4)


def test_default_is_what_pytorch_gives_a_new_convolution():
    """U(−b, b) with b = 1/√fan_in, of which 3·fan_in·variance is 1; He's fan_out·variance is 2."""
    weights = {init: _network(Trial(Spec(18), "gradient", {"init": init}), CPU).layer4[1].conv2.weight
               for init in ("he", "default")}
    fan = 512 * 9
    assert fan * weights["he"].var().item() == pytest.approx(2, rel=0.01)
    assert 3 * fan * weights["default"].var().item() == pytest.approx(1, rel=0.01)
    assert weights["default"].abs().max().item() <= 1 / sqrt(fan)


def test_begun_as_identity_the_gradient_is_the_same_at_every_block_of_a_stage():
    """y = x: nothing is added on the way back; the ReLU lets all of what was positive through."""
    record = gradient(Spec(20, variant="cifar", zero_init=True), batch=2)
    for before, after in pairwise(record.shortcuts.norms[:3]):
        assert before == pytest.approx(after, rel=1e-6)


@pytest.mark.parametrize(("norms", "ratio"), [((6.0, 1.0, 2.0), 3.0), ((0.0, 1.0), 0.0), ((inf, 1.0), inf),
                                              ((nan, 1.0), None), ((0.0, 0.0), None)])
def test_the_ratio_is_first_to_last_and_none_where_it_is_no_number(norms, ratio):
    assert Curve(norms, 0.0).ratio == ratio


def test_only_batch_norm_needs_two_values():
    with pytest.raises(TooSmall):
        gradient(Spec(18, 32, 32), batch=1)
    assert gradient(Spec(18, 32, 32), batch=1, norm="none").batch == 1


def test_one_class_has_no_gradient():
    with pytest.raises(Unsuited, match="with one class the loss is always 0"):
        gradient(Spec(18, 33, 33, classes=1))
