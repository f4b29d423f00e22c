"""A hall full of people: 100 open the page at once, then each asks three things, of one server on this machine.

Opening is the page and all that a browser fetches of ours with it, over six connections. The three things are
ResNet-50, which all ask for, a network that nobody has asked for yet, and the totals of another such through Gradio's
queue; before each of them a person looks at the screen for up to THINKING seconds. What one alone waits is measured
first, in the same run, the first of them left out; people and server share the machine's cores.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections.abc import Awaitable
from itertools import count
from statistics import quantiles
from time import perf_counter

import aiohttp
import psutil

from bench.paint import ROOT, started
from bench.report import machine, table
from explorer.ui.assets import address
from explorer.ui.bundle import NAME
from explorer.ui.given import PLOTLY
from tests.ui.conftest import listening

PEOPLE, ALONE = 100, 12
THINKING = 5.0  # seconds
CONNECTIONS = 6  # of one browser
PAGE, POPULAR, RARE, LOOP = 2.0, 3.0, 15.0, 0.3  # seconds; times what one person waits, twice; seconds
HEADERS = {"Accept-Encoding": "gzip"}
NETWORKS = count(1)


class Person:
    """A browser's fetches, and how long each kind of question took."""

    def __init__(self, url: str):
        self.url = url
        self.took: dict[str, float] = {}
        self.wrong: list[str] = []
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS), headers=HEADERS)

    async def lives(self, thinking: float = 0) -> Person:
        async with self.session:
            await self.timed("page", self.get(""))
            ours = (self.get(address(f"static/{name}")) for name in (PLOTLY.name, NAME))
            await self.timed("assets", asyncio.gather(*ours))
            for what, question in (("popular", self.network("depth=50")), ("rare", self.network(unheard_of())),
                                   ("queue", self.queued(unheard_of()))):
                await asyncio.sleep(random.uniform(0, thinking))
                await self.timed(what, question)
        return self

    async def timed(self, what: str, question: Awaitable) -> None:
        begun = perf_counter()
        await question
        self.took[what] = perf_counter() - begun

    async def network(self, query: str) -> None:
        await asyncio.gather(self.get(f"{address('figure/network')}?{query}"), self.get(f"{address('facts')}?{query}"))

    async def get(self, path: str) -> None:
        async with self.session.get(self.url + path) as answer:
            await answer.read()
            self.note(path, answer.status == 200)

    async def queued(self, query: str) -> None:
        layers = re.search(r"layers=([\d,]+)", query)[1]
        asked = {"data": [50, 64, 64, 10, "own", layers, "BasicBlock", 8, False]}
        async with self.session.post(f"{self.url}gradio_api/call/summary", json=asked) as begun:
            event = (await begun.json()).get("event_id")
        async with self.session.get(f"{self.url}gradio_api/call/summary/{event}") as stream:
            self.note(f"queue: {query}", "event: complete" in (await stream.text()))

    def note(self, what: str, right: bool) -> None:
        if not right:
            self.wrong.append(what)


def unheard_of() -> str:
    """The query of a network of one's own, another each time."""
    number = next(NETWORKS)
    layers = 1 + number % 7, 1 + number // 7 % 7, 1 + number // 49 % 7
    return f"variant=own&layers={','.join(map(str, layers))}&block=BasicBlock&channels=8&height=64&width=64&classes=10"


async def loop_lag(url: str, hall: Awaitable[list[Person]]) -> tuple[list[Person], list[float]]:
    """The people, and how long the cheapest answer takes meanwhile, twenty times a second."""
    waits, running = [], asyncio.ensure_future(hall)
    async with aiohttp.ClientSession() as session:
        while not running.done():
            begun = perf_counter()
            async with session.get(f"{url}robots.txt") as answer:
                await answer.read()
            waits.append(perf_counter() - begun)
            await asyncio.sleep(0.05)
    return await running, waits


async def measured(url: str) -> tuple[list[Person], list[Person], list[float]]:
    _, *alone = [await Person(url).lives() for _ in range(1 + ALONE)]
    hall, waits = await loop_lag(url, asyncio.gather(*(Person(url).lives(THINKING) for _ in range(PEOPLE))))
    return alone, hall, waits


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def resident(url: str) -> dict[str, int]:
    """MB of the web process, and of all that it has started."""
    web = listening(url)
    return {"web": web.memory_info().rss // 10**6,
            "workers": sum(child.memory_info().rss for child in web.children(recursive=True)) // 10**6}


def main() -> list[str]:
    """Prints what was measured; gives what was promised and does not hold."""
    load = psutil.getloadavg()[0]
    with started(ROOT / "app.py") as (url, _):
        alone, hall, waits = asyncio.run(measured(url))
        memory = resident(url)
    found = {what: [p95([one.took[what] for one in people]) for people in (alone, hall)] for what in hall[0].took}
    rows = [(what, f"{1000 * single:.0f} ms", f"{1000 * crowded:.0f} ms", f"{crowded / single:.1f}")
            for what, (single, crowded) in found.items()]
    wrong = [what for one in (*alone, *hall) for what in one.wrong]
    print(table((f"p95 of {PEOPLE} people at once", "one alone", "in the hall", "ratio"), rows))
    print(f"\n{len(wrong)} questions without an answer; the cheapest answer took {1000 * p95(waits):.0f} ms at p95. "
          f"Web process {memory['web']} MB, its workers {memory['workers']} MB.\n{machine('gradio', 'aiohttp')}; load "
          f"before {load:.1f}\n")
    return verdicts(found, wrong, p95(waits))


def verdicts(found: dict[str, list[float]], wrong: list[str], lag: float) -> list[str]:
    popular, rare = (found[what][1] / found[what][0] for what in ("popular", "rare"))
    page = found["page"][1]
    broken = {
        f"{len(wrong)} questions had no answer: {json.dumps(wrong[:3])}": bool(wrong),
        f"the page is served in {page:.1f} s at p95: {PAGE} s were promised": page > PAGE,
        f"ResNet-50 takes {popular:.1f} times what one person waits: {POPULAR} were promised": popular > POPULAR,
        f"a rare network takes {rare:.1f} times what one person waits: {RARE} were promised": rare > RARE,
        f"the event loop answers in {lag:.2f} s at p95: {LOOP} s were promised": lag > LOOP,
    }
    return [sentence for sentence, holds in broken.items() if holds]
