"""What Gradio is asked is whole: the body is JSON of the right form, the function and the event exist."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qs

import gradio as gr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.spec import Invalid, choose, whole
from explorer.ui.guard.addresses import local
from explorer.ui.guard.body import again
from explorer.ui.guard.refused import Refused, refusal

ENDPOINT, EVENT = re.compile(r"/gradio_api/call/(\w+)"), re.compile(r"/gradio_api/call/\w+/(\w+)")
STREAM, ASKED = "/gradio_api/queue/data", ("/gradio_api/run/predict", "/gradio_api/queue/join")
KEPT = ("session_hash", "trigger_id")
FILE = b"gradio.FileData"  # how Gradio marks a path on the server; nothing here takes one
FORM = '{"data": […]}'
Asked = dict[str, object]


class Questions:
    """Gradio breaks, with a status of 500 or in the middle of a stream, at what is refused here in a sentence. Each
    request comes with its body in one piece."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        message = await receive()
        try:
            message = _posted(scope, message) if scope["method"] == "POST" else _followed(scope, message)
        except Invalid as problem:
            await refusal(scope, 404, problem)(scope, receive, send)
        except Refused as problem:
            await refusal(scope, 404 if problem.key == "request.event" else 400, problem)(scope, receive, send)
        else:
            await self.app(scope, again(message, receive), send)


def _followed(scope: Scope, message: Message) -> Message:
    """The answer to a question is followed as a stream. Raises `Refused` where there is no such question."""
    path, queue = local(scope), scope["app"].get_blocks()._queue
    if path == STREAM:
        session = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [""])[0]
        if session not in queue.pending_messages_per_session:
            raise Refused("request.event")
    if event := EVENT.fullmatch(path):
        sessions = {event[1], *(name for name, events in queue.pending_event_ids_session.items() if event[1] in events)}
        if not sessions & queue.pending_messages_per_session.keys():
            raise Refused("request.event")
    return message


def _posted(scope: Scope, message: Message) -> Message:
    """The same with a body that Gradio can read. Raises `Refused` for a body, and `Invalid` for a name or a number that
    no function has."""
    path, functions = local(scope), scope["app"].get_blocks().fns
    asked = _object(message.get("body", b""))
    if endpoint := ENDPOINT.fullmatch(path):
        named = {function.api_name: function for function in functions.values() if function.api_visibility == "public"}
        asked = {"data": _values(asked, named[choose("endpoint", endpoint[1], named)])}
    elif path in ASKED:
        number = whole("fn_index", asked.get("fn_index"), range(len(functions)))
        asked = {"fn_index": number, "data": _values(asked, functions[number]), **_kept(asked)}
    return {**message, "body": _written(asked)}


def _object(body: bytes) -> Asked:
    """Raises `Refused` for what is no JSON, is nested too deep, or is no object."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as problem:
        raise Refused("request.body", form=FORM) from problem
    if not isinstance(asked, dict):
        raise Refused("request.body", form=FORM)
    return asked


def _written(asked: Asked) -> bytes:
    """JSON again. Raises `Refused` for NaN, an infinite number, half a character: no JSON has them; and for a file."""
    try:
        body = json.dumps(asked, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        raise Refused("request.body", form=FORM) from problem
    if FILE in body:
        raise Refused("request.body", form=FORM)
    return body


def _values(asked: Asked, function: gr.blocks.BlockFunction) -> list[object]:
    values = asked.get("data")
    if not isinstance(values, list):
        raise Refused("request.body", form=FORM)
    if len(values) != len(function.inputs):
        raise Refused("request.values", given=len(values), takes=len(function.inputs))
    return values


def _kept(asked: Mapping[str, object]) -> Asked:
    """Of the rest what our page sends. Raises `Refused` where an event does not come as an object."""
    event = asked.get("event_data") or {}
    if not isinstance(event, dict):
        raise Refused("request.body", form=FORM)
    return {"event_data": event, **{name: asked[name] for name in KEPT if name in asked}}
