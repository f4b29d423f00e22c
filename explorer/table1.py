"""Table 1 of He et al. 2015 (https://arxiv.org/abs/1512.03385) for an input of any size: every depth side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import networkx as nx

from explorer.arithmetic import Shape, times
from explorer.blueprint import DESIGNS, STEM_CHANNELS, network
from explorer.metrics import METRICS
from explorer.metrics.units import quantity
from explorer.spec import ARCHITECTURES, Architecture, Spec
from explorer.tables import Column, Row, Table

Words = Mapping[str, str]
PAPER = {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3}  # ×10⁹ multiply-adds at 224×224
PAPER_SIZE = (3, 224, 224)
PAPER_CLASSES = 1000


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


@lru_cache(maxsize=8)
def table1(spec: Spec) -> Table1:
    """Every depth of the variant that was asked for, over its input."""
    rows = [row for row in ARCHITECTURES.values() if row.variant == spec.variant]
    networks = tuple(_network(Spec(row.depth, spec.height, spec.width, spec.classes, row.variant)) for row in rows)
    return Table1(spec, tuple(_stages(network(spec))), networks)


def _stages(graph: nx.DiGraph) -> list[Stage]:
    """conv1 and maxpool, the stages, and the pooling before the classifier."""
    last = {data["stage"]: node for node, data in graph.nodes(data=True) if data["block"]}
    papers = {f"layer{place}": f"conv{place + 1}_x" for place in range(1, len(last) + 1)}
    names = {"conv1": "conv1", "maxpool": "maxpool", **last, "avgpool": "avgpool"}
    return [Stage(name, papers.get(name, name), graph.nodes[node]["shape"][1:]) for name, node in names.items()]


def _network(spec: Spec) -> Network:
    graph = network(spec)
    architecture = spec.architecture
    macs, parameters = (METRICS[name].values(graph) for name in ("macs", "parameters"))
    blocks = {f"layer{place + 1}": (_convolutions(architecture.block, STEM_CHANNELS * 2**place), count)
              for place, count in enumerate(architecture.layers)}
    return Network(architecture, blocks, sum(macs.values()), sum(parameters.values()), _later(graph, macs))


def _convolutions(design: str, channels: int) -> tuple[str, ...]:
    return tuple(f"{convolution.kernel}×{convolution.kernel}, {channels * convolution.widening}"
                 for convolution in DESIGNS[design])


def _later(graph: nx.DiGraph, macs: Mapping[str, int]) -> int:
    """What every block's first convolution would save if it gave the block's own resolution."""
    pixels = {node: prod(data["shape"][1:]) for node, data in graph.nodes(data=True)}
    firsts = ((node, f"{data['block']}.add") for node, data in graph.nodes(data=True)
              if data["block"] and node == f"{data['block']}.conv1")
    return sum(macs[first] - macs[first] * pixels[add] // pixels[first] for first, add in firsts)


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


def table(graph: nx.DiGraph, words: Words) -> Table:
    found = table1(graph.graph["spec"])
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
