"""A request that is not answered, and why, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Scope

from explorer.refusal import Refusal
from explorer.ui.text import preferred, sentence, words


class Refused(Refusal, ValueError):
    SENTENCES: ClassVar[Mapping[str, str]] = {
        "request.address": "nothing is answered at this address",
        "request.size": "a request cannot be larger than {limit} bytes: send less",
        "request.body": "this is no question: send JSON such as {form}",
        "request.image": "there is no picture in the question: send {form}",
        "request.values": "{given} values were sent: send {takes}",
        "request.event": "no answer is waiting under this name: ask again",
    }


def refusal(scope: Scope, status: int, problem: Exception) -> JSONResponse:
    """In the language that the request prefers. The rest of the request, if there is any, is not read."""
    text = words(preferred(Headers(scope=scope).get("accept-language")))
    return JSONResponse({"error": sentence(problem, text)}, status, {"Connection": "close"})
