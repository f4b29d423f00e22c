"""Signal propagation against the closed form, in every variant."""

from itertools import pairwise

import pytest
import torch

from explorer.laboratory import Trial
from explorer.measuring import TooSmall, perform
from explorer.measuring.network import network
from explorer.measuring.performing import perform_on
from explorer.spec import VARIANTS, Spec
from tests.measuring.small import TRIED

CPU = torch.device("cpu")


def signal(spec: Spec, **given: int):
    return perform_on(CPU, Trial(spec, "signal", given))


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("depth", [34, 50])
def test_it_is_within_six_percent_of_the_closed_form(depth, seed):
    """Of 64×64 a channel has 128 values in layer3 at batch 8, where blocks 1 to 6 are."""
    blocks = [block for block in signal(Spec(depth, 64, 64), batch=8, seed=seed).blocks if block.expected]
    assert [block.name for block in blocks if block.stage == "layer3"] == [f"layer3.{i}" for i in range(6)]
    for block in blocks:
        assert block.output.variance == pytest.approx(block.expected.variance, rel=0.06)
        assert block.output.squared_mean == pytest.approx(block.expected.squared_mean, rel=0.06)


@pytest.mark.parametrize("spec", TRIED.values(), ids=TRIED)
def test_every_variant_has_its_blocks_measured(spec):
    blocks = signal(spec, batch=2).blocks
    assert len(blocks) == sum(spec.architecture.layers)
    assert all(0 < block.output.variance < float("inf") for block in blocks)
    assert all((block.residual is not None) == VARIANTS[spec.variant].has_shortcuts for block in blocks)


@pytest.mark.parametrize(("variant", "depth"), [("v1.5", 18), ("v2", 18), ("se", 18), ("cifar", 8)])
def test_begun_as_identity_no_residual_branch_varies(variant, depth):
    blocks = signal(Spec(depth, 33, 33, variant=variant, zero_init=True), batch=2).blocks
    assert {(block.residual.variance, block.residual.squared_mean) for block in blocks} == {(0.0, 0.0)}


def test_a_norm_s_output_has_variance_one_and_mean_zero():
    """But for its epsilon of 1e-5."""
    for block in signal(Spec(18, 33, 33), batch=4).blocks:
        assert block.residual.variance == pytest.approx(1, abs=1e-3)
        assert block.residual.squared_mean < 1e-9


def test_pre_activation_blocks_grow_by_the_variance_of_their_branch():
    """He et al. 2016: y = x + F(x) with nothing after it, and F(x) that is uncorrelated with x."""
    blocks = signal(Spec(50, 64, 64, variant="v2"), batch=8).blocks
    for before, block in pairwise(block for block in blocks if block.stage == "layer3"):
        assert block.output.variance == pytest.approx(before.output.variance + block.residual.variance, rel=0.06)


def test_the_moments_are_those_of_the_block_s_own_output():
    trial = Trial(Spec(18, 33, 33), "signal", {"batch": 2, "seed": 3})
    torch.manual_seed(3)
    model, given = network(trial, CPU).train(), []
    model.layer2[0].register_forward_hook(lambda module, inputs, output: given.append(output.flatten(2).double()))
    noise = torch.randn(2, 3, 33, 33)
    with torch.no_grad():
        model(noise)
    channels = given[0].transpose(0, 1).flatten(1)
    output = next(block for block in perform_on(CPU, trial).blocks if block.name == "layer2.0").output
    assert output.variance == pytest.approx(channels.var(1, correction=0).mean().item(), rel=1e-5)
    assert output.squared_mean == pytest.approx(channels.mean(1).square().mean().item(), rel=1e-5)


def test_a_single_value_of_a_channel_cannot_be_normalised():
    with pytest.raises(TooSmall) as refusal:
        perform(Trial(Spec(18, 32, 32), "signal", {"batch": 1}))
    assert str(refusal.value) == ("batch norm cannot normalise a single value, which layer4.0.downsample.1 has of each "
                                  "channel at batch 1: choose a larger batch or input")
