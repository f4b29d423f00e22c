"""Where questions are answered: in a thread of this process, or in a process that may die and is replaced."""

from __future__ import annotations

import _thread
import contextvars
import gc
import logging
import os
import signal
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, TimeoutError
from contextlib import suppress
from functools import partial
from importlib import import_module
from math import inf
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import RawArray

from pebble import ProcessExpired, ProcessPool

from explorer.worker.flights import Failed, Flight

START_SECONDS = 120  # for a process to import torch from a slow disk
GIVE_UP_SECONDS = 1  # for a process to leave what nobody waits for, before it is replaced


class Here:
    """Answers in a thread of this process, one question after the other. More than `most` at a time are refused."""

    def __init__(self, most: float = inf) -> None:
        self.most, self.begun = most, set()
        self.shared = RawArray("i", 3)  # flight, step, of: without a lock, which a killed process might hold for ever
        self.thread = ThreadPoolExecutor(1)

    def start(self) -> None:
        """Nothing to prepare."""

    def stop(self) -> None:
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
        self.shared[:] = flight.number, 0, 1
        return function(question)


class Process(Here):
    """Answers in a process that imports `modules` when it starts. One that dies, is late or deaf is replaced."""

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
        context = get_context("spawn")
        given_up, self.giving_up = context.Pipe(duplex=False)
        return ProcessPool(1, initializer=_start, initargs=(self.shared, given_up, *self.modules), context=context)

    def _ready(self) -> ProcessPool:
        """The pool; a new one where its process died with nothing to do, which pebble does not mend."""
        if not self.pool.active:
            self.pool.join()
            self.pool = self._new()
        return self.pool

    def _answer(self, flight: Flight, function: Callable, question: Hashable) -> object:
        task = self._ready().schedule(_perform, (flight.number, function, question), timeout=self.seconds)
        flight.give_up = partial(self._give_up, flight.number, task)
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


    def _give_up(self, number: int, task: Future) -> None:
        """The process leaves it in the middle and goes on with the next; it is replaced where that takes too long."""
        self.giving_up.send(number)
        late = threading.Timer(GIVE_UP_SECONDS, task.cancel)
        late.daemon = True
        late.start()


class Left(BaseException):
    """Raised in a worker process wherever it is, when nobody waits any more for what it computes."""


_given_up = -1


def _report_into(shared: RawArray) -> None:
    """Every question of this process writes its progress into `shared`."""
    global _progress
    _progress = shared


def _start(shared: RawArray, given_up: Connection, *modules: str) -> None:
    """In a worker process, when it starts."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _report_into(shared)
    signal.signal(signal.SIGINT, _leave)
    threading.Thread(target=_listen, args=(given_up,), daemon=True).start()
    for module in modules:
        import_module(module)
    gc.freeze()  # what was imported stays: collecting garbage without it spares a trace of some 30 ms a pause of 90


def _end_with_parent() -> None:
    """Nobody waits for an answer when the process that asked has been killed."""
    parent_process().join()
    os._exit(1)


def _listen(given_up: Connection) -> None:
    """To the numbers of flights that nobody waits for. The main thread is told as the keyboard would tell it."""
    global _given_up
    with suppress(EOFError):
        while True:
            _given_up = given_up.recv()
            _thread.interrupt_main()


def _leave(*signalled: object) -> None:
    """Unless it is another flight that runs, or the keyboard that told: the parent process answers to that."""
    if _progress[0] == _given_up:
        raise Left


def _perform(number: int, function: Callable, question: Hashable) -> object:
    """In a worker process: the answer, a ValueError, or None where it is left.

    Any other exception leaves a process that nobody can trust.
    """
    try:
        _progress[:] = number, 0, 1
        _leave()
        return function(question)
    except Left:
        return None
    except ValueError:
        raise
    except Exception:
        logging.exception("%s failed for %s", function.__name__, question)
        os._exit(1)
    finally:
        _progress[0] = 0


def report(step: int, of: int) -> None:
    _progress[1:] = step, of
