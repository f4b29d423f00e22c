"""What is found of a graph that cannot change is found once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

import networkx as nx

Found = TypeVar("Found")


def once(find: Callable[[nx.DiGraph], Found]) -> Callable[[nx.DiGraph], Found]:
    """Remembers what `find` gave for a frozen graph, for as long as that graph is there. It must not be changeable."""
    remembered: WeakKeyDictionary[nx.DiGraph, Found] = WeakKeyDictionary()

    @wraps(find)
    def found(graph: nx.DiGraph) -> Found:
        if not nx.is_frozen(graph):
            return find(graph)
        if graph not in remembered:
            remembered[graph] = find(graph)
        return remembered[graph]

    return found
