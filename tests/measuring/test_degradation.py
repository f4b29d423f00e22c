"""Training on the digits: that it goes on where it stopped, by the rule of the paper, and that plain depth degrades."""

import pytest
import torch
from torch.nn import functional as F

from explorer.laboratory import Trial
from explorer.measuring import digits, trained
from explorer.measuring.device import one_thread
from explorer.measuring.experiments import degradation
from explorer.measuring.performing import perform_on
from explorer.measuring.training import BATCH, DECAY, MOMENTUM, RATE, Training
from explorer.spec import Spec

CPU = torch.device("cpu")
SMALL = Spec(8, variant="cifar")


@pytest.fixture(autouse=True)
def nothing_remembered():
    trained.KEPT.clear()
    yield
    trained.KEPT.clear()


def nothing() -> None:
    """Nobody wants to see the steps."""


def asked(steps: int, **given: int) -> Trial:
    return Trial(Spec(), "degradation", {"shallow": 8, "deep": 8, "steps": steps, **given})


def test_training_that_went_on_is_that_which_never_stopped():
    perform_on(CPU, asked(10))
    stopped = [id(training) for training in trained.KEPT.values()]
    went_on = perform_on(CPU, asked(20))
    assert [id(training) for training in trained.KEPT.values()] == stopped
    trained.KEPT.clear()
    assert perform_on(CPU, asked(20)) == went_on


def test_fewer_steps_are_the_beginning_of_more():
    more, fewer = perform_on(CPU, asked(20)), perform_on(CPU, asked(10))
    assert [run.points for run in fewer.runs] == [run.points[:1] for run in more.runs]


def test_a_network_after_fewer_steps_is_that_which_never_went_further():
    trained.curve(SMALL, 0, 20, CPU, nothing)
    after = trained.model(SMALL, 0, 10, CPU, nothing).state_dict()
    training = Training(SMALL, 0, CPU)
    with one_thread():
        training.go_on(nothing)
    assert all(torch.equal(after[name], tensor) for name, tensor in training.model.state_dict().items())


def test_the_newest_are_remembered(monkeypatch):
    monkeypatch.setattr(trained, "MOST", 2)
    perform_on(CPU, asked(10, repeats=2))
    assert [(spec.variant, seed) for spec, seed, _ in trained.KEPT] == [("cifar-plain", 1), ("cifar", 1)]


def test_what_was_stopped_on_the_way_is_trained_from_its_seed():
    def stop(step: int, of: int) -> None:
        if step == 15:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        perform_on(CPU, asked(20), stop)
    begun = perform_on(CPU, asked(20))
    trained.KEPT.clear()
    assert perform_on(CPU, asked(20)) == begun


def test_progress_counts_every_step_of_every_network_and_seed():
    steps = []
    perform_on(CPU, asked(10, repeats=2), lambda step, of: steps.append((step, of)))
    assert steps == [(step, 40) for step in range(1, 41)]


def test_a_repetition_is_the_run_of_its_own_seed():
    both = perform_on(CPU, asked(10, repeats=2, seed=3)).runs
    assert [run.seed for run in both] == [3, 3, 4, 4]
    assert both[2:] == perform_on(CPU, asked(10, seed=4)).runs
    assert both[0].points != both[2].points


def test_a_step_is_that_of_gradient_descent_with_momentum_and_weight_decay():
    """v ← μv + g + λw, w ← w − ηv, twice."""
    training, again, velocity = Training(SMALL, 0, CPU), Training(SMALL, 0, CPU), 0
    weight = again.model.train().fc.weight
    for _ in range(2):
        some = next(again.batches)
        loss = F.cross_entropy(again.model(again.images.pixels[some]), again.images.labels[some])
        training.model.train()
        training._step()
        velocity = MOMENTUM * velocity + torch.autograd.grad(loss, weight)[0] + DECAY * weight.detach()
        expected = weight.detach() - RATE * velocity
        again.model.load_state_dict(training.model.state_dict())
        torch.testing.assert_close(weight.detach(), expected)


def test_threads_are_as_they_were_and_make_no_difference():
    """A sum in another order has another last digit: training has one thread wherever it runs."""
    before, runs = torch.get_num_threads(), []
    for threads in (1, 2):
        trained.KEPT.clear()
        torch.set_num_threads(threads)
        runs.append(perform_on(CPU, asked(10)))
        assert torch.get_num_threads() == threads
    torch.set_num_threads(before)
    assert runs[0] == runs[1]


def test_every_image_is_trained_with_or_tested_with_and_a_seed_says_which():
    (training, test), (other, _) = digits.split(0, CPU), digits.split(1, CPU)
    assert (len(training), len(test)) == (1797 - 360, 360)
    assert sorted([*training.labels, *test.labels]) == sorted(digits.load_digits().target)
    assert training.pixels.mean().abs() < 1e-5
    assert training.pixels.var(correction=0) == pytest.approx(1, abs=1e-5)
    assert not torch.equal(training.labels, other.labels)


def test_a_round_has_every_image_once_and_the_next_in_another_order():
    training = Training(SMALL, 0, CPU)
    full = len(training.images) // BATCH
    first, second = (torch.cat([next(training.batches) for _ in range(full)]) for _ in range(2))
    assert len(set(first.tolist())) == full * BATCH
    assert not torch.equal(first, second)


def test_it_costs_three_passes_a_step_and_one_a_test():
    """Of ResNet-8 and Plain-8 at 8×8: conv1, then 6 convolutions in three stages, and 64 numbers in 10 classes."""
    stage = 8 * 8 * 16 * 16 * 9
    macs = 8 * 8 * 3 * 16 * 9 + (2 + 1.5 + 1.5) * stage + 64 * 10
    assert degradation.cost(asked(20)).macs == 2 * macs * (3 * 20 * 64 + 2 * 360)


def test_the_deeper_plain_network_learns_worst_and_with_shortcuts_depth_does_no_harm():
    """He et al. 2015, Fig. 6: of plain networks the deeper one has the higher training error."""
    record = perform_on(CPU, Trial(Spec(), "degradation", {"shallow": 14, "deep": 44, "steps": 50}))
    loss = {name: record.curve(name, "loss")[-1].mean for name in record.networks}
    assert loss["Plain-44"] > 2 * loss["Plain-14"]
    assert loss["Plain-44"] > 2 * loss["ResNet-44"]
    assert loss["ResNet-44"] < loss["Plain-14"]
