"""Questions that several ask and that are computed once: who waits, what is kept, and when a computation may end."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import count
from threading import Lock
from typing import ClassVar, Protocol

from explorer.refusal import Refusal

RUNS, STEP, OF, LEFT = range(4)  # in what a place shares


class Failed(Refusal):
    """The computation gave no answer."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "queued": "{number} questions wait for the device already: ask again in a few minutes, or for a network that "
                  "was asked for before",
        "left": "nobody waits for this answer any more",
        "late": "no answer within {seconds} seconds: choose a smaller input or depth",
        "killed": "the worker process was killed, probably for want of memory: choose a smaller input",
        "ended": "the worker process ended unexpectedly: ask again",
    }


class Flight:
    """One computation that several may wait for. Its future counts as running from birth: nobody can cancel it for all.

    `give_up` ends what its place computes for it, once it does.
    """

    numbers = count(1)

    def __init__(self) -> None:
        self.number = next(self.numbers)
        self.future: Future = Future()
        self.future.set_running_or_notify_cancel()
        self.waiting: set[Ask] = set()
        self.give_up: Callable[[], object] | None = None
        self.stopped = False

    @property
    def usable(self) -> bool:
        return not self.stopped and not (self.future.done() and self.future.exception())

    def stop(self) -> None:
        self.stopped = True
        if self.give_up:
            self.give_up()


class Place(Protocol):
    """Where answers are computed.

    `shared` holds the number of the flight that runs, its step, of how many, and the number of one to be left.
    """

    shared: list[int]

    def begin(self, flight: Flight, function: Callable, question: Hashable) -> None: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...


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
        number, step, of = self.answers.place.shared[:LEFT]
        return (step, of) if number == self.flight.number else (0, 1)

    @property
    def answered(self) -> bool:
        """Whether there is an answer, or a failure, and not only because nobody waited any more."""
        return self.future.done() and not self.flight.stopped

    def cancel(self) -> None:
        """This person waits no more; the computation ends when nobody does. Doing it twice is doing it once."""
        self.answers.leave(self)


class Answers:
    """Question -> Flight: computed once, kept while it is among the newest, computed again where it failed."""

    def __init__(self, place: Place, function: Callable, kept: int):
        self.place, self.function, self.kept = place, function, kept
        self.flights: OrderedDict[Hashable, Flight] = OrderedDict()
        self.lock = Lock()

    def ask(self, question: Hashable, anew: bool = False) -> Ask:
        """The answer that is kept or on its way; `anew` takes no kept one."""
        with self.lock:
            ask = Ask(self, self._flight(question, anew))
            if not ask.future.done():
                ask.flight.waiting.add(ask)
            return ask

    def leave(self, ask: Ask) -> None:
        with self.lock:
            ask.flight.waiting.discard(ask)
            if not ask.flight.waiting and not ask.future.done():
                ask.flight.stop()

    def forget(self, question: Hashable) -> None:
        """What was asked is not kept, nor its answer."""
        with self.lock:
            self.flights.pop(question, None)

    def _flight(self, question: Hashable, anew: bool) -> Flight:
        flight = self.flights.get(question)
        if flight is None or not flight.usable or (anew and flight.future.done()):
            flight = self.flights[question] = Flight()
            self.place.begin(flight, self.function, question)
        self.flights.move_to_end(question)
        if len(self.flights) > self.kept:
            self.flights.popitem(last=False)
        return flight
