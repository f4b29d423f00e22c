"""The pictures: (graph, words, options) -> a plain Plotly spec {"data", "layout"}. DIAGRAMS lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import networkx as nx

from explorer.diagrams import network
from explorer.fold import LEVELS
from explorer.spec import Invalid, choose
from explorer.theme import CANVASES, THEMES


@dataclass(frozen=True)
class Option:
    """Something a reader can set: one of `choices`, or, where there are none, a list of node names."""

    name: str
    default: str
    choices: tuple[str, ...] = ()

    def read(self, value: object) -> str:
        """The value that was meant. Raises `Invalid`, a ValueError, naming the choices."""
        if self.choices:
            return choose(self.name, value, self.choices)
        names = value.split(",") if isinstance(value, str) else value
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            raise Invalid(self.name, value, "names such as layer2.0,layer3.1",
                          "{field} cannot be {value}: give {choices}")
        return ",".join(name for name in names if name)


SETTINGS = (
    Option("canvas", "wide", tuple(CANVASES)),
    Option("theme", "light", tuple(THEMES)),
    Option("caption", "on", ("on", "off")),
)


@dataclass(frozen=True)
class Diagram:
    """A picture: the question it answers, what can be set in it, and the function that draws it."""

    name: str
    options: tuple[Option, ...]
    draw: Callable[..., dict]

    def read(self, given: Mapping[str, str]) -> tuple[dict[str, str], tuple[Invalid, ...]]:
        """Every option, from what was given or by default, and what had to be replaced."""
        values, problems = {}, []
        for option in (*self.options, *SETTINGS):
            values[option.name] = option.default
            try:
                values[option.name] = option.read(given.get(option.name, option.default))
            except Invalid as problem:
                problems.append(problem)
        return values, tuple(problems)


DIAGRAMS = {
    diagram.name: diagram
    for diagram in (
        Diagram(
            "network",
            (
                Option("level", "blocks", LEVELS),
                Option("open", ""),
                Option("closed", ""),
                Option("overlay", "stage", network.OVERLAYS),
            ),
            network.draw,
        ),
    )
}


def draw(name: str, graph: nx.DiGraph, words: Mapping[str, str], **options: str) -> dict:
    """The Plotly spec of a diagram. Raises `Invalid`, a ValueError, for a diagram or an option that does not exist."""
    diagram = DIAGRAMS[choose("diagram", name, DIAGRAMS)]
    known = [option.name for option in (*diagram.options, *SETTINGS)]
    for option in options:
        choose("option", option, known)
    values, problems = diagram.read(options)
    if problems:
        raise problems[0]
    return diagram.draw(graph, words, **values)
