"""Table 1 of He et al. 2015 (https://arxiv.org/abs/1512.03385) for an input of any size: every depth side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

import networkx as nx

from explorer.arithmetic import Shape, times
from explorer.counting import strided_later
from explorer.fold import ENDS
from explorer.metrics import METRICS
from explorer.metrics.units import quantity
from explorer.properties import convolution, strided
from explorer.spec import ARCHITECTURES, Architecture, Spec
from explorer.tables import Column, Row, Table

Words = Mapping[str, str]
PAPER = {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3}  # ×10⁹ multiply-adds at 224×224
PAPERS = frozenset({"v1", "v1.5", "plain", "option-a"})  # variants of which it tells them
PAPER_SIZE = (3, 224, 224)
PAPER_CLASSES = 1000
WINDOWED = ("conv2d", "max_pool2d", "adaptive_avg_pool2d")
Blocks = Mapping[str, tuple[tuple[str, ...], int]]


@dataclass(frozen=True)
class Stage:
    """A row of the table: torchvision's name, the paper's, and the size of what leaves it.

    `op` and `settings` are those of the operation that it is, if it is no stage; `stride` is that of its first block.
    """

    name: str
    paper: str
    size: Shape
    op: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    stride: int = 1


@dataclass(frozen=True)
class Network:
    """A column of the table. `blocks` has, for each stage, its convolutions as the paper writes them, and how often.

    `later` are the MACs that the first convolutions compute more because the stride comes after them (v1.5).
    """

    architecture: Architecture
    blocks: Blocks
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
        return (self.spec.input_shape, self.spec.classes) == (PAPER_SIZE, PAPER_CLASSES) and self.spec.variant in PAPERS


def others(spec: Spec) -> tuple[Spec, ...]:
    """The networks of the other columns: every other depth of the variant's paper, over the same input."""
    depths = (depth for variant, depth in ARCHITECTURES if variant == spec.variant and depth != spec.depth)
    return tuple(replace(spec, depth=depth) for depth in depths if depth in PAPER or spec.variant not in PAPERS)


def table1(graph: nx.DiGraph, beside: Iterable[nx.DiGraph] = ()) -> Table1:
    """The network and those beside it, by depth."""
    networks = sorted(map(_network, (graph, *beside)), key=lambda network: network.architecture.depth)
    return Table1(graph.graph["spec"], tuple(_stages(graph)), tuple(networks))


def _stages(graph: nx.DiGraph) -> Iterator[Stage]:
    """What makes the input smaller before the stages, those, and the pooling before the classifier.

    The paper's names are for ImageNet's networks, whose conv2_x begins with the max pooling.
    """
    pools, place = any(op == "max_pool2d" for _, op in graph.nodes(data="op")), 1
    for name, nodes in groupby(graph, key=lambda node: graph.nodes[node]["stage"]):
        inside = [(node, graph.nodes[node]) for node in nodes]
        if name in ENDS:
            yield from (Stage(node, node, data["shape"][1:], data["op"], data["settings"])
                        for node, data in inside if data["op"] in WINDOWED)
        else:
            place += 1
            stride = max(max(data["settings"]["stride"]) for _, data in inside if data["op"] == "conv2d")
            yield Stage(name, f"conv{place}_x" if pools else name, inside[-1][1]["shape"][1:], stride=stride)


def _network(graph: nx.DiGraph) -> Network:
    macs, parameters = (METRICS[name].values(graph) for name in ("macs", "parameters"))
    return Network(graph.graph["spec"].architecture, _blocks(graph), sum(macs.values()), sum(parameters.values()),
                   strided_later(graph, macs))


def _blocks(graph: nx.DiGraph) -> Blocks:
    """A plain network has modules of two layers in the place of blocks."""
    found: dict[str, tuple[tuple[str, ...], int]] = {}
    for (stage, _), nodes in groupby(graph, key=lambda node: _module(graph, node)):
        if stage not in ENDS:
            _, count = found.get(stage, ((), 0))
            found[stage] = tuple(_convolutions(graph, nodes)), count + 1
    return found


def _module(graph: nx.DiGraph, node: str) -> tuple[str, str]:
    """The stage of an operation, and its residual block or the module that it is in."""
    data = graph.nodes[node]
    return data["stage"], data["block"] or node.rpartition(".")[0]


def _convolutions(graph: nx.DiGraph, nodes: Iterable[str]) -> Iterator[str]:
    """`3×3, 64` for each that is not on the shortcut; `fc, [16, 256]` for those that scale, as Hu et al. write them."""
    scaling, inside = [], False
    for data in (graph.nodes[node] for node in nodes):
        inside = data["op"] == "adaptive_avg_pool2d" or (inside and data["op"] != "mul")
        if data["op"] == "conv2d" and inside:
            scaling.append(data["settings"]["channels"])
        elif data["op"] == "conv2d" and data["branch"] != "shortcut":
            yield convolution(data["settings"] | {"stride": (1,)})
    if scaling:
        yield f"fc, {scaling}"


def written(convolutions: tuple[str, ...], count: int) -> str:
    """`[3×3, 64; 3×3, 64]×2`"""
    return f"[{'; '.join(convolutions)}]×{count}"


def notes(found: Table1, words: Words) -> tuple[str, ...]:
    """The convention, where the strides are, and at the paper's own size why its numbers are not these."""
    told = [words["shapes.table1.note"]]
    if strides := [stage.paper for stage in found.stages if stage.stride > 1]:
        *names, last = strides
        listed = words["describe.and"].join(filter(None, (words["describe.list"].join(names), last)))
        told[0] += " " + words["shapes.table1.strided"].format(stages=listed)
    later = max(network.later for network in found.networks)
    if found.as_in_paper and later:
        told.append(words["shapes.table1.later"].format(macs=quantity(later)))
    return tuple(told)


def trunk(stage: Stage, spec: Spec, words: Words) -> str:
    """What a row holds that is the same at every depth."""
    if stage.op == "conv2d":
        return convolution(stage.settings)
    if stage.op == "max_pool2d":
        stride = strided(stage.settings)
        return words["shapes.table1.pooling"].format(kernel=times(stage.settings["kernel"]),
                                                     stride=f", {stride}" if stride else "")
    return words["shapes.table1.head"].format(classes=spec.classes)


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
                 else trunk(stage, found.spec, words) for network in found.networks)
