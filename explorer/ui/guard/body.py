"""The body of a request, read before it is passed on."""

from __future__ import annotations

from starlette.types import Message, Receive


async def whole(receive: Receive, limit: int) -> Message | None:
    """All parts of the body as one message, the end of the connection, or None: more than `limit` bytes came."""
    body = bytearray()
    while (message := await receive())["type"] == "http.request":
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if not message.get("more_body", False):
            return {"type": "http.request", "body": bytes(body), "more_body": False}
    return message


def again(first: Message, receive: Receive) -> Receive:
    """`receive`, which has `first` to give before."""
    held = [first]

    async def next_message() -> Message:
        return held.pop() if held else await receive()

    return next_message
