"""How many input pixels one output value can depend on, and which.

Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019
(https://distill.pub/2019/computing-receptive-fields/): along a path, r grows by (k − 1)·j and the jump j by the stride.
Where branches meet there is one r for each path: from that of the shortest to that of the longest.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import NamedTuple

import networkx as nx

from explorer.arithmetic import Adaptive
from explorer.remembered import once
from explorer.windows import Sliding, input_of, spatial, windows

Field = tuple[int, int]


class Span(NamedTuple):
    """Positions along one axis of a tensor, both included. Before 0 and behind the last there is padding."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def clipped(self, size: int) -> Span:
        """The part of it that is inside an axis of this size."""
        return Span(max(self.first, 0), min(self.last, size - 1))

    def beyond(self, size: int) -> tuple[int, int]:
        """How many positions of it are before and behind an axis of this size."""
        return max(-self.first, 0), max(self.last - size + 1, 0)


class Seen(NamedTuple):
    """What a unit sees along one axis: over the path that sees least, and over all paths."""

    shortest: Span
    longest: Span


ONE_UNIT = Seen(Span(0, 0), Span(0, 0))


@once
def values(graph: nx.DiGraph) -> Mapping[str, int]:
    """Pixels along the longer of height and width, over the path that sees most.

    Operations without a rule are not counted, nor what depends on them: who knows what they look at.
    """
    return {node: max(field for field, _ in axes) for node, axes in fields(graph).items()}


def fields(graph: nx.DiGraph) -> dict[str, tuple[Field, Field]]:
    """(receptive field, jump) in pixels, for height and for width, over the path that sees most; see `values`."""
    return _along(graph, graph, max)


def shortest_fields(graph: nx.DiGraph) -> dict[str, tuple[Field, Field]]:
    """(receptive field, jump) in pixels, for height and for width, over the path that sees least."""
    return _along(graph, graph, min)


def fields_along(graph: nx.DiGraph, nodes: Iterable[str]) -> dict[str, tuple[Field, Field]]:
    """(receptive field, jump) in pixels, for height and for width, of every operation on one path from the input."""
    return _along(graph, frozenset(nodes), max)


def seen(graph: nx.DiGraph, node: str) -> tuple[Seen, Seen]:
    """The input positions that the centre unit of a tensor sees, along height and along width, padding included.

    The centre of n units is unit ⌊n/2⌋, counted from 0. The jump is the effective stride: the next unit sees as many
    pixels further on. An adaptive pooling's windows differ in size: those that this unit needs are taken. Clipped
    to the input it is what a gradient reaches, but for rows at the end that a stride drops and no padding makes up for.
    Raises KeyError for what does not depend on the input, a parameter say.
    """
    height, width = (_seen(graph, node, axis) for axis in (0, 1))
    return height, width


def centre(graph: nx.DiGraph, node: str) -> tuple[int, int]:
    """Row and column of the centre unit; a tensor without rows and columns has one unit."""
    height, width = spatial(graph.nodes[node]["shape"])
    return height // 2, width // 2


def _along(graph: nx.DiGraph, nodes: Container[str], choose: Callable) -> dict[str, tuple[Field, Field]]:
    found: dict[str, tuple[Field, Field]] = {}
    of_input = {*nx.descendants(graph, input_of(graph)), input_of(graph)}
    unknown = without_field(graph)
    for node in graph:
        if node in nodes and node not in unknown:
            arriving = [found[source] for source in graph.predecessors(node) if source in found and source in of_input]
            chosen = (_joined(axis, choose) for axis in zip(*arriving or [((1, 1), (1, 1))], strict=True))
            found[node] = tuple(map(_through, chosen, windows(graph, node)))
    return found


@once
def without_field(graph: nx.DiGraph) -> frozenset[str]:
    """Operations without a rule that take what depends on the input, and all that depends on them."""
    of_input, unruled = nx.descendants(graph, input_of(graph)), set(graph.graph["uncounted"])
    unknown: set[str] = set()
    for node in graph:
        if node in of_input and (node in unruled or not unknown.isdisjoint(graph.pred[node])):
            unknown.add(node)
    return frozenset(unknown)


def _joined(fields: tuple[Field, ...], choose: Callable) -> Field:
    """Where tensors meet. One that was pooled to a pixel is the same for all units of the others: their jump holds."""
    return choose(size for size, _ in fields), min(jump for _, jump in fields)


def _through(field: Field, window: Sliding) -> Field:
    size, jump = field
    return field if window is None else (size + (window.reach - 1) * jump, jump * window.stride)


def _seen(graph: nx.DiGraph, node: str, axis: int) -> Seen:
    """From the unit back to the input: the smallest span that a path needs of each tensor, and the hull of all."""
    unit = centre(graph, node)[axis]
    needed = {node: Seen(Span(unit, unit), Span(unit, unit))}
    for here in reversed(list(graph)):
        if here in needed:
            window = windows(graph, here)[axis]
            read = Seen(*(_read(span, window) for span in needed[here]))
            for source in graph.predecessors(here):
                one = spatial(graph.nodes[source]["shape"])[axis] == 1 and window is None
                wanted = ONE_UNIT if one else read
                needed[source] = _met(needed[source], wanted) if source in needed else wanted
    return needed[input_of(graph)]


def _met(one: Seen, other: Seen) -> Seen:
    hull = Span(min(one.longest.first, other.longest.first), max(one.longest.last, other.longest.last))
    return Seen(min(one.shortest, other.shortest, key=lambda span: span.size), hull)


def _read(span: Span, window: Sliding) -> Span:
    """The input positions of a kernel for these output positions."""
    if window is None:
        return span
    if isinstance(window, Adaptive):
        first, last = span.clipped(window.out)
        return Span(first * window.size // window.out, -(-(last + 1) * window.size // window.out) - 1)
    start = span.first * window.stride - window.padding[0]
    return Span(start, span.last * window.stride - window.padding[0] + window.reach - 1)
