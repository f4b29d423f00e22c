"""Asked once, answered for all: an async function that keeps its newest answers."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from functools import partial


class Once:
    """Calls `function` once for the same arguments, also for those who ask while it runs.

    Failures are not kept, and what nobody waits for any more is cancelled.
    """

    def __init__(self, function: Callable[..., Awaitable], kept: int):
        self.function, self.kept = function, kept
        self.answers: OrderedDict[tuple[Hashable, ...], object] = OrderedDict()
        self.running: dict[tuple[Hashable, ...], asyncio.Task] = {}
        self.waiting: Counter[asyncio.Task] = Counter()

    async def __call__(self, *question: Hashable) -> object:
        if question in self.answers:
            self.answers.move_to_end(question)
            return self.answers[question]
        task = self.running.get(question) or self._begun(question)
        self.waiting[task] += 1
        try:
            return await asyncio.shield(task)
        finally:
            self.waiting[task] -= 1
            if not self.waiting[task]:
                del self.waiting[task]
                task.cancel()
                self._ended(question, task)

    def _begun(self, question: tuple[Hashable, ...]) -> asyncio.Task:
        task = self.running[question] = asyncio.ensure_future(self._computed(question))
        task.add_done_callback(partial(self._ended, question))
        return task

    def _ended(self, question: tuple[Hashable, ...], task: asyncio.Task) -> None:
        """Who asks from now on does not join it."""
        if self.running.get(question) is task:
            del self.running[question]

    async def _computed(self, question: tuple[Hashable, ...]) -> object:
        answer = self.answers[question] = await self.function(*question)
        if len(self.answers) > self.kept:
            self.answers.popitem(last=False)
        return answer
