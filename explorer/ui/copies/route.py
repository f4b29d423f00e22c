"""The offline file over HTTP: made by the command line in a process of its own, one at a time, so that nobody waits."""

from __future__ import annotations

import asyncio
import gzip
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.requests import Request

from explorer import options
from explorer.spec import Spec, choose
from explorer.theme import THEMES
from explorer.ui.copies.contents import settings
from explorer.ui.once import Once
from explorer.ui.text import LANGUAGES
from explorer.worker.flights import Failed

ROOT = Path(__file__).parents[3]
SECONDS, KEPT = 120, 2


class Offline:
    """Answers `?depth=50&…&open=layer2.0&tab=paths&lang=en&theme=light` with the file, packed."""

    def __init__(self) -> None:
        self.made = Once(self._make, KEPT)
        self.turn = asyncio.Semaphore(1)

    async def __call__(self, request: Request) -> bytes:
        """Raises `Invalid` for a bad network, or `Failed`; what is bad of the rest is as in the beginning."""
        query = request.query_params
        spec, problems = Spec.from_query(str(query))
        for problem in problems:
            raise problem
        language = choose("lang", query.get("lang", "en"), LANGUAGES)
        theme = choose("theme", query.get("theme", "light"), THEMES)
        return await self.made(*_network(spec), *_view(spec, query), f"--lang={language}", f"--theme={theme}")

    async def _make(self, *arguments: str) -> bytes:
        async with self.turn:  # outside of the limit, which is of the work and not of the queue
            try:
                return await asyncio.wait_for(_packed(arguments), SECONDS)
            except asyncio.TimeoutError as late:
                raise Failed("late", seconds=SECONDS) from late


def _network(spec: Spec) -> Iterator[str]:
    for name, value in parse_qsl(spec.to_query()):
        yield "--zero-init" if name == "zero_init" else f"--{name}={value}"


def _view(spec: Spec, query: Mapping[str, str]) -> Iterator[str]:
    values, _ = options.read(settings(spec), query)
    for name, value in values.items():
        if name in query and value.isprintable():
            yield f"--set={name}={value}"


async def _packed(arguments: tuple[str, ...]) -> bytes:
    return await asyncio.to_thread(gzip.compress, await _written(arguments), mtime=0)


async def _written(arguments: tuple[str, ...]) -> bytes:
    """What the command writes. Its process ends where we are cancelled."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "explorer", "offline", "-", *arguments, cwd=ROOT,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
    try:
        written, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise Failed("ended")
    return written
