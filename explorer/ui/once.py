"""Asked once, answered for all: an async function that keeps its newest answers."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable


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
        if len(self.tasks) > self.kept:
            self.tasks.popitem(last=False)
        return await asyncio.shield(task)
