"""What a browser may do with the page: the headers of every answer."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio writes its configuration into scripts of the page and compiles the templates of gr.HTML; Plotly and Svelte
# write styles; a saved slide is read from its data: address. A script in an attribute, as in <img onerror=…>, is what
# only injected text would bring.
CONTENT = (
    "default-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval'", "script-src-attr 'none'",
    "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
    "connect-src 'self' data: blob:", "object-src 'none'", "base-uri 'self'", "form-action 'none'",
)
FRAMES = "frame-ancestors 'self' https://huggingface.co https://*.hf.space"
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


class Policy:
    """One diagram, `?embed=1`, may stand in anybody's frame, also in a file on a disk, which `*` would not allow; there
    is nothing on it that a stolen click could do: embed.js, which asks the same of the address, sees to that. The whole
    page stands in the frames of a Space only."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(ALWAYS | {"Content-Security-Policy": _content(scope)})
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


def _content(scope: Scope) -> str:
    embedded = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get("embed", [])[:1] == ["1"]
    return "; ".join(CONTENT if embedded else (*CONTENT, FRAMES))
