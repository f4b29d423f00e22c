"""Asked once, answered for all: an async function that keeps its newest answers."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from itertools import islice


class Once:
    """Calls `function` once for the same arguments, also for those who ask while it runs. Failures are not kept."""

    def __init__(self, function: Callable[..., Awaitable], kept: int):
        self.function, self.kept = function, kept
        self.tasks: OrderedDict[tuple[Hashable, ...], asyncio.Task] = OrderedDict()

    async def __call__(self, *question: Hashable) -> object:
        task = self.tasks.get(question)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self.tasks[question] = asyncio.ensure_future(self.function(*question))
        self.tasks.move_to_end(question)
        self._forget()
        return await asyncio.shield(task)

    def _forget(self) -> None:
        """What is too much, but for what is under way: that would be begun again by the next who asks."""
        answered = (question for question, task in self.tasks.items() if task.done())
        for question in list(islice(answered, max(len(self.tasks) - self.kept, 0))):
            del self.tasks[question]
