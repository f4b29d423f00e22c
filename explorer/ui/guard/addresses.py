"""Which of all addresses are open: those that the page and its named endpoints use. Gradio has more."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.ui.extra import MCP
from explorer.ui.guard.refused import Refused, refusal

READ, WRITE = ("GET", "HEAD"), ("POST",)
FILE, NAME = r"[\w@.-]{1,100}", r"\w{1,64}"
OPEN = {
    r"/": READ,
    r"/(config|theme\.css|favicon\.ico|manifest\.json|robots\.txt)": READ,
    rf"/(static|assets|svelte)(/{FILE}){{1,4}}": READ,
    r"/gradio_api/(info|app_id|startup-events|queue/data)": READ,
    rf"/gradio_api/heartbeat/{NAME}": READ,
    rf"/gradio_api/explorer(/{FILE}){{2,4}}": READ,
    rf"/gradio_api/explorer/{NAME}/(figure|table)/{NAME}": (*READ, *WRITE),
    rf"/gradio_api/call/{NAME}": WRITE,
    rf"/gradio_api/call/{NAME}/{NAME}": READ,
    r"/gradio_api/(run/predict|queue/join|reset|cancel)": WRITE,
    **({r"/gradio_api/mcp/?": WRITE} if MCP else {}),
}


class Addresses:
    """Answers 404 at every other. What another site's page may ask is decided before, by Gradio."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or is_open(local(scope), scope.get("method", "")):
            await self.app(scope, receive, send)
        else:
            await refusal(scope, 404, Refused("request.address"))(scope, receive, send)


def local(scope: Scope) -> str:
    """The path, without that under which a proxy serves the app."""
    return scope["path"].removeprefix(scope.get("root_path", "").rstrip("/"))


def is_open(path: str, method: str) -> bool:
    return ".." not in path and any(
        method in methods and re.fullmatch(pattern, path, re.ASCII) for pattern, methods in OPEN.items())
