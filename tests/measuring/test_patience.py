"""What cannot be measured in the time there is, is refused: by a trial beforehand, or as soon as a pass shows it."""

from itertools import count
from types import SimpleNamespace

import pytest
import torch

from explorer.measuring import TooLarge, forward, patience, run
from explorer.measuring.patience import DOUBT, FEWEST_MACS, PART, PASSES, Patience
from explorer.metrics import macs
from explorer.resnet import build
from explorer.spec import Spec
from explorer.tracing import trace

CPU = torch.device("cpu")
LARGE = Spec(152, 4096, 4096)


def work(spec: Spec) -> int:
    return sum(macs.values(trace(spec)).values())


def refusing(monkeypatch, spec: Spec, trial_seconds: float, limit: float) -> str:
    """Why a measurement is refused whose trial takes so long."""
    monkeypatch.setattr(patience, "_trial_seconds", lambda *arguments: trial_seconds)
    monkeypatch.setattr(run.room, "free_bytes", lambda device: 10**12)
    monkeypatch.setattr(run, "mismatches", lambda *arguments: pytest.fail("ran the whole input"))
    with pytest.raises(TooLarge) as refusal:
        run.measure_on(CPU, spec, seconds=limit)
    return str(refusal.value)


def test_what_a_trial_finds_too_slow_is_refused_with_the_figures(monkeypatch):
    monkeypatch.setattr(run, "build", lambda spec, device: build(spec, "meta"))
    each = 5 * work(LARGE) / work(Spec(152, 512, 512))
    told = refusing(monkeypatch, LARGE, 5, 120)
    assert f"two passes of {work(LARGE) / 1e12:.2f} T MACs at {each // 60:.0f} min {each % 60:.0f} s each" in told
    assert told.endswith("and has to end within 2 min 0 s: choose a smaller input or depth")


@pytest.mark.parametrize(("share", "fits"), [(0.9, True), (1.1, False)])
def test_two_passes_have_to_fit_even_where_the_trial_was_slow(monkeypatch, share, fits):
    limit, waiting = 120, Patience(120, CPU, trace(LARGE))
    trial = share * limit / PASSES * DOUBT * work(Spec(152, 512, 512)) / work(LARGE)
    monkeypatch.setattr(patience, "_trial_seconds", lambda *arguments: trial)
    if fits:
        waiting.forecast(None)
    else:
        with pytest.raises(TooLarge):
            waiting.forecast(None)


@pytest.mark.parametrize(("spec", "seconds"), [(Spec(50), 1e-9), (LARGE, None)])
def test_nothing_is_tried_where_it_would_tell_nothing_or_nobody_waits(monkeypatch, spec, seconds):
    assert work(spec) < FEWEST_MACS * PART**2 or seconds is None
    monkeypatch.setattr(patience, "_trial_seconds", lambda *arguments: pytest.fail("was tried"))
    Patience(seconds, CPU, trace(spec)).forecast(None)


def test_a_trial_runs_an_eighth_of_the_height_and_width(monkeypatch):
    ran = []
    monkeypatch.setattr(patience, "FEWEST_MACS", 0)
    Patience(60, CPU, trace(Spec(18, 264, 7))).forecast(lambda tensor: ran.append(tuple(tensor.shape)))
    assert set(ran) == {(1, 3, 33, 1)}


def test_a_pass_that_leaves_no_time_for_another_is_given_up_on_its_way(monkeypatch):
    model, graph, seconds, limit = build(Spec(18, 33, 33)), trace(Spec(18, 33, 33)), count(), 10
    monkeypatch.setattr(patience, "time", SimpleNamespace(perf_counter=lambda: next(seconds)))
    first_pass = Patience(limit, CPU, graph, begun=next(seconds)).first_pass()
    enough = next(taken for taken in count(1) if 1 + PASSES * taken > limit)
    with torch.inference_mode(), pytest.raises(TooLarge) as refusal:
        forward.mismatches(model, torch.rand(1, 3, 33, 33), {}, first_pass)
    assert str(refusal.value) == (f"one pass of {work(Spec(18, 33, 33)) / 1e6:.1f} M MACs takes the CPU more than "
                                  f"{enough:.2f} s, and two have to end within {limit:.1f} s: "
                                  "choose a smaller input or depth")


def test_without_a_limit_no_pass_is_given_up(monkeypatch):
    monkeypatch.setattr(forward, "SECONDS", 0)
    assert run.measure_on(CPU, Spec(18, 33, 33)).mismatches == ()


def test_a_refusal_gives_back_what_was_built(monkeypatch):
    with pytest.raises(TooLarge, match="two have to end within"):
        run.measure_on(CPU, Spec(18, 1, 1), seconds=0)
    assert run.measure_on(CPU, Spec(18, 1, 1), seconds=60).mismatches == ()
