"""Tracing and measuring in processes of their own, which may be slow, die and be replaced.

The process that serves the page imports no torch. It asks a `Worker` and gets futures: a question that several ask is
answered once. Whatever befalls a process, who waits reads one sentence, and the next question is answered.
"""

from __future__ import annotations

import os
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing import parent_process
from typing import TYPE_CHECKING

from explorer.laboratory import Trial
from explorer.spec import Spec
from explorer.worker.flights import Answers, Ask
from explorer.worker.places import Here, Process, report

if TYPE_CHECKING:
    import networkx as nx

    from explorer.laboratory.record import Record
    from explorer.measuring import Proof

TRACE_SECONDS, MEASURE_SECONDS, LENT_SECONDS = 30, 120, 60
TRIAL_SECONDS = 240  # of an experiment; the device's process is given no longer than that for anything
QUEUED = 64  # questions for the device: an hour, were each of them to take a minute
GRAPHS_KEPT, PROOFS_KEPT, RECORDS_KEPT = 64, 256, 256

GPU = None
if os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true") and parent_process() is None:
    with suppress(ImportError):
        from spaces import GPU  # a Hugging Face Space on ZeroGPU lends a GPU to one call at a time


class Worker:
    """Two processes: one traces and is always quick to answer, the other has the device, for one question at a time."""

    def __init__(self) -> None:
        device = Here(QUEUED) if GPU else Process(
            TRIAL_SECONDS, "explorer.measuring.run", "explorer.measuring.performing", most=QUEUED)
        self.proofs = Answers(device, _measure, PROOFS_KEPT)
        self.records = Answers(device, _perform, RECORDS_KEPT)
        self.graphs = Answers(Process(TRACE_SECONDS, "explorer.tracing"), _trace, GRAPHS_KEPT)

    def start(self) -> None:
        """Begins to import torch in both processes, and does not wait for it."""
        self.graphs.place.start()
        self.proofs.place.start()

    def stop(self) -> None:
        """Stops what runs and ends the processes; a Worker cannot be asked after that."""
        for answers in (self.graphs, self.proofs, self.records):
            answers.stop()

    def graph(self, spec: Spec) -> Future[nx.DiGraph]:
        """The traced graph, or `Failed`: one future for all who ask for the same Spec."""
        return self.graphs.ask(spec).future

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


def _trace(spec: Spec) -> nx.DiGraph:
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
