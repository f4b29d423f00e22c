"""Where questions are answered: in a thread of this process, or in a process that may die and is replaced."""

from __future__ import annotations

import contextvars
import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, TimeoutError
from functools import partial
from importlib import import_module
from math import inf
from multiprocessing import get_context, parent_process
from multiprocessing.sharedctypes import RawArray

from pebble import ProcessExpired, ProcessPool

from explorer.worker.flights import LEFT, RUNS, STEP, Failed, Flight

# Elsewhere a copy of a process that has begun to use the system's libraries cannot be trusted.
PROCESSES = get_context("forkserver" if sys.platform == "linux" else "spawn")
COPIED = ["torch"]  # is imported once, and the processes begin as copies of one that has it
START_SECONDS = 120  # for a process to import torch from a slow disk
LEAVE_SECONDS = 1  # for a process to leave what nobody waits for


class Here:
    """Answers in a thread of this process, one question after the other. More than `most` at a time are refused."""

    def __init__(self, most: float = inf) -> None:
        self.most, self.begun = most, set()
        self.shared = RawArray("i", 4)  # without a lock, which a killed process might hold for ever
        self.thread = ThreadPoolExecutor(1)

    def start(self) -> None:
        """Nothing to prepare."""

    def stop(self) -> None:
        """Gives up what was begun, what runs last, so that nothing follows it; and waits until it has ended."""
        for flight in sorted(self.begun, key=lambda flight: flight.number, reverse=True):
            flight.stop()
        self.thread.shutdown()

    def begin(self, flight: Flight, function: Callable, question: Hashable) -> None:
        if sum(not other.stopped for other in tuple(self.begun)) >= self.most:
            flight.future.set_exception(Failed("queued", number=self.most))
            return
        self.begun.add(flight)
        flight.future.add_done_callback(lambda _: self.begun.discard(flight))
        # In the context of whoever asks: ZeroGPU reads from it whose quota to use.
        self.thread.submit(contextvars.copy_context().run, self._fly, flight, function, question)

    def _fly(self, flight: Flight, function: Callable, question: Hashable) -> None:
        try:
            if flight.stopped:
                raise Failed("left")
            flight.future.set_result(self._answer(flight, function, question))
        except BaseException as problem:  # whoever waits gets it
            flight.future.set_exception(problem)

    def _answer(self, flight: Flight, function: Callable, question: Hashable) -> object:
        _report_into(self.shared)
        self.shared[:LEFT] = flight.number, 0, 1
        return function(question)


class Process(Here):
    """Answers in a process that imports `modules` when it starts. One that dies, is late or does not stop is replaced.

    What nobody waits for any more it leaves where it next says how far it is.
    """

    def __init__(self, seconds: float, *modules: str, most: float = inf):
        super().__init__(most)
        self.seconds, self.modules = seconds, modules
        self.pool = self._new()

    def start(self) -> None:
        self.thread.submit(self._ready)

    def stop(self) -> None:
        super().stop()
        self.pool.stop()
        self.pool.join()

    def _new(self) -> ProcessPool:
        PROCESSES.set_forkserver_preload(COPIED)
        return ProcessPool(1, initializer=_start, initargs=(self.shared, *self.modules), context=PROCESSES)

    def _ready(self) -> ProcessPool:
        """The pool; a new one where its process died with nothing to do, which pebble does not mend."""
        if not self.pool.active:
            self.pool.join()
            self.pool = self._new()
        return self.pool

    def _answer(self, flight: Flight, function: Callable, question: Hashable) -> object:
        task = self._ready().schedule(_perform, (flight.number, function, question), timeout=self.seconds)
        flight.give_up = partial(self._give_up, flight, task)
        if flight.stopped:
            flight.give_up()
        try:
            answer = task.result(START_SECONDS + self.seconds)
        except CancelledError:
            raise Failed("left") from None
        except TimeoutError:
            if task.cancel():  # it never began: the process does not start, and pebble would wait for ever
                self.pool.stop()
            raise Failed("late", seconds=f"{self.seconds:g}") from None
        except (ProcessExpired, RuntimeError) as death:  # _perform lets neither out
            killed = getattr(death, "exitcode", None) == -signal.SIGKILL
            raise Failed("killed" if killed else "ended") from death
        if flight.stopped:
            raise Failed("left")
        return answer

    def _give_up(self, flight: Flight, task: Future) -> None:
        self.shared[LEFT] = flight.number
        late = threading.Timer(LEAVE_SECONDS, self._end, (flight, task))
        late.daemon = True
        late.start()

    def _end(self, flight: Flight, task: Future) -> None:
        """With its process; one that is still starting leaves it as soon as it begins."""
        if self.shared[RUNS] == flight.number:
            task.cancel()


class Left(BaseException):
    """Raised where what is computed says how far it is, when nobody waits for it any more."""


def _report_into(shared: RawArray) -> None:
    """Every question of this process writes its progress into `shared`."""
    global _progress
    _progress = shared


def _start(shared: RawArray, *modules: str) -> None:
    """In a worker process, when it starts."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _report_into(shared)
    for module in modules:
        import_module(module)
    gc.freeze()  # what was imported stays: collecting garbage without it spares a trace of some 30 ms a pause of 90


def _end_with_parent() -> None:
    """Nobody waits for an answer when the process that asked has been killed."""
    parent_process().join()
    os._exit(1)


def _perform(number: int, function: Callable, question: Hashable) -> object:
    """In a worker process: the answer, a ValueError, or None where it is left.

    Any other exception leaves a process that nobody can trust.
    """
    _progress[RUNS] = number
    try:
        report(0, 1)
        return function(question)
    except Left:
        return None
    except ValueError:
        raise
    except Exception:
        logging.exception("%s failed for %s", function.__name__, question)
        os._exit(1)


def report(step: int, of: int) -> None:
    """How far it is. Raises `Left` where that interests nobody any more."""
    if _progress[LEFT] == _progress[RUNS]:
        raise Left
    _progress[STEP:LEFT] = step, of
