"""Tracing and measuring in processes of their own, which may be slow, die and be replaced.

The process that serves the page imports no torch. It asks a `Worker` and gets futures: a question that several ask is
answered once. Whatever befalls a process, who waits reads one sentence, and the next question is answered.
"""

from __future__ import annotations

import contextvars
import gc
import logging
import os
import signal
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, TimeoutError
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from multiprocessing import get_context, parent_process
from multiprocessing.sharedctypes import RawArray
from threading import Lock
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from explorer.spec import Spec

if TYPE_CHECKING:
    import networkx as nx

    from explorer.measuring import Proof

TRACE_SECONDS, MEASURE_SECONDS = 30, 120
START_SECONDS = 120  # for a process to import torch from a slow disk
GRAPHS_KEPT, PROOFS_KEPT = 64, 256

GPU = None
if os.environ.get("SPACES_ZERO_GPU", "").lower() in ("1", "t", "true") and parent_process() is None:
    with suppress(ImportError):
        from spaces import GPU  # a Hugging Face Space on ZeroGPU lends a GPU to one call at a time


class Failed(Exception):
    """Why there is no answer: one sentence, for the person who asked."""


class Flight:
    """One computation that several may wait for. Its future counts as running from birth: nobody can cancel it for all.

    `task` is the process pool's own future, once there is one.
    """

    numbers = count(1)

    def __init__(self) -> None:
        self.number = next(self.numbers)
        self.future: Future = Future()
        self.future.set_running_or_notify_cancel()
        self.waiting: set[Ask] = set()
        self.task: Future | None = None
        self.stopped = False

    @property
    def usable(self) -> bool:
        return not self.stopped and not (self.future.done() and self.future.exception())

    def stop(self) -> None:
        self.stopped = True
        if self.task:
            self.task.cancel()


class Here:
    """Answers in a thread of this process, one question after the other."""

    def __init__(self) -> None:
        self.shared = RawArray("i", 3)  # flight, step, of: without a lock, which a killed process might hold for ever
        self.thread = ThreadPoolExecutor(1)

    def start(self) -> None:
        """Nothing to prepare."""

    def stop(self) -> None:
        self.thread.shutdown()

    def begin(self, flight: Flight, function: Callable, question: Spec) -> None:
        # In the context of whoever asks: ZeroGPU reads from it whose quota to use.
        self.thread.submit(contextvars.copy_context().run, self._fly, flight, function, question)

    def _fly(self, flight: Flight, function: Callable, question: Spec) -> None:
        try:
            if flight.stopped:
                raise Failed("nobody waits for this answer any more")
            flight.future.set_result(self._answer(flight, function, question))
        except BaseException as problem:  # whoever waits gets it
            flight.future.set_exception(problem)

    def _answer(self, flight: Flight, function: Callable, question: Spec) -> object:
        _prepare(self.shared)
        self.shared[:] = flight.number, 0, 1
        return function(question)


class Process(Here):
    """Answers in a process that imports `modules` when it starts. One that dies, is late or is stopped is replaced."""

    def __init__(self, seconds: float, *modules: str):
        super().__init__()
        self.seconds, self.modules = seconds, modules
        self.pool = self._new()

    def start(self) -> None:
        self.thread.submit(self._ready)

    def stop(self) -> None:
        super().stop()
        self.pool.stop()
        self.pool.join()

    def _new(self) -> ProcessPool:
        return ProcessPool(1, initializer=_prepare, initargs=(self.shared, *self.modules), context=get_context("spawn"))

    def _ready(self) -> ProcessPool:
        """The pool; a new one where its process died with nothing to do, which pebble does not mend."""
        if not self.pool.active:
            self.pool.join()
            self.pool = self._new()
        return self.pool

    def _answer(self, flight: Flight, function: Callable, question: Spec) -> object:
        flight.task = self._ready().schedule(_perform, (flight.number, function, question), timeout=self.seconds)
        if flight.stopped:
            flight.task.cancel()
        try:
            return flight.task.result(START_SECONDS + self.seconds)
        except CancelledError:
            raise Failed("nobody waits for this answer any more") from None
        except TimeoutError:
            if flight.task.cancel():  # it never began: the process does not start, and pebble would wait for ever
                self.pool.stop()
            raise Failed(f"no answer within {self.seconds:g} seconds: choose a smaller input or depth") from None
        except (ProcessExpired, RuntimeError) as death:  # _perform lets neither out
            killed = getattr(death, "exitcode", None) == -signal.SIGKILL
            raise Failed("the worker process was killed, probably for want of memory: choose a smaller input" if killed
                         else "the worker process ended unexpectedly: ask again") from death


