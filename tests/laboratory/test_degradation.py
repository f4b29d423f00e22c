"""A record of training: its curves over the seeds."""

import pytest

from explorer.laboratory import Trial
from explorer.laboratory.degradation import Degradation, Point, Run
from explorer.laboratory.level import Level
from explorer.spec import Invalid, Spec


def run(network: str, seed: int, *losses: float) -> Run:
    points = tuple(Point(10 * place, loss, 0.0, 0.0) for place, loss in enumerate(losses, start=1))
    return Run(network, "cifar", 20, seed, points)


def test_a_curve_is_the_mean_and_the_ends_of_the_runs_of_one_network():
    record = Degradation((run("A", 0, 2.0, 1.0), run("B", 0, 9.0, 9.0), run("A", 1, 4.0, 1.0)), (1437, 360), 64, 0.02)
    assert record.networks == ("A", "B")
    assert record.curve("A", "loss") == (Level(10, 3.0, 2.0, 4.0), Level(20, 1.0, 1.0, 1.0))


@pytest.mark.parametrize(("given", "sentence"), [
    ({"deep": 57}, "deep cannot be 57: choose 8, 14, 20 and so on to 110"),
    ({"steps": 15}, "steps cannot be 15: choose 10, 20, 30 and so on to 1000"),
    ({"repeats": 6}, "repeats cannot be 6: choose a whole number from 1 to 5"),
])
def test_a_depth_that_is_not_6n_plus_2_and_a_point_that_is_not_there_are_refused(given, sentence):
    with pytest.raises(Invalid) as refusal:
        Trial(Spec(), "degradation", given)
    assert str(refusal.value) == sentence
