"""Whether a Trial fits into the device's memory and into the time there is, and the nearest one that does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import torch

from explorer.arithmetic import times
from explorer.laboratory import Trial
from explorer.measuring.cost import Cost
from explorer.measuring.device import NAMES, seeded, timed
from explorer.measuring.patience import DOUBT, FEWEST_MACS
from explorer.measuring.proof import TooLarge
from explorer.metrics import macs
from explorer.metrics.units import duration, quantity
from explorer.resnet import build
from explorer.spec import Spec
from explorer.tracing import trace

MACS_TO_FORECAST = 64 * FEWEST_MACS  # what is less ends in time on any device, and to try a pass would cost some of it
Fits = Callable[[Trial], bool]


def check_memory(trial: Trial, cost: Callable[[Trial], Cost], free: int, device: torch.device) -> None:
    """Raises `TooLarge` where what it needs at least is more than what is `free`, in bytes."""
    needed = cost(trial).bytes
    if needed > free:
        raise refusal("memory", trial, lambda other: cost(other).bytes <= free, device=NAMES[device.type],
                      needed=quantity(needed, "B"), left=quantity(free, "B"))


def check_time(trial: Trial, cost: Callable[[Trial], Cost], seconds: float | None, device: torch.device) -> None:
    """Raises `TooLarge` where even at DOUBT times the rate of a pass that is tried it would not end within `seconds`.

    What is offered instead ends within them at the rate itself. None is all the time.
    """
    work = cost(trial).macs
    if seconds is None or work < MACS_TO_FORECAST:
        return
    rate = macs_per_second(trial.spec, device)
    if work > DOUBT * rate * seconds:
        raise refusal("time", trial, lambda other: cost(other).macs <= rate * seconds, device=NAMES[device.type],
                      needed=duration(work / rate), macs=quantity(work), limit=duration(seconds))


def full(trial: Trial, cost: Callable[[Trial], Cost], device: torch.device) -> TooLarge:
    """Memory ran out in spite of `check_memory`: the next smaller Trial may fit, and is to be tried."""
    return refusal("full", trial, lambda other: True, device=NAMES[device.type],
                   needed=quantity(cost(trial).bytes, "B"))


def refusal(key: str, trial: Trial, fits: Fits, **parts: object) -> TooLarge:
    """The sentence for what is short, with the nearest Trial that fits where there is one."""
    nearest = next(filter(fits, smaller(trial)), None)
    if nearest is None:
        return TooLarge(f"{key}.trial", **parts)
    size = times((nearest.spec.height, nearest.spec.width))
    if "batch" in nearest.given:
        return TooLarge(f"{key}.trial.batch", batch=nearest["batch"], size=size, **parts)
    return TooLarge(f"{key}.trial.size", size=size, **parts)


def smaller(trial: Trial) -> Iterator[Trial]:
    """The batch halved down to 1, then at batch 1 the height and the width halved, each down to a pixel."""
    while "batch" in trial.given and trial.number("batch") > 1:
        trial = replace(trial, given={**trial.given, "batch": trial.number("batch") // 2})
        yield trial
    while max(trial.spec.height, trial.spec.width) > 1:
        trial = replace(trial, spec=_halved(trial.spec))
        yield trial


def macs_per_second(spec: Spec, device: torch.device) -> float:
    """Of two plain passes of about FEWEST_MACS the faster: the first one also warms up."""
    while _work(spec) > FEWEST_MACS and max(spec.height, spec.width) > 1:
        spec = _halved(spec)
    batch = max(1, int(FEWEST_MACS / _work(spec)))
    with seeded(0, device), torch.inference_mode():
        model, tensor = build(spec, device), torch.rand(batch, *spec.input_shape, device=device)
        return batch * _work(spec) / min(timed(device, lambda: model(tensor))[1] for _ in range(2))


def _halved(spec: Spec) -> Spec:
    return replace(spec, height=max(1, spec.height // 2), width=max(1, spec.width // 2))


def _work(spec: Spec) -> int:
    return macs.total(trace(spec))
