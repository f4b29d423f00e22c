"""A thousand networks that nobody has asked for yet, each drawn, described and built on the device: what stays.

The resident memory of the web process and of its workers, and the files in the folder for temporary ones, after the
first SETTLED and after all. Four people ask at once, in sessions that they leave after a hundred networks.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bench.load import resident
from bench.paint import ROOT, started
from bench.report import machine, table
from explorer.ui.assets import address

BUILDS, SETTLED, PEOPLE = 1000, 100, 4
PROMISED = {"web": 30, "workers": 100, "files": 0}  # MB, MB, files that may come after the first
SECONDS = 600


def network(number: int) -> str:
    """The query of a network of one's own, another for each number."""
    layers = f"{1 + number % 3},{1 + number // 3 % 3},{1 + number // 9 % 3}"
    size = 32 + number // 27
    return f"variant=own&layers={layers}&block=BasicBlock&channels=8&height={size}&width={size}&classes=10"


class Visitor:
    """One session."""

    def __init__(self, url: str, session: str, building: int):
        self.url, self.session, self.building = url, session, building

    async def asks(self, query: str) -> None:
        async with aiohttp.ClientSession() as client:
            for path in (f"figure/network?{query}", f"facts?{query}"):
                async with client.get(f"{self.url}{address(path)}") as answer:
                    assert answer.status == 200, await answer.text()
            asked = {"data": [], "event_data": {"query": query}, "fn_index": self.building,
                     "session_hash": self.session}
            async with client.post(f"{self.url}gradio_api/queue/join", json=asked) as joined:
                assert joined.status == 200, await joined.text()
            async with client.get(f"{self.url}gradio_api/queue/data?session_hash={self.session}") as stream:
                told = ""
                while "process_completed" not in told:
                    told += (await stream.content.readline()).decode()
                assert "shapes confirmed" in told, told


async def building(url: str) -> int:
    """Which of the page's functions builds on the device."""
    async with aiohttp.ClientSession() as client, client.get(f"{url}config") as answer:
        dependencies = (await answer.json())["dependencies"]
    (found,) = (one["id"] for one in dependencies if any(event == "drawn" for _, event in one["targets"]))
    return found


async def build(url: str, numbers: range) -> None:
    function = await building(url)

    async def person(first: int) -> None:
        visitor = Visitor(url, f"memory{first}of{numbers.start}", function)
        for number in numbers[first::PEOPLE]:
            await visitor.asks(network(number))

    await asyncio.gather(*map(person, range(PEOPLE)))


def held(url: str, folder: str) -> dict[str, int]:
    """MB of the processes, and files that lie in the folder for temporary ones."""
    return {**resident(url), "files": sum(path.is_file() for path in Path(folder).rglob("*"))}


def main() -> list[str]:
    """Prints what was measured; gives what was promised and does not hold."""
    found = {}
    with TemporaryDirectory() as folder, started(ROOT / "app.py", TMPDIR=folder) as (url, _):
        done = 0
        for number in (SETTLED, BUILDS // 2, BUILDS):
            asyncio.run(asyncio.wait_for(build(url, range(done, number)), SECONDS))
            found[number], done = held(url, folder), number
    rows = [(f"{number} networks", *(f"{now[what]} MB" for what in ("web", "workers")), str(now["files"]))
            for number, now in found.items()]
    print(table(("held after", "web process", "its workers", "temporary files"), rows))
    print(f"\n{machine('gradio', 'torch')}\n")
    grown = {what: found[BUILDS][what] - found[SETTLED][what] for what in PROMISED}
    return [f"{BUILDS - SETTLED} networks leave {more} more of {what}: {PROMISED[what]} were promised"
            for what, more in grown.items() if more > PROMISED[what]]
