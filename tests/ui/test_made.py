"""However many ask the same, it is made once."""

import asyncio
import math
from collections.abc import Callable
from concurrent.futures import Future

import pytest

from explorer.spec import Spec
from explorer.tracing import trace
from explorer.ui.made import Made, packed
from tests.apart import run

PEOPLE = 300


class Counting:
    """A worker that answers at once, and notes what it was asked."""

    def __init__(self):
        self.asked: list[Spec] = []

    def made(self, make: Callable, *specs: Spec) -> Future:
        self.asked += specs
        answer: Future = Future()
        answer.set_result(make(*map(trace, specs)))
        return answer


def test_300_people_who_ask_for_the_same_picture_cost_one():
    worker = Counting()

    async def asked() -> list[bytes]:
        made = Made(worker)
        return await asyncio.gather(*(made.figure("network", Spec(50), "en", {}) for _ in range(PEOPLE)))

    answers = run(asked())
    assert (len(answers), len(set(answers))) == (PEOPLE, 1)
    assert worker.asked == [Spec(50)]


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_what_no_browser_reads_is_not_sent(number):
    with pytest.raises(ValueError, match="JSON"):
        packed({"x": [number]})
