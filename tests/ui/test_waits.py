"""What a page waits for is let go by its name: a stop that arrives late stops nothing that was begun after it."""

import asyncio
from types import SimpleNamespace

import pytest

from explorer.ui.waits import Waits
from explorer.worker.flights import Answers
from tests.apart import run


@pytest.mark.parametrize(("name", "stopped"), [("earlier", False), ("later", True), (None, True)])
def test_a_stop_that_comes_late_stops_nothing_else(name, stopped):
    answers = Answers(SimpleNamespace(begin=lambda *flight: None, shared=[0, 0, 1]), None, 4)
    waits, (earlier, later) = Waits(), map(answers.ask, ("earlier", "later"))

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
    answers = Answers(SimpleNamespace(begin=lambda *flight: None, shared=[0, 0, 1]), None, 4)
    waits, (long, kept) = Waits(), map(answers.ask, ("long", "kept"))
    kept.flight.future.set_result("answer")

    async def scene():
        async for _ in waits.follow("session", long):
            break
        assert [step async for step in waits.follow("session", kept)] == []
        return [waits.ended("session", ask) for ask in (kept, long)]

    assert run(scene()) == [True, False]


def test_what_a_person_stopped_is_told():
    answers = Answers(SimpleNamespace(begin=lambda *flight: None, shared=[0, 0, 1]), None, 4)
    waits, ask = Waits(), answers.ask("long")

    async def scene():
        async for _ in waits.follow("session", ask):
            waits.leave("session")
        return waits.ended("session", ask), ask.answered

    assert run(scene()) == (True, False)
