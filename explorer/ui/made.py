"""Figures, tables and descriptions, for the page and for programs: each is made once, and kept compressed.

They are made where the graphs are, in the worker's process: the one that serves the page passes bytes on.
"""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Callable, Mapping
from functools import partial

import networkx as nx

from explorer.describe import Descriptions
from explorer.diagrams import draw, needed, present, tabulate, trial
from explorer.fold import hierarchy, within
from explorer.laboratory import Trial
from explorer.laboratory.record import Record
from explorer.metrics import Measured
from explorer.spec import Spec
from explorer.tables import plain
from explorer.ui.once import Once
from explorer.ui.text import words
from explorer.worker import Worker

MADE_KEPT, FACTS_KEPT = 576, 64  # figures and tables; descriptions


class Made:
    """JSON in gzip, of networks and experiments that the worker answers for. All raise what it and a diagram raise."""

    def __init__(self, worker: Worker):
        self.worker = worker
        self.made = Once(self._make, MADE_KEPT)
        self.described = Once(self._describe, FACTS_KEPT)

    async def figure(self, name: str, spec: Spec, language: str, options: Mapping[str, str],
                     make: Callable[..., dict] = draw) -> bytes:
        """A diagram, carried out before where it shows an experiment."""
        return await self.made(make, spec, name, language, tuple(options.items()))

    async def looked(self, make: Callable[..., dict], name: str, spec: Spec, language: str, options: Mapping[str, str],
                     image: bytes) -> bytes:
        """A diagram or its text twin of somebody's own picture, of which nothing is kept."""
        return await self._make(make, spec, name, language, tuple(options.items()), image)

    async def table(self, name: str, spec: Spec, language: str, options: Mapping[str, str]) -> bytes:
        """Its text twin."""
        return await self.made(table, spec, name, language, tuple(options.items()))

    async def facts(self, spec: Spec, language: str) -> bytes:
        """Of every part of a network, in words."""
        return await self.described(spec, language)

    async def data(self, make: Callable[..., dict], *specs: Spec) -> dict:
        """What `make` gives of the networks' graphs."""
        return await asyncio.wrap_future(self.worker.made(make, *specs))

    async def _make(self, make: Callable[..., dict], spec: Spec, name: str, language: str,
                    options: tuple[tuple[str, str], ...], image: bytes | None = None) -> bytes:
        given = dict(options)
        shown = trial(name, spec, image, **given)
        if shown:
            given["found"] = await self._found(shown)
        making = partial(_packed, make, name, language, given)
        return await asyncio.wrap_future(self.worker.made(making, spec, *needed(name, spec, **dict(options))))

    async def _found(self, shown: Trial) -> Record:
        ask = self.worker.record(shown)
        try:
            return await asyncio.wrap_future(ask.future)
        finally:
            ask.cancel()
            if shown.image:
                self.worker.forget(shown)

    async def _describe(self, spec: Spec, language: str) -> bytes:
        return await asyncio.wrap_future(self.worker.made(partial(_packed_facts, language), spec))


def _packed(make: Callable[..., dict], name: str, language: str, given: Mapping[str, object], graph: nx.DiGraph,
            *others: nx.DiGraph) -> bytes:
    return packed(make(name, graph, words(language), *others, **given))


def _packed_facts(language: str, graph: nx.DiGraph) -> bytes:
    return packed(all_facts(graph, language))


def drawn(name: str, graph: nx.DiGraph, text: Mapping[str, str], *others: nx.DiGraph, **options: str) -> dict:
    """A diagram for the page, which goes from one network to another with what stood open."""
    return draw(name, graph, text, *others, **present(name, options, graph, *others))


def table(name: str, graph: nx.DiGraph, text: Mapping[str, str], *others: nx.DiGraph, **options: str) -> dict:
    return plain(tabulate(name, graph, text, *others, **present(name, options, graph, *others)))


def all_facts(graph: nx.DiGraph, language: str) -> dict[str, dict]:
    stages = hierarchy(graph)
    described = Descriptions(graph, stages, Measured(graph), words(language))
    holders = dict(within(stages))
    return {name: {**vars(description), "within": holders.get(name, ())} for name, description in described.items()}


def packed(content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 9, mtime=0)


def unpacked(content: bytes) -> str:
    return gzip.decompress(content).decode()
