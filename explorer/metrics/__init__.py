"""Numbers for every operation of a graph: {node: number}. One file per idea; METRICS lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import networkx as nx

from explorer.arithmetic import Shape
from explorer.metrics import activation_memory, channels, macs, parameters, receptive_field, stage_input_read
from explorer.metrics.units import quantity, significant
from explorer.spec import choose

Values = Mapping[str, float]


@dataclass(frozen=True)
class Metric:
    """What a number means: its unit, its convention, and how operations combine (see `explorer.fold.combined`).

    `values` counts it from the graph; what is measured has none. `flat` is its name for tensors without height and
    width, where that is another.
    """

    name: str
    title: str
    unit: str
    convention: str
    fold: str
    values: Callable[[nx.DiGraph], Values] | None = None
    prefixed: bool = True
    flat: str = ""

    def title_in(self, words: Mapping[str, str]) -> str:
        """Its name in the reader's language, else in English."""
        return words.get(f"metric.{self.name}", self.title)

    def convention_in(self, words: Mapping[str, str]) -> str:
        return words.get(f"metric.{self.name}.convention", self.convention)

    def title_of(self, shape: Shape, words: Mapping[str, str]) -> str:
        """Its name for a tensor of this shape: what are channels are features where there is no height and width."""
        if self.flat and len(shape) == 1:
            return words.get(f"metric.{self.name}.flat", self.flat)
        return self.title_in(words)

    @property
    def missing(self) -> str:
        """The word for what has no number."""
        return "describe.uncounted" if self.values else "describe.unmeasured"

    def shown(self, value: float) -> str:
        """The value with its unit, as a person writes it."""
        return quantity(value, self.unit) if self.prefixed else f"{significant(value)} {self.unit}".rstrip()


METRICS = {
    metric.name: metric
    for metric in (
        Metric("parameters", "Parameters", "", "learnable values; a layer used twice counts once", "sum",
               parameters.values),
        Metric("macs", "MACs", "", "convolutions and linear layers; a fused multiply-add counts once; batch 1", "sum",
               macs.values),
        Metric("activation_memory", "Activation memory", "B",
               "new output tensors, float32, batch 1; the input, in-place operations and views add none", "sum",
               activation_memory.values),
        Metric("channels", "Channels", "",
               "channels of the output tensor; its features where it has no height and width", "last", channels.values,
               prefixed=False, flat="Features"),
        Metric("receptive_field", "Receptive field", "px",
               "input pixels one output value can depend on, on the longer axis, along the longest path; "
               "not clipped at the border", "max", receptive_field.values, prefixed=False),
        Metric("stage_input_read", "Stage input read", "%",
               "positions of the stage's input that this tensor depends on, in percent of them; where branches meet, "
               "those that any of them reads", "last", stage_input_read.values, prefixed=False),
    )
}
COSTS = ("parameters", "macs", "activation_memory")  # what a network has of these is the sum of its parts


class Measured(dict):
    """{metric's name: {node: number}} of a graph, each metric computed when it is first asked for."""

    def __init__(self, graph: nx.DiGraph):
        self.graph = graph

    def __missing__(self, name: str) -> Values:
        self[name] = METRICS[name].values(self.graph)
        return self[name]


def metric(name: str, graph: nx.DiGraph) -> dict[str, float]:
    """{node: number} of one metric. Raises `Invalid` for a name that is not in METRICS, `NoGraph` for what is no graph.

    >>> import explorer
    >>> sum(explorer.metric("parameters", explorer.trace(explorer.Spec(depth=50))).values())
    25557032
    """
    return dict(METRICS[choose("metric", name, METRICS)].values(graph))
