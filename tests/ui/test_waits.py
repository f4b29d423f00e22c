"""What a page waits for is let go by its name: a stop that arrives late stops nothing that was begun after it."""

import asyncio
from types import SimpleNamespace

import pytest

from explorer.ui.waits import Waits
from explorer.worker.flights import Answers, Ask
from tests.apart import run


def asked(*questions: str) -> list[Ask]:
    """Which nobody answers by himself."""
    answers = Answers(SimpleNamespace(begin=lambda *flight: None, shared=[0, 0, 1]), None, 4)
    return [answers.ask(question) for question in questions]


@pytest.mark.parametrize(("name", "stopped"), [("earlier", False), ("later", True), (None, True)])
def test_a_stop_that_comes_late_stops_nothing_else(name, stopped):
    waits, (earlier, later) = Waits(), asked("earlier", "later")

    async def scene():
        async for _ in waits.follow("session", earlier, "earlier"):
            break
        async for _ in waits.follow("session", later, "later"):
            waits.leave("session", name)
            await asyncio.sleep(0)
            break

    run(scene())
    assert (earlier.flight.stopped, later.flight.stopped) == (True, stopped)


def test_what_was_left_for_an_answer_that_is_kept_is_told_nothing():
    """The kept one is told at once, and what was left finds out only when it looks again."""
    waits, (long, kept) = Waits(), asked("long", "kept")
    kept.flight.future.set_result("answer")

    async def scene():
        async for _ in waits.follow("session", long):
            break
        assert [step async for step in waits.follow("session", kept)] == []
        return [waits.ended("session", ask) for ask in (kept, long)]

    assert run(scene()) == [True, False]


def test_what_a_person_stopped_is_told():
    waits, (ask,) = Waits(), asked("long")

    async def scene():
        async for _ in waits.follow("session", ask):
            waits.leave("session")
        return waits.ended("session", ask), ask.answered

    assert run(scene()) == (True, False)
