"""class Comparison: two networks in numbers, and by how much they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import networkx as nx

from explorer.describe import titled
from explorer.difference import Fact, facts, table
from explorer.export.shown import Shown
from explorer.export.totals import named
from explorer.metrics import COSTS, METRICS


@dataclass(frozen=True, repr=False)
class Comparison(Shown):
    """`facts` are what is told of both, `data` the same as /compare answers."""

    facts: tuple[Fact, ...]
    data: dict


def compared(here: nx.DiGraph, there: nx.DiGraph, words: Mapping[str, str]) -> Comparison:
    """Of the networks as wholes, then stage by stage; differences are of the second to the first."""
    title = " / ".join(titled(graph, words) for graph in (here, there))
    return Comparison(title, table(here, there, words), words, facts(here, there), comparison(here, there))


def comparison(here: nx.DiGraph, there: nx.DiGraph) -> dict:
    """The same as plain data. `ratio` is the second's by the first's, a float; None where either is no number."""
    metrics = {name: METRICS[name] for name in (*COSTS, "receptive_field")}
    return {
        "networks": [named(here), named(there)],
        "metrics": {name: {"unit": metric.unit, "convention": metric.convention} for name, metric in metrics.items()},
        "facts": [{**asdict(fact), "difference": fact.difference, "ratio": fact.ratio and float(fact.ratio)}
                  for fact in facts(here, there)],
    }
