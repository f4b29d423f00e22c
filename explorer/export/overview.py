"""class Summary: the network as a table, with its totals and what they count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import networkx as nx

from explorer.arithmetic import times
from explorer.describe import Descriptions, titled
from explorer.export.shown import Shown
from explorer.export.totals import summary
from explorer.fold import Part, combined, hierarchy
from explorer.metrics import COSTS, METRICS, Measured
from explorer.tables import Column, Row, Table

INDENT = "  "


@dataclass(frozen=True, repr=False)
class Summary(Shown):
    """`totals` is what /summary answers."""

    totals: dict


def summarised(graph: nx.DiGraph, words: Mapping[str, str], level: str) -> Summary:
    """A row for each stage; from `level` "blocks" on for each block in it, with "operations" for each of those."""
    stages, values = hierarchy(graph), Measured(graph)
    told = Descriptions(graph, stages, values, words)
    columns = (*(Column(name, words[f"layers.{name}"]) for name in ("name", "type", "out")),
               *(Column(name, words[f"layers.{name}"], number=True) for name in COSTS))
    rows = tuple(Row(part.name, (INDENT * depth + part.name, told.kind(part),
                                 times(graph.nodes[part.out]["shape"]), *_costs(part, values)))
                 for depth, part in _listed(stages, level))
    whole, totals = told[""], summary(graph)
    title = ", ".join((titled(graph, words), whole.kind, *whole.lines))
    return Summary(title, Table(columns, rows, tuple(_notes(totals, words))), words, totals)


def _costs(part: Part, values: Measured) -> Iterator[int | None]:
    return (combined(values[name], part, METRICS[name].fold) for name in COSTS)


def _notes(totals: dict, words: Mapping[str, str]) -> Iterator[str]:
    for name in COSTS:
        metric, total = METRICS[name], totals["metrics"][name]
        known = total["value"] is not None
        number = f"{total['value']:,} {metric.unit}".rstrip() if known else words["describe.uncounted"]
        yield f"{metric.title_in(words)}: {number} ({metric.convention_in(words)})"


def _listed(stages: tuple[Part, ...], level: str) -> Iterator[tuple[int, Part]]:
    """What has a row, and how deep it stands. Steps have none: a step is named as its first operation is."""
    for stage in stages:
        yield 0, stage
        for child in stage.children if level != "stages" else ():
            if child.block:
                yield 1, child
            if level == "operations" and stage.name != "input":
                steps = child.children if child.block else (child,)
                inside = (operation for step in steps for operation in step.children)
                yield from ((2 if child.block else 1, operation) for operation in inside)
