"""What a record of path lengths says of its numbers."""

import pytest

from explorer.laboratory.path_gradient import PathGradient, Spread, spread


def record(*norms: float, whole: float = 5.0) -> PathGradient:
    return PathGradient("relu", norms, (), whole, 0.0, {}, 8)


def test_the_shares_of_orthogonal_parts_are_those_of_pythagoras():
    assert record(3.0, 4.0).shares == pytest.approx((9 / 25, 16 / 25))
    assert record(3.0, 4.0).overlap == pytest.approx(1)


def test_two_equal_parts_overlap_twice_and_two_that_cancel_not_at_all():
    assert record(1.0, 1.0, whole=2.0).overlap == 2
    assert record(1.0, 1.0, whole=0.0).overlap == 0


def test_a_path_s_gradient_is_the_part_s_by_the_number_of_its_paths():
    found = record(1.0, 6.0, 9.0, 1.0)
    assert found.paths == (1, 3, 3, 1)
    assert found.per_path == (1.0, 2.0, 3.0, 1.0)


def test_the_binomial_s_central_part_is_that_of_the_tables():
    """Critical values of the sign test at n = 16, two-sided 5 %: 3 or fewer are outside, 4 are inside."""
    assert record(*[1.0] * 17).binomial == Spread(8.0, 4, 12)


def test_the_deepest_network_s_paths_can_be_weighed():
    assert record(*[1.0] * 1000).binomial.mean == pytest.approx(999 / 2)


def test_all_weight_at_one_length_is_no_spread():
    assert spread((0.0, 1.0, 0.0)) == Spread(1.0, 1, 1)
