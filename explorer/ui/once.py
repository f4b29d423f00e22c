"""Asked once, answered for all: an async function that keeps its newest answers."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Hashable


class Once:
    """Calls `function` once for the same arguments, also for those who ask while it runs.

    Failures are not kept, and what nobody waits for any more is cancelled.
    """

    def __init__(self, function: Callable[..., Awaitable], kept: int):
        self.function, self.kept = function, kept
        self.answers: OrderedDict[tuple[Hashable, ...], object] = OrderedDict()
        self.running: dict[tuple[Hashable, ...], asyncio.Task] = {}
        self.waiting: Counter[tuple[Hashable, ...]] = Counter()

    async def __call__(self, *question: Hashable) -> object:
        if question in self.answers:
            self.answers.move_to_end(question)
            return self.answers[question]
        if question not in self.running:
            self.running[question] = asyncio.ensure_future(self._computed(question))
        self.waiting[question] += 1
        try:
            return await asyncio.shield(self.running[question])
        finally:
            self.waiting[question] -= 1
            if not self.waiting[question]:
                del self.waiting[question]
                self.running.pop(question).cancel()

    async def _computed(self, question: tuple[Hashable, ...]) -> object:
        answer = self.answers[question] = await self.function(*question)
        if len(self.answers) > self.kept:
            self.answers.popitem(last=False)
        return answer
