"""No request is read into memory beyond a limit, whatever it says of its size."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.ui.guard.body import again, whole
from explorer.ui.guard.refused import Refused, refusal

LIMIT = 2**20  # bytes; the largest that is asked in earnest is a photograph of a few hundred kB, as text


class Size:
    """Answers 413 where more than LIMIT bytes are announced, and where more come than were announced."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        first = None if _announced(scope) > LIMIT else await whole(receive, LIMIT)
        if first is None:
            await refusal(scope, 413, Refused("request.size", limit=f"{LIMIT:,}"))(scope, receive, send)
        else:
            await self.app(scope, again(first, receive), send)


def _announced(scope: Scope) -> int:
    """Content-Length. The server has refused what is no number."""
    return int(Headers(scope=scope).get("content-length", 0))
