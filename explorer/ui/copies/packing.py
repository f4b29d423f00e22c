"""What a copy has of one network in one language: its pictures, tables and descriptions, packed, by name.

The index says under which number a view is kept; a view is what the page asks for (`key`). Of a picture there is a
file for each sheet that it is drawn on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

import networkx as nx

from explorer.diagrams import Diagram, needed
from explorer.spec import Spec
from explorer.tracing import trace
from explorer.ui.copies.contents import Values, bases, clicked, combined, prepared, settable, settled
from explorer.ui.made import all_facts, drawn, packed, table
from explorer.ui.text import words

traced = cache(trace)


class Sheet(NamedTuple):
    """What a picture is drawn on."""

    canvas: str
    theme: str


PAGE, PANEL = ("wide", "broad", "narrow"), ("broad", "narrow")  # canvases; the panel is kept no wider by copy.css
SLIDE = Sheet("slide", "light")


def sheets(diagram: Diagram, themes: Iterable[str]) -> tuple[Sheet, ...]:
    """What the page may ask for, and a slide."""
    canvases = PAGE if diagram.name == "network" else PANEL if diagram.pictured else ()
    return *(Sheet(canvas, theme) for theme in themes for canvas in canvases), SLIDE


def folder(spec: Spec, language: str) -> str:
    """Where it is kept: `en/depth=50,height=224,width=224,classes=1000`. As in static/kept.js."""
    return f"{language}/{spec.to_query().replace('&', ',')}"


def key(path: str, values: Mapping[str, str]) -> str:
    """What a view is called in the index: `figure/network?level=blocks&overlay=stage`. As in static/kept.js."""
    return f"{path}?{'&'.join(f'{name}={value}' for name, value in sorted(values.items()) if value)}"


def files(spec: Spec, language: str, diagrams: Iterable[Diagram], start: Mapping[str, str],
          themes: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """(name, content) of all that is kept; the index comes last."""
    packing = _Packing(spec, language, tuple(themes))
    yield from packing.all(tuple(diagrams), start)
    yield f"{packing.folder}/index", packed(packing.index)


class _Packing:
    def __init__(self, spec: Spec, language: str, themes: tuple[str, ...]):
        self.spec, self.language, self.themes = spec, language, themes
        self.words, self.graph, self.folder = words(language), traced(spec), folder(spec, language)
        self.index: dict[str, int] = {}

    def all(self, diagrams: tuple[Diagram, ...], start: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        yield from self._kept(key("facts", {}), {"": all_facts(self.graph, self.language)})
        network, *_ = diagrams
        stops = self._drawn(network, _of(network, start), SLIDE)["layout"]["meta"]["walk"]
        presets = tuple(prepared(diagrams, self.spec))
        for diagram in diagrams:
            for values in self._views(diagram, _of(diagram, start), stops, presets):
                yield from self._picture(diagram, values)
                yield from self._table(diagram, values)

    def _views(self, diagram: Diagram, start: Values, stops: Iterable[str],
               presets: Iterable[Mapping[str, str]]) -> Iterator[Values]:
        if diagram.experiment:
            return
        yield start
        yield from combined(diagram, start)
        for base in bases(diagram, start):
            yield from clicked(diagram, self._drawn(diagram, base, SLIDE)["layout"]["meta"], stops, base)
        yield from (_of(diagram, preset) for preset in presets)

    def _picture(self, diagram: Diagram, values: Values) -> Iterator[tuple[str, bytes]]:
        path, plain = f"figure/{diagram.name}", settled(settable(diagram), values)
        name = key(path, plain)
        if name not in self.index:
            drawn = {f"-{sheet.canvas}-{sheet.theme}": self._drawn(diagram, plain, sheet)
                     for sheet in sheets(diagram, self.themes)}
            yield from self._kept(name, drawn)
            covers = next(iter(drawn.values()))["layout"]["meta"].get("covers", ())
            self._also(name, (key(path, plain | {"select": part}) for part in covers))
        self._also(name, [key(path, values)])

    def _table(self, diagram: Diagram, values: Values) -> Iterator[tuple[str, bytes]]:
        if not diagram.table:
            return
        path = f"table/{diagram.name}"
        own = {option.name: values[option.name] for option in diagram.options if option.name != "select"}
        plain = settled((option for option in diagram.options if option.name in own), own)
        name = key(path, plain)
        if name not in self.index:
            others = self._others(diagram, plain)
            yield from self._kept(name, {"": table(diagram.name, self.graph, self.words, *others, **plain)})
        self._also(name, [key(path, own)])

    def _drawn(self, diagram: Diagram, values: Values, sheet: Sheet) -> dict:
        return drawn(diagram.name, self.graph, self.words, *self._others(diagram, values), **values, **sheet._asdict())

    def _others(self, diagram: Diagram, values: Values) -> tuple[nx.DiGraph, ...]:
        return tuple(map(traced, needed(diagram.name, self.spec, **values)))

    def _kept(self, name: str, contents: Mapping[str, dict]) -> Iterator[tuple[str, bytes]]:
        place = self.index[name] = len(self.index)
        for ending, content in contents.items():
            yield f"{self.folder}/{place}{ending}", packed(content)

    def _also(self, name: str, others: Iterable[str]) -> None:
        for other in others:
            self.index.setdefault(other, self.index[name])


def _of(diagram: Diagram, given: Mapping[str, str]) -> Values:
    """The values of its options, as given or by default."""
    return {option.name: given.get(option.name, option.default) for option in settable(diagram)}
