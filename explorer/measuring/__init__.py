"""Runs a network on the real device: proves every traced shape, measures time and memory, carries experiments out.

`import explorer.measuring` loads no torch, so that the web process can read a Proof; `measure` and `perform` load it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from explorer.laboratory import Trial
from explorer.laboratory.checkpoints import file_of
from explorer.laboratory.unfit import Unfit
from explorer.laboratory.unsuited import Unsuited
from explorer.measuring.proof import STEPS, Progress, Proof, TooLarge, TooSmall
from explorer.spec import Invalid, Spec

if TYPE_CHECKING:
    from explorer.laboratory.record import Record

__all__ = ["STEPS", "Proof", "TooLarge", "TooSmall", "Unfit", "Unsuited", "measure", "perform"]

os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # torch.profiler writes two lines to stderr for each use without it


def measure(spec: Spec, progress: Progress | None = None, budget: int | None = None,
            seconds: float | None = None, weights: str | Path | None = None) -> Proof:
    """Builds the network on the GPU, or on the CPU where there is none, and runs it: see `Proof` for what is found.

    `progress(step, of)` is called as each of STEPS begins, counted from 1, and again while it goes on; it may raise.
    `budget` is the memory in bytes that may be used; None asks the device how much it has free. Raises `TooLarge`, a
    ValueError of one sentence, before anything is allocated where the network cannot fit, and where memory runs out in
    spite of that; also where the measurement, by what is known while it runs, would not end within `seconds`. None
    gives it all the time. With `weights`, as in `perform`, it runs with those.

    >>> import explorer
    >>> proof = explorer.measure(explorer.Spec(depth=20, variant="cifar"))
    >>> proof.confirmed == proof.traced, proof.mismatches
    (True, ())
    """
    from explorer.measuring.device import choose
    from explorer.measuring.run import measure_on

    return measure_on(choose(), spec, progress, budget, seconds, file_of(weights))


def perform(trial: Trial, progress: Progress | None = None, budget: int | None = None,
            seconds: float | None = None, weights: str | Path | None = None) -> Record:
    """Carries the experiment out on the GPU, or on the CPU where there is none: see the experiment's Record.

    `progress(step, of)` is called again and again, and may raise. On the CPU the same Trial gives the same numbers,
    times excepted. `budget` is the memory in bytes that may be used; None asks the device how much it has free. Raises
    `TooLarge`, a ValueError of one sentence which offers the nearest that fits, before anything is allocated where the
    experiment needs more memory than that, and where it would by far not end within `seconds`; also where memory runs
    out. Raises `TooSmall`, likewise, where batch norm would get one value of a channel, and `Unsuited` where the
    network lacks what is to be looked at. With `weights`, a file of a state_dict with torchvision's names, the network
    begins with those; raises `Unfit` where they are not of this network, and `Invalid`, a ValueError, for what is no
    Trial or no path.
    """
    from explorer.measuring.device import choose
    from explorer.measuring.performing import perform_on

    if not isinstance(trial, Trial):
        raise Invalid("trial", trial, ("Trial(Spec(50), 'signal')",))
    given = replace(trial, weights=weights) if weights else trial
    return perform_on(choose(), given, progress, budget, seconds)
