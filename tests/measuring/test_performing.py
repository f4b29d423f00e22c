"""A Trial from beginning to end: what is refused beforehand and what is offered, and that nothing is left behind."""

import pickle
from datetime import datetime, timedelta, timezone

import pytest
import torch

import explorer
from explorer.laboratory import EXPERIMENTS, Trial
from explorer.measuring import TooLarge, device, experiments, limits
from explorer.measuring.cost import evaluating, training
from explorer.measuring.experiments import signal
from explorer.measuring.limits import macs_per_second
from explorer.measuring.patience import DOUBT
from explorer.measuring.peak import resident_bytes
from explorer.measuring.performing import perform_on
from explorer.measuring.saved import saved_bytes
from explorer.metrics import macs
from explorer.resnet import build
from explorer.spec import Invalid, Spec
from explorer.tracing import trace

CPU = torch.device("cpu")
SPEC, SMALL = Spec(18, 64, 32), Spec(8, variant="cifar")
EVERY_EXPERIMENT = pytest.mark.parametrize("name", EXPERIMENTS)


def asked(batch: int, spec: Spec = SPEC) -> Trial:
    return Trial(spec, "signal", {"batch": batch})


@pytest.mark.parametrize(("enough", "offer"), [
    (asked(4), "batch 4 at 64×32 fits"), (asked(1), "batch 1 at 64×32 fits"),
    (asked(1, Spec(18, 16, 8)), "batch 1 at 16×8 fits"),
])
def test_what_needs_too_much_memory_is_refused_with_the_nearest_that_fits(monkeypatch, enough, offer):
    monkeypatch.setattr(signal, "network", lambda *arguments: pytest.fail("was built"))
    budget, needed = signal.cost(enough).bytes, signal.cost(asked(32)).bytes
    with pytest.raises(TooLarge) as refusal:
        perform_on(CPU, asked(32), budget=budget)
    assert str(refusal.value) == (f"this experiment needs at least {needed / 1e6:.1f} MB and the CPU has "
                                  f"{budget / 1e6:.1f} MB free: {offer}")


def test_where_nothing_fits_a_smaller_network_is_to_be_chosen():
    with pytest.raises(TooLarge, match="has 1 B free: choose a smaller network"):
        perform_on(CPU, asked(8), budget=1)


@pytest.mark.parametrize(("share", "offer"), [(0.99, "batch 4 at 64×32 fits"), (0.24, "batch 1 at 64×32 fits")])
def test_what_would_take_too_long_is_refused_with_the_nearest_that_ends_in_time(monkeypatch, share, offer):
    """At a G MACs a second; `share` of the time that would be let through."""
    monkeypatch.setattr(limits, "MACS_TO_FORECAST", 0)
    monkeypatch.setattr(limits, "macs_per_second", lambda spec, device: 1e9)
    needed = signal.cost(asked(16)).macs / 1e9
    with pytest.raises(TooLarge, match=f"about {needed:.2f} s, for {needed:.2f} G MACs, and has .*: {offer}"):
        perform_on(CPU, asked(16), seconds=share * needed / DOUBT)


def test_what_is_in_doubt_and_what_is_short_is_let_through(monkeypatch):
    monkeypatch.setattr(limits, "macs_per_second", lambda spec, device: 1e9)
    perform_on(CPU, asked(1), seconds=1e-9)
    monkeypatch.setattr(limits, "MACS_TO_FORECAST", 0)
    perform_on(CPU, asked(2), seconds=1.01 * signal.cost(asked(2)).macs / 1e9 / DOUBT)


@pytest.mark.parametrize("spec", [Spec(18, 1024, 512), Spec(20, variant="cifar")], ids=str)
def test_a_rate_is_tried_without_moving_the_random_numbers(monkeypatch, spec):
    monkeypatch.setattr(limits, "FEWEST_MACS", 1e8)
    before = torch.get_rng_state()
    assert macs_per_second(spec, CPU) > 0
    assert torch.equal(torch.get_rng_state(), before)


def test_a_batch_needs_as_much_more_as_it_has_images():
    graph, state = trace(SPEC), sum(4 * tensor.numel() for tensor in build(SPEC, "meta").state_dict().values())
    one, four = evaluating(graph, 1), evaluating(graph, 4)
    assert four.bytes - state == 4 * (one.bytes - state)
    assert training(graph, 4).macs == 3 * four.macs == 3 * 4 * sum(macs.values(graph).values())


def test_memory_that_runs_out_becomes_a_sentence_and_the_next_trial_works(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(signal, "network", lambda *arguments: torch.empty(2**60, dtype=torch.uint8))
        with pytest.raises(TooLarge, match=r"the CPU ran out of memory: .* try batch 1 at 64×32"):
            perform_on(CPU, asked(2))
    assert perform_on(CPU, asked(2)).ran.kind == "cpu"


@EVERY_EXPERIMENT
def test_every_experiment_says_what_it_costs_and_carries_itself_out(name):
    module = experiments.of(name)
    assert callable(module.perform)
    assert module.cost(Trial(Spec(20, variant="cifar"), name)).bytes > 0


@pytest.mark.parametrize("name", ["signal", "gradient", "effective_field", "path_gradient"])
def test_the_same_seed_gives_the_same_numbers_and_another_others(name):
    before = torch.get_rng_state()
    numbers = [perform_on(CPU, Trial(SMALL, name, {"batch": 2, "seed": seed})) for seed in (5, 5, 6)]
    assert numbers[0] == numbers[1] != numbers[2]
    assert pickle.loads(pickle.dumps(numbers)) == numbers
    assert torch.equal(torch.get_rng_state(), before), "the random numbers of others go on as they were"


def test_a_record_says_what_it_ran_on():
    before = datetime.now(timezone.utc) - timedelta(seconds=1)
    ran = explorer.perform(explorer.Trial(SPEC, "signal", {"batch": 2})).ran
    assert (ran.device, ran.torch) == (device.name(torch.device(ran.kind)), torch.__version__)
    assert 0 < ran.seconds < 60
    assert before < datetime.fromisoformat(ran.at) <= datetime.now(timezone.utc)


@pytest.mark.parametrize("name", ["signal", "latency", "gradient", "effective_field"])
def test_progress_is_told_to_its_end(name):
    steps = []
    perform_on(CPU, Trial(SMALL, name, {"batch": 2}), lambda step, of: steps.append((step, of)))
    assert steps == [(step, len(steps)) for step in range(1, len(steps) + 1)]
    assert len(steps) > 1


def test_no_more_is_asked_for_than_is_held():
    """Training keeps more than what batch norms take, beside what is there before."""
    trial = Trial(SMALL, "latency", {"batch": 4})
    model, noise = build(SMALL), torch.randn(4, *SMALL.input_shape)
    held = resident_bytes(model, noise) + sum(saved_bytes(model.train(), noise).values())
    assert 0.5 * held < experiments.of("latency").cost(trial).bytes < held


def test_what_is_no_trial_is_told():
    with pytest.raises(Invalid, match=r"^a Trial is carried out, not Spec\(depth=18, .*: give one such as Trial\("):
        explorer.perform(Spec(18))


def test_a_picture_is_given_as_bytes():
    with pytest.raises(Invalid, match=r"^image cannot be 'cat.jpg': give the bytes of a file$"):
        Trial(SMALL, "feature_maps", image="cat.jpg")
