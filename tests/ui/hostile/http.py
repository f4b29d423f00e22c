"""Requests as no browser sends them, and what every answer to one must be."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

SECONDS = 1
JSON = {"Content-Type": "application/json"}
OF_THE_SERVER = (b"Traceback", b"site-packages", b"/explorer/ui/", b'File "')


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    seconds: float

    @property
    def faults(self) -> list[str]:
        """What is wrong with it, whatever was asked."""
        found = {told.decode(): told in self.body for told in OF_THE_SERVER}
        found |= {"slow": self.seconds > SECONDS, str(self.status): self.status >= 500}
        return [fault for fault, there in found.items() if there]


def ask(server: str, path: str, body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] = JSON) -> Answer:
    """The path as it is. A body in parts is sent without its length."""
    connection, begun = http.client.HTTPConnection(urlsplit(server).netloc, timeout=20), time.perf_counter()
    with suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was sent
        connection.request("GET" if body is None else "POST", path, body, dict(headers))
    try:
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), time.perf_counter() - begun)
    finally:
        connection.close()


def follow(server: str, endpoint: str, values: list[object]) -> Answer:
    """Asks a named endpoint and gives what the stream says, or the refusal."""
    path = f"/gradio_api/call/{endpoint}"
    begun = ask(server, path, json.dumps({"data": values}).encode())
    return begun if begun.status != 200 else ask(server, f"{path}/{json.loads(begun.body)['event_id']}")
