"""What the browser fetches by address: our modules, plotly.js, figures, descriptions and words.

Everything is compressed once. The address holds a hash of the code and of all that the answer depends on, so a browser
or a proxy may keep it for ever.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from base64 import b64decode
from collections.abc import Awaitable, Callable
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from explorer.diagrams import DIAGRAMS, Diagram
from explorer.laboratory import checkpoints
from explorer.spec import choose
from explorer.ui import bundle
from explorer.ui.copies.route import Offline
from explorer.ui.given import PLOTLY, STATIC
from explorer.ui.guard.refused import Refused
from explorer.ui.links import LANGUAGE, exact, pictured
from explorer.ui.made import Made, drawn, packed, table
from explorer.ui.text import LANGUAGES, preferred, sentence, words
from explorer.worker.flights import Failed

PACKAGE = Path(__file__).parents[1]
KINDS = {".js": "text/javascript", ".css": "text/css", ".json": "application/json",
         ".html": "text/html"}


@cache
def code_version() -> str:
    """A hash of our code, of the packages that shape what is served, and of the weights that are offered."""
    digest = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in (".py", ".js", ".css", ".json", ".html"):
            digest.update(file.read_bytes())
    for package in ("gradio", "plotly", "networkx", "torch"):
        digest.update(version(package).encode())
    for name, source in checkpoints.offered().items():
        digest.update(f"{name} {checkpoints.located(source).stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


def address(path: str = "") -> str:
    """The address of an asset, relative to the page."""
    return f"gradio_api/explorer/{code_version()}/{path}"


def routes(made: Made) -> list[Route]:
    """Every address that is ours."""
    answers = _Answers(made)
    root = "/gradio_api/explorer/{version}"
    return [
        Route(f"{root}/static/{{name}}", _static),
        Route(f"{root}/words", _words),
        Route(f"{root}/figure/{{diagram}}", answers.figure),
        Route(f"{root}/table/{{diagram}}", answers.table),
        Route(f"{root}/figure/{{diagram}}", answers.figure_of_image, methods=["POST"]),
        Route(f"{root}/table/{{diagram}}", answers.table_of_image, methods=["POST"]),
        Route(f"{root}/facts", answers.facts),
        Route(f"{root}/offline", answers.offline),
    ]


class _Answers:
    def __init__(self, made: Made):
        self.made = made
        self.carried = Offline()

    async def figure(self, request: Request) -> Response:
        """A diagram as Plotly JSON: `?depth=50&height=224&width=224&classes=1000&level=blocks&…`"""
        return await _answered(request, self._figure)

    async def table(self, request: Request) -> Response:
        """The text twin of a diagram: columns, rows and notes."""
        return await _answered(request, self._table)

    async def figure_of_image(self, request: Request) -> Response:
        """A diagram of what an experiment sees in somebody's own picture, `{"image": "…"}` in base64."""
        return await _answered(request, partial(self._looked, drawn))

    async def table_of_image(self, request: Request) -> Response:
        """Its text twin."""
        return await _answered(request, partial(self._looked, table))

    async def facts(self, request: Request) -> Response:
        """What is known of every part of a network, in words, and what it is inside of."""
        return await _answered(request, self._facts)

    async def offline(self, request: Request) -> Response:
        """The page of a network as one file."""
        return await _answered(request, self.carried, ".html")

    async def _figure(self, request: Request) -> bytes:
        diagram = _diagram(request)
        return await self.made.figure(diagram.name, *pictured(_query(request), diagram), drawn)

    async def _table(self, request: Request) -> bytes:
        diagram = _diagram(request)
        spec, language, options = pictured(_query(request), diagram)
        own = {option.name: options[option.name] for option in (*diagram.options, *diagram.settings)}
        return await self.made.table(diagram.name, spec, language, own)

    async def _looked(self, make: Callable[..., dict], request: Request) -> bytes:
        diagram = _diagram(request)
        spec, language, options = pictured(_query(request), diagram)
        set_in = diagram.drawn_with if make is drawn else diagram.options
        own = {option.name: options[option.name] for option in (*set_in, *diagram.settings)}
        return await self.made.looked(make, diagram.name, spec, language, own, _image(await request.json()))

    async def _facts(self, request: Request) -> bytes:
        spec, given = exact(_query(request))
        return await self.made.facts(spec, LANGUAGE.read(given.get("lang", LANGUAGE.default)))


def _diagram(request: Request) -> Diagram:
    return DIAGRAMS[choose("diagram", request.path_params["diagram"], DIAGRAMS)]


def _image(asked: object) -> bytes:
    try:
        return b64decode(asked["image"], validate=True)
    except (ValueError, TypeError, LookupError) as problem:
        raise Refused("request.image", form='{"image": "…"}') from problem


def _query(request: Request) -> str:
    return str(request.query_params)


async def _answered(request: Request, answer: Callable[[Request], Awaitable[bytes]],
                    suffix: str = ".json") -> Response:
    """The answer, or a sentence: 400 where the question is at fault, 503 where the worker is."""
    try:
        return _compressed(request, await _while_waited_for(request, answer), suffix)
    except ValueError as problem:
        return JSONResponse({"error": sentence(problem, _text(request))}, 400)
    except Failed as problem:
        return JSONResponse({"error": sentence(problem, _text(request))}, 503)


async def _while_waited_for(request: Request, answer: Callable[[Request], Awaitable[bytes]]) -> bytes:
    """The answer. Raises `Failed` where who asked has gone before it was there."""
    await request.body()  # after that nothing comes but their leaving
    answering, leaving = asyncio.ensure_future(answer(request)), asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            return answering.result()
        raise Failed("left")
    finally:
        answering.cancel()
        leaving.cancel()


def _text(request: Request) -> dict[str, str]:
    language = request.query_params.get("lang")
    return words(language if language in LANGUAGES else "en")


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in (bundle.NAME, *static_files()):
        return JSONResponse({"error": "no such file"}, 404)
    return _compressed(request, await asyncio.to_thread(_packed_file, name), Path(name).suffix)


async def _words(request: Request) -> Response:
    """The words of the first of `?languages=zh-Hans,en` that there are words for."""
    return _compressed(request, packed_words(preferred(request.query_params.get("languages"))), ".json")


@cache
def packed_words(language: str) -> bytes:
    return packed({"language": language, "words": words(language)})


@cache
def static_files() -> dict[str, Path]:
    return {file.name: file for file in (*STATIC.iterdir(), PLOTLY)}


@cache
def _packed_file(name: str) -> bytes:
    content = bundle.bundle().encode() if name == bundle.NAME else static_files()[name].read_bytes()
    return gzip.compress(content, 9, mtime=0)


def _compressed(request: Request, content: bytes, suffix: str) -> Response:
    headers = {"Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    current = request.path_params["version"] == code_version()
    headers["Cache-Control"] = ("no-store" if request.method == "POST" else
                                "public, max-age=31536000, immutable" if current else "no-cache")
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, headers=headers, media_type=KINDS[suffix])
