"""Asked once, answered for all."""

import asyncio

import pytest

from explorer.ui.once import Once
from tests.apart import run


class Counting:
    """Doubles a number, counts how often, and fails as often as it is told to."""

    def __init__(self, failures: int = 0):
        self.asked, self.failures = [], failures

    async def __call__(self, number: int) -> int:
        self.asked.append(number)
        await asyncio.sleep(0)
        if len(self.asked) <= self.failures:
            raise ValueError("not yet")
        return 2 * number


def test_those_who_ask_at_the_same_time_and_later_get_one_computation():
    async def scene():
        double = Counting()
        once = Once(double, 4)
        return await asyncio.gather(once(1), once(1), once(2)), await once(1), double.asked

    assert run(scene()) == ([2, 2, 4], 2, [1, 2])


def test_a_failure_reaches_who_asked_and_is_not_kept():
    async def scene():
        once = Once(Counting(failures=1), 4)
        with pytest.raises(ValueError, match="not yet"):
            await once(3)
        return await once(3)

    assert run(scene()) == 6


def test_who_leaves_does_not_take_the_answer_from_the_others():
    async def scene():
        double = Counting()
        once = Once(double, 4)
        leaving, staying = (asyncio.ensure_future(once(5)) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying, double.asked

    assert run(scene()) == (10, [5])


def test_what_nobody_waits_for_any_more_is_left_and_computed_for_who_asks_again():
    asked, told = [], asyncio.Event()

    async def slow(number: int) -> int:
        asked.append(number)
        await told.wait()
        return 2 * number

    async def scene():
        once = Once(slow, 4)
        leaving = asyncio.ensure_future(once(5))
        while not asked:
            await asyncio.sleep(0)
        leaving.cancel()
        told.set()
        return await asyncio.gather(leaving, once(5), once(5), return_exceptions=True)

    left, *answers = run(scene())
    assert isinstance(left, asyncio.CancelledError)
    assert (answers, asked) == ([10, 10], [5, 5])


def test_the_answer_that_was_longest_not_asked_for_is_forgotten():
    async def scene():
        double = Counting()
        once = Once(double, 2)
        for number in (1, 2, 1, 3, 1, 2):
            await once(number)
        return double.asked

    assert run(scene()) == [1, 2, 3, 2]


def test_what_is_under_way_is_not_begun_again_however_many_ask():
    async def scene():
        double = Counting()
        once = Once(double, 2)
        return await asyncio.gather(*map(once, (1, 2, 3, 1))), double.asked

    assert run(scene()) == ([2, 4, 6, 2], [1, 2, 3])


def test_when_all_is_answered_no_more_is_kept_than_was_said():
    async def scene():
        once = Once(Counting(), 2)
        await asyncio.gather(*map(once, range(5)))
        await once(5)
        return len(once.answers)

    assert run(scene()) == 2
