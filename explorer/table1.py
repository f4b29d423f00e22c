"""Table 1 of He et al. 2015 (https://arxiv.org/abs/1512.03385) for an input of any size: every depth side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import networkx as nx

from explorer.arithmetic import Shape, times
from explorer.counting import counts
from explorer.metrics import METRICS
from explorer.metrics.units import quantity
from explorer.residual import Block, residual_blocks
from explorer.spec import ARCHITECTURES, Architecture, Spec
from explorer.tables import Column, Row, Table

Words = Mapping[str, str]
PAPER = {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3}  # ×10⁹ multiply-adds at 224×224
PAPER_SIZE = (3, 224, 224)
PAPER_CLASSES = 1000
WINDOWED = ("conv2d", "max_pool2d", "adaptive_avg_pool2d")


@dataclass(frozen=True)
class Stage:
    """A row of the table: torchvision's name, the paper's, and the size of what leaves it."""

    name: str
    paper: str
    size: Shape


@dataclass(frozen=True)
class Network:
    """A column of the table. `blocks` has, for each stage, its convolutions as the paper writes them, and how often.

    `later` are the MACs that the first convolutions compute more because the stride comes after them (v1.5).
    """

    architecture: Architecture
    blocks: Mapping[str, tuple[tuple[str, ...], int]]
    macs: int
    parameters: int
    later: int


@dataclass(frozen=True)
class Table1:
    spec: Spec
    stages: tuple[Stage, ...]
    networks: tuple[Network, ...]

    @property
    def as_in_paper(self) -> bool:
        """Whether the paper tells its own numbers for this input."""
        return self.spec.input_shape == PAPER_SIZE and self.spec.classes == PAPER_CLASSES


def others(spec: Spec) -> tuple[Spec, ...]:
    """The networks of the other columns: every other depth of the variant, over the same input."""
    return tuple(replace(spec, depth=row.depth) for row in ARCHITECTURES.values()
                 if row.variant == spec.variant and row.depth != spec.depth)


def table1(graph: nx.DiGraph, beside: Iterable[nx.DiGraph] = ()) -> Table1:
    """The network and those beside it, by depth."""
    networks = sorted(map(_network, (graph, *beside)), key=lambda network: network.architecture.depth)
    return Table1(graph.graph["spec"], tuple(_stages(graph)), tuple(networks))


def _stages(graph: nx.DiGraph) -> list[Stage]:
    """What makes the input smaller before the blocks, the stages, and the pooling before the classifier."""
    rows = {data["stage"] if data["block"] else node: data for node, data in graph.nodes(data=True)
            if data["block"] or data["op"] in WINDOWED}
    stages = [name for name, data in rows.items() if data["block"]]
    papers = {name: f"conv{place}_x" for place, name in enumerate(stages, start=2)}
    return [Stage(name, papers.get(name, name), data["shape"][1:]) for name, data in rows.items()]


def _network(graph: nx.DiGraph) -> Network:
    macs, parameters = (sum(METRICS[name].values(graph).values()) for name in ("macs", "parameters"))
    blocks: dict[str, tuple[tuple[str, ...], int]] = {}
    for block in residual_blocks(graph):
        stage = graph.nodes[block.merge]["stage"]
        _, count = blocks.get(stage, ((), 0))
        blocks[stage] = _convolutions(graph, block), count + 1
    return Network(graph.graph["spec"].architecture, blocks, macs, parameters, counts(graph)["strided_later"])


def _convolutions(graph: nx.DiGraph, block: Block) -> tuple[str, ...]:
    """`3×3, 64` for each convolution of the residual branch."""
    inside = (graph.nodes[node] for node in block.residual)
    return tuple(f"{times(data['settings']['kernel'])}, {data['settings']['channels']}"
                 for data in inside if data["op"] == "conv2d")


def written(convolutions: tuple[str, ...], count: int) -> str:
    """`[3×3, 64; 3×3, 64]×2`"""
    return f"[{'; '.join(convolutions)}]×{count}"


def notes(found: Table1, words: Words) -> tuple[str, ...]:
    """The convention, and at the paper's own size why its numbers are not these."""
    told = [words["shapes.table1.note"]]
    later = max(network.later for network in found.networks)
    if found.as_in_paper and later:
        told.append(words["shapes.table1.later"].format(macs=quantity(later)))
    return tuple(told)


def trunk(name: str, spec: Spec, words: Words) -> str:
    """What a row holds that is the same at every depth."""
    return words[f"shapes.table1.{name}"].format(classes=spec.classes)


def totals(found: Table1, words: Words) -> list[tuple[str, tuple[str, ...]]]:
    """The rows at the foot: their title, and a cell for every network."""
    rows = [(words["metric.macs"], tuple(quantity(network.macs) for network in found.networks)),
            (words["metric.parameters"], tuple(quantity(network.parameters) for network in found.networks))]
    if found.as_in_paper:
        paper = tuple(f"{PAPER[network.architecture.depth]} ×10⁹" if network.architecture.depth in PAPER else ""
                      for network in found.networks)
        rows.insert(1, (words["shapes.table1.paper"], paper))
    return rows


def table(graph: nx.DiGraph, words: Words, beside: Iterable[nx.DiGraph] = ()) -> Table:
    found = table1(graph, beside)
    depths = (Column(str(network.architecture.depth), network.architecture.name) for network in found.networks)
    columns = (Column("layer", words["shapes.table1.layer"]), Column("output", words["shapes.table1.output"]), *depths)
    rows = [Row(stage.name, (_title(stage), times(stage.size), *_cells(found, stage, words))) for stage in found.stages]
    rows += [Row("", (title, "", *cells)) for title, cells in totals(found, words)]
    return Table(columns, tuple(rows), notes(found, words))


def _title(stage: Stage) -> str:
    return stage.name if stage.name == stage.paper else f"{stage.paper} ({stage.name})"


def _cells(found: Table1, stage: Stage, words: Words) -> tuple[str, ...]:
    return tuple(written(*network.blocks[stage.name]) if stage.name in network.blocks
                 else trunk(stage.name, found.spec, words) for network in found.networks)
