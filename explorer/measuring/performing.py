"""One Trial from beginning to end: limits, seed, experiment, and everything given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from functools import lru_cache

import torch

from explorer.laboratory import Trial
from explorer.laboratory.record import Ran, Record
from explorer.measuring import device as devices
from explorer.measuring import experiments, limits, room
from explorer.measuring.proof import Progress, silent


def perform_on(device: torch.device, trial: Trial, progress: Progress | None = None,
               budget: int | None = None, seconds: float | None = None) -> Record:
    """`explorer.measuring.perform` on a device of your choice."""
    experiment = experiments.of(trial.experiment)
    cost = lru_cache(experiment.cost)
    limits.check_memory(trial, cost, room.free_bytes(device) if budget is None else budget, device)
    limits.check_time(trial, cost, seconds, device)
    with devices.seeded(int(trial.given.get("seed", 0)), device):
        record, taken = room.attempt(
            device, lambda: devices.timed(device, lambda: experiment.perform(trial, device, progress or silent)),
            lambda: limits.full(trial, cost, device))
    return replace(record, ran=_ran(device, taken, trial))


def _ran(device: torch.device, seconds: float, trial: Trial) -> Ran:
    return Ran(devices.name(device), device.type, devices.precision_of(device), str(torch.__version__), seconds,
               datetime.now(timezone.utc).isoformat(timespec="seconds"), trial.begun_with)
