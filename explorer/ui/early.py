"""What the first picture needs is named in the header of the page: fetched at once, before Gradio asks for it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.ui import bundle
from explorer.ui.assets import address
from explorer.ui.given import PLOTLY
from explorer.ui.guard.addresses import local


class Early:
    """Adds a `Link` to the answer at `/` (RFC 8288): plotly.js and our own script."""

    def __init__(self, app: ASGIApp):
        self.app = app
        kinds = {PLOTLY.name: "preload; as=script", bundle.NAME: "modulepreload"}
        self.link = ", ".join(f"<{address(f'static/{name}')}>; rel={kind}" for name, kind in kinds.items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_links(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message)["Link"] = self.link
            await send(message)

        page = scope["type"] == "http" and local(scope) == "/"
        await self.app(scope, receive, with_links if page else send)
