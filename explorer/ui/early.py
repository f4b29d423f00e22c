"""What the first picture needs is named in the header of the page: fetched at once, before Gradio asks for it."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.ui.assets import address
from explorer.ui.given import PLOTLY, STATIC
from explorer.ui.guard.addresses import local

IMPORT = re.compile(r"from '\./(\w+\.js)'")


class Early:
    """Adds a `Link` to the answer at `/` (RFC 8288): plotly.js, and every module that ours imports."""

    def __init__(self, app: ASGIApp):
        self.app = app
        links = [(PLOTLY.name, "preload; as=script"), *((name, "modulepreload") for name in imported("explorer.js"))]
        self.link = ", ".join(f"<{address(f'static/{name}')}>; rel={how}" for name, how in links)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_links(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["Link"] = self.link
            await send(message)

        page = scope["type"] == "http" and local(scope) == "/"
        await self.app(scope, receive, with_links if page else send)


def imported(name: str) -> list[str]:
    """A module of ours, all that it imports, and what they import."""
    names = [name]
    for one in names:
        found = IMPORT.findall((STATIC / one).read_text(encoding="utf-8"))
        names += [other for other in dict.fromkeys(found) if other not in names]
    return names
