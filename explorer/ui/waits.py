"""What each page waits for on the device at the moment, so that it can be let go with the page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from explorer.worker.flights import Ask

POLL_SECONDS = 0.1


class Waits:
    """One ask for each session; another one replaces it. It may have a name."""

    def __init__(self) -> None:
        self.waiting: dict[str, tuple[Ask, str]] = {}

    async def follow(self, session: str, ask: Ask, name: str = "") -> AsyncIterator[tuple[int, int]]:
        """Its progress (step, of) as often as that changes, until it has ended or this page waits no more."""
        self.leave(session)
        self.waiting[session] = mine = ask, name
        last = None
        while not ask.future.done() and self.waiting.get(session) is mine:
            if last != (last := ask.progress()):
                yield last
            await asyncio.sleep(POLL_SECONDS)

    def ended(self, session: str, ask: Ask) -> bool:
        """Whether it is still for this page to be told; a page that waits for something else since is told nothing."""
        waited, _ = self.waiting.get(session, (ask, ""))
        if waited is ask:
            self.leave(session)
        return waited is ask

    def leave(self, session: str, name: str | None = None) -> None:
        """Waits no more, for what has that name: where it is told late, the page waits for something else already."""
        ask, named = self.waiting.get(session, (None, ""))
        if ask and name in (None, named):
            del self.waiting[session]
            ask.cancel()
