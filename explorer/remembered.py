"""What is asked of a graph: of nothing else, and of one that cannot change once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import ClassVar, TypeVar
from weakref import WeakKeyDictionary

import networkx as nx

from explorer.refusal import Refusal

Found = TypeVar("Found")


class NoGraph(Refusal, ValueError):
    """What was given is no graph."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "graph": "this is asked of a traced graph, not of a {value}: {function} gives one",
    }


def expect_graph(given: object) -> None:
    """Raises `NoGraph`, a ValueError, for anything else than a directed graph, a Spec also."""
    if not isinstance(given, nx.DiGraph):
        raise NoGraph("graph", value=type(given).__name__, function="explorer.trace")


def once(find: Callable[[nx.DiGraph], Found]) -> Callable[[nx.DiGraph], Found]:
    """Remembers what `find` gave for a frozen graph, for as long as that graph is there. It must not be changeable.

    What is no graph is refused, see `expect_graph`.
    """
    remembered: WeakKeyDictionary[nx.DiGraph, Found] = WeakKeyDictionary()

    @wraps(find)
    def found(graph: nx.DiGraph) -> Found:
        expect_graph(graph)
        if not nx.is_frozen(graph):
            return find(graph)
        if graph not in remembered:
            remembered[graph] = find(graph)
        return remembered[graph]

    return found
