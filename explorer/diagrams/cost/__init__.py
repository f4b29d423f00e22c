"""Cost: where do parameters, MACs and memory go? An icicle to zoom into; and one network as several tools count it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import networkx as nx

from explorer.counting import counts
from explorer.diagrams.cost import icicle, reconciliation
from explorer.diagrams.cost.icicle import Tree
from explorer.drawing.header import Item
from explorer.drawing.sheet import Drawing, Page, picture
from explorer.fold import hierarchy
from explorer.metrics import METRICS, Measured
from explorer.tables import Column, Row, Table
from explorer.theme import Theme

VIEWS = ("tree", "conventions")

Words = Mapping[str, str]


def draw(graph: nx.DiGraph, words: Words, *, cost: str, metric: str, root: str, count: str, canvas: str, theme: str,
         caption: str) -> dict:
    """A metric over all parts of the part `root`, or the multiply-adds with what is in `count`, beside other counts."""
    if cost == "conventions":
        drawn, key = partial(reconciliation.draw, _listed(count)), partial(reconciliation.key, words)
    else:
        drawn, key = partial(_tree, metric, root), _no_key
    return picture(graph, words, canvas, theme, caption == "on", key, drawn)


def table(graph: nx.DiGraph, words: Words, *, cost: str, metric: str, root: str, count: str) -> Table:
    """Every part below `root` with its cost and its share of the whole network, or a row for each way to count."""
    if cost == "conventions":
        return reconciliation.table(_listed(count), counts(graph), words)
    stages = hierarchy(graph)
    return _parts(icicle.tree(stages, Measured(graph)[metric], metric, root), words)


def _listed(names: str) -> tuple[str, ...]:
    return tuple(filter(None, names.split(",")))


def _no_key(theme: Theme) -> Iterator[Item]:
    yield from ()


def _tree(metric: str, root: str, page: Page) -> Drawing:
    return icicle.draw(icicle.tree(page.stages, page.values[metric], metric, root), page)


def _parts(tree: Tree, words: Words) -> Table:
    title = f"{tree.metric.title_in(words)}{f', {tree.metric.unit}' if tree.metric.unit else ''}"
    columns = (Column("name", words["layers.name"]), Column("part", words["cost.part"]),
               Column(tree.metric.name, title, number=True), Column("share", words["cost.share.title"], number=True))
    whole = tree.cost(tree.whole)
    rows = (Row(part.name, (part.name, words[f"cost.part.{part.kind}"], tree.cost(part),
                            float(f"{100 * tree.cost(part) / whole:.3g}") if whole else 0.0))
            for part in icicle.walk(tree.root))
    convention = METRICS[tree.metric.name].convention_in(words)
    return Table(columns, tuple(rows), (f"{tree.metric.title_in(words)}: {convention}.",))
