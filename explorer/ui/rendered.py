"""Gradio's page, rendered once for each address that people know it by: it says the same to everybody.

It begins with our script, which draws the first picture while Gradio makes the page around it (static/early.js).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from html import escape
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.ui import bundle
from explorer.ui.assets import address
from explorer.ui.given import PLOTLY
from explorer.ui.guard.addresses import local
from explorer.ui.text import words

KEPT = 16
TELLING = ("host", "x-forwarded-host", "x-forwarded-proto", "x-gradio-server")  # Gradio what the page's address is
BASE = re.compile(rb"<base [^>]*>")  # which addresses are relative to
CARD = re.compile(rb'<meta (property="og|name="twitter):[^>]*>')  # Gradio's own, for who shows a link to the page


class Rendered:
    """Answers `GET /` as before where the address is that of before."""

    def __init__(self, app: ASGIApp):
        self.app = app
        self.answers: OrderedDict[tuple, list[Message]] = OrderedDict()
        script, plotly = (address(f"static/{name}") for name in (bundle.NAME, PLOTLY.name))
        begin = f'<script type="module" src="{script}"></script><link rel="preload" as="script" href="{plotly}">'
        self.begin = f"{begin}{_card()}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_page(scope):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        place = scope["scheme"], scope.get("root_path"), *map(headers.get, TELLING)
        answer = self.answers.get(place) or await self._render(scope, receive)
        if answer[0]["status"] == 200:
            self.answers[place] = answer
            self.answers.move_to_end(place)
            if len(self.answers) > KEPT:
                self.answers.popitem(last=False)
        for message in answer:
            await send({**message, "headers": [*message["headers"]]} if "headers" in message else message)

    async def _render(self, scope: Scope, receive: Receive) -> list[Message]:
        messages: list[Message] = []

        async def note(message: Message) -> None:
            messages.append(message)

        await self.app(scope, receive, note)
        start, *parts = messages
        page = b"".join(part.get("body", b"") for part in parts)
        body = BASE.sub(lambda base: base[0] + self.begin, CARD.sub(b"", page), count=1)
        MutableHeaders(scope=start)["Content-Length"] = str(len(body))
        return [start, {"type": "http.response.body", "body": body}]


def _card() -> str:
    """What is shown of a link to the page."""
    heading = escape(words()["page.heading"].splitlines()[-1])
    return (f'<meta property="og:type" content="website"><meta property="og:title" content="{words()["page.title"]}">'
            f'<meta property="og:description" content="{heading}">')


def _is_page(scope: Scope) -> bool:
    """Gradio restores a session of its own from `deep_link`; ours is in the address."""
    return (scope["type"] == "http" and scope["method"] == "GET" and local(scope) == "/"
            and "deep_link" not in parse_qs(scope["query_string"].decode("latin-1")))
