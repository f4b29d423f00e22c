"""The closed form of signal propagation, against Spitzer's identity and against what can be written down."""

from itertools import pairwise
from math import pi, sqrt

import pytest

from explorer.laboratory.ends import ends
from explorer.laboratory.signal import places, projected, reflected
from explorer.spec import Spec
from explorer.tracing import trace


def spitzer(steps: int) -> tuple[float, float]:
    """Mean and mean square of the walk reflected at 0 after so many unit normal steps from 0.

    It is as high as the maximum of a free walk has become, whose moments follow from S_j⁺ (Spitzer 1956, theorem 3.1):
    E[S_j⁺]/j = 1/√(2πj) and E[(S_j⁺)²]/j = 1/2.
    """
    a = {j: 1 / sqrt(2 * pi * j) for j in range(1, steps + 1)}
    return sum(a.values()), steps / 2 + sum(a[i] * a[j] for i in a for j in a if i + j <= steps)


def test_the_quadrature_agrees_with_spitzer_s_identity():
    for steps, moments in enumerate(reflected(36, first=1.0), start=1):
        mean, square = spitzer(steps)
        assert moments.squared_mean == pytest.approx(mean**2, rel=1e-4)
        assert moments.variance == pytest.approx(square - mean**2, rel=1e-4)


def test_the_first_block_gives_half_a_normal_of_variance_two():
    first, = projected(1)
    assert (first.squared_mean, first.variance) == pytest.approx((1 / pi, 1 - 1 / pi), rel=1e-4)


def test_a_block_adds_at_most_the_variance_of_its_residual_branch():
    squares = [moments.variance + moments.squared_mean for moments in projected(20)]
    assert all(0 < after - before < 1 for before, after in pairwise(squares))


@pytest.mark.parametrize(("spec", "numbers"), [
    (Spec(34), [None, None, None, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 1, 2, 3]),
    (Spec(50), [1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 1, 2, 3]),
    (Spec(18, variant="option-c"), [1] * 8), (Spec(18, variant="option-a"), [None] * 8),
    (Spec(18, variant="v2"), [None] * 8), (Spec(18, variant="se"), [None] * 8),
    (Spec(18, variant="plain"), [None] * 8), (Spec(18, zero_init=True), [None] * 8),
])
def test_the_closed_form_begins_with_a_projection_and_needs_norms_at_both_branches(spec, numbers):
    graph = trace(spec)
    assert places(graph, ends(graph)) == numbers