@dataclass(frozen=True, eq=False)
class Ask:
    """One person's wait for an answer that others may wait for too."""

    answers: Answers
    flight: Flight

    @property
    def future(self) -> Future:
        return self.flight.future

    def progress(self) -> tuple[int, int]:
        """(step, of): the step that runs, counted from 1; (0, 1) before the first one."""
        number, step, of = self.answers.place.shared
        return (step, of) if number == self.flight.number else (0, 1)

    def cancel(self) -> None:
        """This person waits no more; the computation ends when nobody does. Doing it twice is doing it once."""
        self.answers.leave(self)


class Answers:
    """Question -> Flight: computed once, kept while it is among the newest, computed again where it failed."""

    def __init__(self, place: Here, function: Callable, kept: int):
        self.place, self.function, self.kept = place, function, kept
        self.flights: OrderedDict[Spec, Flight] = OrderedDict()
        self.lock = Lock()

    def ask(self, question: Spec) -> Ask:
        with self.lock:
            ask = Ask(self, self._flight(question))
            if not ask.future.done():
                ask.flight.waiting.add(ask)
            return ask

    def leave(self, ask: Ask) -> None:
        with self.lock:
            ask.flight.waiting.discard(ask)
            if not ask.flight.waiting and not ask.future.done():
                ask.flight.stop()

    def stop(self) -> None:
        with self.lock:
            for flight in self.flights.values():
                flight.stop()
        self.place.stop()

    def _flight(self, question: Spec) -> Flight:
        flight = self.flights.get(question)
        if flight is None or not flight.usable:
            flight = self.flights[question] = Flight()
            self.place.begin(flight, self.function, question)
        self.flights.move_to_end(question)
        if len(self.flights) > self.kept:
            self.flights.popitem(last=False)
        return flight


class Worker:
    """Two processes: one traces and is always quick to answer, the other measures, one network at a time."""

    def __init__(self) -> None:
        device = Here() if GPU else Process(MEASURE_SECONDS, "explorer.measuring.run")
        self.proofs = Answers(device, _measure, PROOFS_KEPT)
        self.graphs = Answers(Process(TRACE_SECONDS, "explorer.tracing"), _trace, GRAPHS_KEPT)

    def start(self) -> None:
        """Begins to import torch in both processes, and does not wait for it."""
        self.graphs.place.start()
        self.proofs.place.start()

    def stop(self) -> None:
        """Stops what runs and ends the processes; a Worker cannot be asked after that."""
        self.graphs.stop()
        self.proofs.stop()

    def graph(self, spec: Spec) -> Future[nx.DiGraph]:
        """The traced graph, or `Failed`: one future for all who ask for the same Spec."""
        return self.graphs.ask(spec).future

    def proof(self, spec: Spec) -> Ask:
        """The measurement: `.future` gives a Proof, a ValueError of measuring, or `Failed`."""
        return self.proofs.ask(spec)


def _prepare(shared: RawArray, *modules: str) -> None:
    """In a worker process, when it starts. Every question writes its progress into `shared`."""
    global _progress
    _progress = shared
    for module in modules:
        import_module(module)
    gc.freeze()  # what was imported stays: collecting garbage without it spares a trace of some 30 ms a pause of 90


def _perform(number: int, function: Callable, question: Spec) -> object:
    """In a worker process: the answer, or a ValueError. Any other exception leaves a process that nobody can trust."""
    _progress[:] = number, 0, 1
    try:
        return function(question)
    except ValueError:
        raise
    except Exception:
        logging.exception("%s failed for %s", function.__name__, question)
        os._exit(1)


def _report(step: int, of: int) -> None:
    _progress[1:] = step, of


def _trace(spec: Spec) -> nx.DiGraph:
    from explorer.tracing import trace

    return trace(spec)


def _measure(spec: Spec) -> Proof:
    from explorer.measuring import measure

    return measure(spec, _report)


if GPU:
    _measure = GPU(duration=60)(_measure)
