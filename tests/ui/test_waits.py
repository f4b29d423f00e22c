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
