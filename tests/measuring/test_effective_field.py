"""Where a unit's gradient arrives, against the theoretical field and against weights."""

from itertools import pairwise

import pytest
import torch

from explorer.laboratory import Trial
from explorer.laboratory.effective_field import EffectiveField
from explorer.measuring.experiments.effective_field import divided, fewest
from explorer.measuring.network import network
from explorer.measuring.performing import perform_on
from explorer.spec import Invalid, Spec
from tests.measuring.small import TRIED

CPU = torch.device("cpu")
ROW = Spec(variant="own", layers=(6,), block="BasicBlock", channels=16, height=97, width=97, classes=2)


def field(spec: Spec, **given: object) -> EffectiveField:
    return perform_on(CPU, Trial(spec, "effective_field", {"batch": 2, **given}))


@pytest.mark.parametrize("spec", TRIED.values(), ids=TRIED)
def test_nothing_arrives_outside_the_theoretical_field(spec):
    """It is smaller than the input, unless the block looks at all of it to scale its channels."""
    record = field(spec, select="layer1.0")
    assert record.theoretical_side < spec.width or spec.variant == "se"
    assert record.inside == pytest.approx(1, abs=1e-12)
    assert 0 < record.nearest <= record.inside
    assert 0 < record.side < record.theoretical_side


def test_outside_the_field_the_gradient_is_zero():
    """Unit 12 of 25 looks at 4·12 = 48, at 5 more on either side through the stem and at 8 more through the block."""
    record = field(ROW, select="layer1.0")
    seen = [row for row, values in enumerate(record.heat) if any(values)]
    assert (seen[0], seen[-1]) == (48 - 5 - 8, 48 + 5 + 8)
    assert sum(map(sum, record.heat)) == pytest.approx(1, abs=1e-12)


def test_deeper_units_listen_to_an_ever_smaller_part_of_what_they_see():
    """Luo et al. 2016, section 2: the field grows with the root of the depth, the theoretical one with the depth."""
    records = [field(ROW, batch=4, select=f"layer1.{block}") for block in (0, 1, 3)]
    for nearer, deeper in pairwise(records):
        assert nearer.side < deeper.side
        assert deeper.side / deeper.theoretical_side < nearer.side / nearer.theoretical_side


def test_behind_one_convolution_the_gradient_is_its_weights():
    """With one channel: their absolute value summed over the colours, whatever the sign."""
    spec = Spec(variant="own", layers=(1,), block="BasicBlock", channels=1, height=33, width=33)
    torch.manual_seed(7)
    weights = network(Trial(spec, "effective_field"), CPU).conv1.weight[0].abs().sum(0)
    record = field(spec, select="conv1", seed=7)
    found = torch.tensor(record.heat)[2 * 8 - 3:2 * 8 + 4, 2 * 8 - 3:2 * 8 + 4]
    assert record.unit == (8, 8)
    torch.testing.assert_close(found, weights / weights.sum(), rtol=1e-4, atol=1e-7)


def test_the_nearer_a_block_is_the_fewer_of_its_positions_are_heard():
    """Of the block that gives the unit it is this one position of 25×25; what comes after the unit is not asked."""
    heard = field(ROW, select="layer1.3").heard
    assert list(heard) == [f"layer1.{block}.add" for block in range(4)]
    assert all(before > after for before, after in pairwise(heard.values()))
    assert heard["layer1.3.add"] == 1 / 25**2
    assert field(ROW, select="layer1.3").overlays() == {"heard": heard}


def test_a_name_means_the_tensor_that_leaves_it():
    asked = {"layer1": "layer1.5.relu_1", "layer1.2": "layer1.2.relu_1", "layer1.2.bn1": "layer1.2.bn1",
             "": "layer1.5.relu_1", "stem": "maxpool", "layer1.2.shortcut": "layer1.1.relu_1"}
    assert {name: field(ROW, select=name, batch=1).node for name in asked} == asked


def test_a_unit_of_a_vector_hears_from_everywhere():
    assert field(Spec(20, variant="cifar"), select="fc").theoretical_side == 32


@pytest.mark.parametrize("name", ["layer9.1", "layer1.0,layer1.1"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(Invalid, match=f"select cannot be '{name}': choose input, stem, "):
        field(ROW, select=name)


@pytest.mark.parametrize(("size", "cells"), [((6, 4), (3, 3)), ((5, 3), (3, 3)), ((3, 2), (3, 2))])
def test_what_is_divided_stays_as_much_and_even(size, cells):
    shares = torch.rand(size, dtype=torch.float64)
    assert divided(shares, 3).shape == cells
    assert divided(shares, 3).sum().item() == pytest.approx(shares.sum().item())
    even = divided(torch.ones(size, dtype=torch.float64), 3)
    assert even.flatten().tolist() == pytest.approx([size[0] * size[1] / (cells[0] * cells[1])] * even.numel())


@pytest.mark.parametrize(("values", "number"), [([4, 3, 2, 1], 3), ([10, 0, 0, 0], 1), ([0, 0], 0), ([1] * 10, 9)])
def test_the_fewest_that_hold_so_much_are_the_largest(values, number):
    """0.9 of 10, but for rounding: 9 ones, or 4 + 3 + 2."""
    assert fewest(torch.tensor(values, dtype=torch.float64), 0.9) == number
