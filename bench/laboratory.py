"""How long each experiment takes, beside what its reader was promised on a quiet machine with two cores.

The seconds are the experiment's own, as the page shows them: the network is built in them, nothing is kept from a run
before. On a GPU the table says what it takes there.
"""

from __future__ import annotations

from statistics import median

from bench.report import machine, table
from explorer.laboratory import Trial
from explorer.laboratory.record import Ran
from explorer.measuring import perform
from explorer.spec import Spec

RESNET50, RESNET56 = Spec(50, height=128, width=128), Spec(56, variant="cifar")
PROMISED = {  # seconds
    Trial(RESNET50, "latency"): 20,
    Trial(RESNET50, "signal"): 20,
    Trial(RESNET50, "gradient"): 20,
    Trial(RESNET50, "path_gradient"): 20,
    Trial(RESNET50, "effective_field"): 20,
    Trial(RESNET56, "path_gradient"): 10,
    Trial(RESNET56, "degradation"): 180,
}
RUNS = 3
LONG = 60  # seconds: what is promised to take longer than this is run once


def runs(trial: Trial, promised: float) -> list[Ran]:
    return [perform(trial).ran for _ in range(1 if promised > LONG else RUNS)]


def main() -> list[str]:
    """Prints what was measured; gives what was promised and does not hold."""
    found = {trial: runs(trial, promised) for trial, promised in PROMISED.items()}
    taken = {trial: median(ran.seconds for ran in rans) for trial, rans in found.items()}
    rows = [(trial.experiment, trial.spec.to_query(), f"{taken[trial]:.1f} s", f"{promised} s")
            for trial, promised in PROMISED.items()]
    device = next(ran.device for rans in found.values() for ran in rans)
    print(table(("experiment", "network", "took", "promised"), rows))
    print(f"\nOn {device}; {machine('torch')}; median of {RUNS}, degradation once\n")
    return [f"{trial.experiment} of {trial.spec.to_query()} takes {taken[trial]:.1f} s: {promised} s were promised"
            for trial, promised in PROMISED.items() if taken[trial] > promised]
