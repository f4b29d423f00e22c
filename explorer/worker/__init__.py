"""Tracing, what is made of graphs, and measuring, in processes of their own, which may be slow, die and be replaced.

The process that serves the page imports no torch and draws nothing. It asks a `Worker` and gets futures. Whatever
befalls a process, who waits reads one sentence, and the next question is answered.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import lru_cache
from multiprocessing import parent_process
from typing import TYPE_CHECKING, TypeVar

from explorer.laboratory import Trial
from explorer.spec import Spec
from explorer.worker.flights import Answers, Ask, Flight
from explorer.worker.places import Here, Process, report

if TYPE_CHECKING:
    import networkx as nx

    from explorer.laboratory.record import Record
    from explorer.measuring import Proof

MAKE_SECONDS, MEASURE_SECONDS, LENT_SECONDS = 30, 120, 60
TRIAL_SECONDS = 240  # of an experiment; the device's process is given no longer than that for anything
QUEUED = 64  # questions for the device: an hour, were each of them to take a minute
GRAPHS_KEPT, PROOFS_KEPT, RECORDS_KEPT = 64, 256, 256
Answer = TypeVar("Answer")

GPU = None
if os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true") and parent_process() is None:
    with suppress(ImportError):
        from spaces import GPU  # a Hugging Face Space on ZeroGPU lends a GPU to one call at a time


class Worker:
    """Two processes: one has the graphs and is always quick to answer, the other the device, for a question at a time.

    `modules` are imported by the first when it starts: those of what will be made there.
    """

    def __init__(self, *modules: str) -> None:
        device = Here(QUEUED) if GPU else Process(
            TRIAL_SECONDS, "explorer.measuring.run", "explorer.measuring.performing", most=QUEUED)
        self.proofs = Answers(device, _measure, PROOFS_KEPT)
        self.records = Answers(device, _perform, RECORDS_KEPT)
        self.graphs = Process(MAKE_SECONDS, "explorer.tracing", *modules)

    def start(self) -> None:
        """Begins to import torch in both processes, and does not wait for it."""
        self.graphs.start()
        self.proofs.place.start()

    def stop(self) -> None:
        """Stops what runs and ends the processes; a Worker cannot be asked after that."""
        for place in (self.graphs, self.proofs.place):
            place.stop()

    def made(self, make: Callable[..., Answer], *specs: Spec) -> Future[Answer]:
        """What `make` gives of the traced graphs of these networks, a ValueError of it, or `Failed`.

        It is called where the graphs are; what it is and what it gives have to be pickled.
        """
        flight = Flight()
        self.graphs.begin(flight, _make, (make, specs))
        return flight.future

    def proof(self, spec: Spec, anew: bool = False) -> Ask:
        """The measurement: `.future` gives a Proof, a ValueError of measuring, or `Failed`.

        `anew` measures again where a Proof is kept.
        """
        return self.proofs.ask(spec, anew)

    def record(self, trial: Trial) -> Ask:
        """What an experiment found: `.future` gives its Record, a ValueError of measuring, or `Failed`."""
        return self.records.ask(trial)

    def forget(self, trial: Trial) -> None:
        """Keeps neither the question nor what was found: it is somebody's own."""
        self.records.forget(trial)


def _make(asked: tuple[Callable[..., Answer], tuple[Spec, ...]]) -> Answer:
    make, specs = asked
    return make(*map(_traced, specs))


@lru_cache(GRAPHS_KEPT)
def _traced(spec: Spec) -> nx.DiGraph:
    from explorer.tracing import trace

    return trace(spec)


def _measure(spec: Spec) -> Proof:
    from explorer.measuring import measure

    return measure(spec, report, seconds=LENT_SECONDS if GPU else MEASURE_SECONDS)


def _perform(trial: Trial) -> Record:
    from explorer.measuring import perform

    return perform(trial, report, seconds=LENT_SECONDS if GPU else TRIAL_SECONDS)


if GPU:
    _measure, _perform = (GPU(duration=LENT_SECONDS)(function) for function in (_measure, _perform))
