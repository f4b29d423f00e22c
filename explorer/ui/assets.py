"""What the browser fetches by address: our modules, plotly.js, figures, descriptions and words.

Everything is compressed once. The address holds a hash of the code and of all that the answer depends on, so a browser
or a proxy may keep it for ever.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import networkx as nx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from explorer.describe import Descriptions
from explorer.diagrams import DIAGRAMS, Diagram, draw, needed, tabulate, trial
from explorer.fold import hierarchy, within
from explorer.metrics import Measured
from explorer.spec import Spec, choose
from explorer.tables import plain
from explorer.ui.copies.route import Offline
from explorer.ui.given import STATIC
from explorer.ui.once import Once
from explorer.ui.text import LANGUAGES, preferred, sentence, words
from explorer.worker import Worker
from explorer.worker.flights import Failed

PACKAGE = Path(__file__).parents[1]
KINDS = {".js": "text/javascript", ".css": "text/css", ".json": "application/json",
         ".html": "text/html"}
MADE_KEPT, FACTS_KEPT = 576, 64  # figures and tables; descriptions


@cache
def code_version() -> str:
    """A hash of our code and of the packages that shape what is served."""
    digest = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in (".py", ".js", ".css", ".json", ".html"):
            digest.update(file.read_bytes())
    for package in ("gradio", "plotly", "networkx", "torch"):
        digest.update(version(package).encode())
    return digest.hexdigest()[:12]


def address(path: str = "") -> str:
    """The address of an asset, relative to the page."""
    return f"gradio_api/explorer/{code_version()}/{path}"


def routes(worker: Worker) -> list[Route]:
    """Every address that is ours."""
    answers = _Answers(worker)
    root = "/gradio_api/explorer/{version}"
    return [
        Route(f"{root}/static/{{name}}", _static),
        Route(f"{root}/words", _words),
        Route(f"{root}/figure/{{diagram}}", answers.figure),
        Route(f"{root}/table/{{diagram}}", answers.table),
        Route(f"{root}/facts", answers.facts),
        Route(f"{root}/offline", answers.offline),
    ]


class _Answers:
    def __init__(self, worker: Worker):
        self.worker = worker
        self.made = Once(self._make, MADE_KEPT)
        self.described = Once(self._describe, FACTS_KEPT)
        self.carried = Offline()

    async def figure(self, request: Request) -> Response:
        """A diagram as Plotly JSON: `?depth=50&height=224&width=224&classes=1000&level=blocks&…`"""
        return await _answered(request, self._figure)

    async def table(self, request: Request) -> Response:
        """The text twin of a diagram: columns, rows and notes."""
        return await _answered(request, self._table)

    async def facts(self, request: Request) -> Response:
        """What is known of every part of a network, in words, and what it is inside of."""
        return await _answered(request, self._facts)

    async def offline(self, request: Request) -> Response:
        """The page of a network as one file."""
        return await _answered(request, self.carried, ".html")

    async def _figure(self, request: Request) -> bytes:
        diagram, options = _asked(request)
        return await self.made(draw, _spec(request), diagram.name, _language(request), tuple(options.items()))

    async def _table(self, request: Request) -> bytes:
        diagram, options = _asked(request)
        own = tuple((option.name, options[option.name]) for option in (*diagram.options, *diagram.settings))
        return await self.made(table, _spec(request), diagram.name, _language(request), own)

    async def _facts(self, request: Request) -> bytes:
        return await self.described(_spec(request), _language(request))

    async def _make(self, make: Callable[..., dict], spec: Spec, name: str, language: str,
                    options: tuple[tuple[str, str], ...]) -> bytes:
        given = dict(options)
        shown = trial(name, spec, **given)
        if shown:
            given["found"] = await asyncio.wrap_future(self.worker.record(shown).future)
        graph, *others = await self._graphs(spec, *needed(name, spec, **dict(options)))
        return await asyncio.to_thread(lambda: packed(make(name, graph, words(language), *others, **given)))

    async def _describe(self, spec: Spec, language: str) -> bytes:
        (graph,) = await self._graphs(spec)
        return await asyncio.to_thread(lambda: packed(all_facts(graph, language)))

    async def _graphs(self, *specs: Spec) -> list[nx.DiGraph]:
        return await asyncio.gather(*(asyncio.wrap_future(self.worker.graph(spec)) for spec in specs))


def table(*asked: object, **options: str) -> dict:
    return plain(tabulate(*asked, **options))


def all_facts(graph, language: str) -> dict[str, dict]:
    stages = hierarchy(graph)
    described = Descriptions(graph, stages, Measured(graph), words(language))
    holders = dict(within(stages))
    return {name: {**asdict(description), "within": holders.get(name, ())} for name, description in described.items()}


def _asked(request: Request) -> tuple[Diagram, dict[str, str]]:
    """The diagram and the value of each of its options."""
    diagram = DIAGRAMS[choose("diagram", request.path_params["diagram"], DIAGRAMS)]
    options, problems = diagram.read(request.query_params)
    if problems:
        raise problems[0]
    return diagram, options


def _spec(request: Request) -> Spec:
    """The Spec of the query; here a bad value is refused and not replaced."""
    spec, problems = Spec.from_query(str(request.query_params))
    if problems:
        raise problems[0]
    return spec


def _language(request: Request) -> str:
    return choose("lang", request.query_params.get("lang", "en"), LANGUAGES)


async def _answered(request: Request, answer: Callable[[Request], Awaitable[bytes]],
                    suffix: str = ".json") -> Response:
    """The answer, or a sentence: 400 where the question is at fault, 503 where the worker is."""
    try:
        return _compressed(request, await answer(request), suffix)
    except ValueError as problem:
        return JSONResponse({"error": sentence(problem, _text(request))}, 400)
    except Failed as problem:
        return JSONResponse({"error": sentence(problem, _text(request))}, 503)


def _text(request: Request) -> dict[str, str]:
    language = request.query_params.get("lang")
    return words(language if language in LANGUAGES else "en")


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in static_files():
        return JSONResponse({"error": "no such file"}, 404)
    return _compressed(request, await asyncio.to_thread(_packed_file, static_files()[name]), Path(name).suffix)


async def _words(request: Request) -> Response:
    """The words of the first of `?languages=zh-Hans,en` that there are words for."""
    return _compressed(request, packed_words(preferred(request.query_params.get("languages"))), ".json")


@cache
def packed_words(language: str) -> bytes:
    return packed({"language": language, "words": words(language)})


@cache
def static_files() -> dict[str, Path]:
    plotly = Path(str(files("plotly"))) / "package_data" / "plotly.min.js"
    return {file.name: file for file in (*STATIC.iterdir(), plotly)}


@cache
def _packed_file(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)


def packed(content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def _compressed(request: Request, content: bytes, suffix: str) -> Response:
    headers = {"Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    current = request.path_params["version"] == code_version()
    headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    return Response(content, headers=headers, media_type=KINDS[suffix])
