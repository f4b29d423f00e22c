"""Which positions of its stage's input a tensor depends on.

A 1×1 convolution of stride 2 reads every other row and column and never looks at the rest: a quarter of the positions
is read. That is where v1 has its stride (He et al. 2015), and v1.5 has it in the 3×3 convolution, which reads them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeAlias

import networkx as nx

from explorer.arithmetic import FORMULAS, Adaptive, Window
from explorer.remembered import once
from explorer.windows import Sliding, spatial, windows

Axis: TypeAlias = "list[int]"  # for every position of a tensor the positions of the stage's input, as bits


class Read(NamedTuple):
    """What a tensor's rows and columns depend on, of a stage's input of this size."""

    rows: Axis
    columns: Axis
    size: tuple[int, int]

    @property
    def axes(self) -> tuple[Axis, Axis]:
        return self.rows, self.columns

    @property
    def percent(self) -> float:
        shares = (reduce(or_, axis).bit_count() / size for axis, size in zip(self.axes, self.size, strict=True))
        rows, columns = shares
        return round(100 * rows * columns, 1)

    def holds(self, other: Read) -> bool:
        """Whether each position depends on all that the other's does."""
        return all(there & ~here == 0 for axes in zip(self.axes, other.axes, strict=True)
                   for here, there in zip(*axes, strict=True))

    def shaped(self, shape: tuple[int, int]) -> Read:
        """As a tensor of these rows and columns: one position is repeated, or all are joined in one."""
        return Read(*(_sized(axis, size) for axis, size in zip(self.axes, shape, strict=True)), self.size)


@once
def values(graph: nx.DiGraph) -> Mapping[str, float]:
    """Percent of the positions, to a tenth. Where branches meet, it is those that any of them read.

    Operations without a rule are not counted, nor what depends on them, nor where two branches meet of which neither
    reads all that the other does.
    """
    found: dict[str, Read] = {}
    for node in graph:
        if read := _read(graph, node, found):
            found[node] = read
    return {node: read.percent for node, read in found.items()}


def _read(graph: nx.DiGraph, node: str, found: Mapping[str, Read]) -> Read | None:
    data = graph.nodes[node]
    if data["op"] == "input":
        return _all(graph, node)
    sources = [source for source in graph.predecessors(node) if graph.nodes[source]["op"] != "parameter"]
    if data["op"] not in FORMULAS or not sources or any(source not in found for source in sources):
        return None
    arriving = (found[source] if graph.nodes[source]["stage"] == data["stage"] else _all(graph, source)
                for source in sources)
    branches = [_through(read, windows(graph, node)).shaped(spatial(data["shape"])) for read in arriving]
    return next((one for one in branches if all(map(one.holds, branches))), None)


def _all(graph: nx.DiGraph, node: str) -> Read:
    """A tensor that enters a stage: each of its positions is one of the stage's input."""
    size = spatial(graph.nodes[node]["shape"])
    return Read(*([1 << place for place in range(length)] for length in size), size)


def _through(read: Read, looked: tuple[Sliding, Sliding]) -> Read:
    rows, columns = (axis if window is None else [reduce(or_, axis[places.start:places.stop:places.step], 0)
                                                  for places in _places(window)]
                     for axis, window in zip(read.axes, looked, strict=True))
    return Read(rows, columns, read.size)


def _places(window: Window | Adaptive) -> Iterator[range]:
    """The positions that each output position looks at, the padding left out."""
    for out in range(window.out):
        if isinstance(window, Adaptive):
            yield range(out * window.size // window.out, -(-(out + 1) * window.size // window.out))
        else:
            first = out * window.stride - window.padding[0]
            padded = -(-max(-first, 0) // window.dilation) * window.dilation
            yield range(first + padded, max(min(first + window.reach, window.size), first + padded), window.dilation)


def _sized(axis: Axis, size: int) -> Axis:
    if len(axis) == size:
        return axis
    return axis * size if len(axis) == 1 else [reduce(or_, axis)]
