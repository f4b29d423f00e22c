"""What each page waits for on the device at the moment, so that it can be let go with the page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from weakref import WeakValueDictionary

from explorer.worker.flights import Ask

POLL_SECONDS = 0.1


class Waits:
    """One ask for each session; another one replaces it. It may have a name."""

    def __init__(self) -> None:
        self.waiting: dict[str, tuple[Ask, str]] = {}
        self.newest: WeakValueDictionary[str, Ask] = WeakValueDictionary()  # of each page, also when it has ended

    async def follow(self, session: str, ask: Ask, name: str = "") -> AsyncIterator[tuple[int, int]]:
        """Its progress (step, of) as often as that changes, until it has ended or this page waits no more."""
        self.leave(session)
        self.newest[session] = ask
        self.waiting[session] = mine = ask, name
        last = None
        while not ask.future.done() and self.waiting.get(session) is mine:
            if last != (last := ask.progress()):
                yield last
            await asyncio.sleep(POLL_SECONDS)

    def ended(self, session: str, ask: Ask) -> bool:
        """Whether it is still for this page to be told; a page that has asked for something else is told nothing."""
        if self.waiting.get(session, (None,))[0] is ask:
            self.leave(session)
        return self.newest.get(session) is ask

    def leave(self, session: str, name: str | None = None) -> None:
        """Waits no more, for what has that name: where it is told late, the page waits for something else already."""
        ask, named = self.waiting.get(session, (None, ""))
        if ask and name in (None, named):
            del self.waiting[session]
            ask.cancel()
