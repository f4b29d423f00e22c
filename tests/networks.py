"""What several tests start from: the layer table of the paper, any forward pass as a module, diagrams as drawn."""

from dataclasses import replace
from functools import lru_cache

import networkx as nx
from torch import nn

from explorer.diagrams import draw, needed, tabulate, trial
from explorer.laboratory import Trial
from explorer.laboratory.record import Record
from explorer.measuring import perform
from explorer.spec import Spec
from explorer.tables import Table
from explorer.tracing import trace
from explorer.ui.text import words

LAYERS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


class Module(nn.Module):
    """A forward pass written as a function of the module and its input."""

    def __init__(self, forward, **members):
        super().__init__()
        self.written = forward
        for name, member in members.items():
            setattr(self, name, member)

    def forward(self, x):
        return self.written(self, x)


def operations(block: str, blocks: int, projections: int) -> int:
    """Of a whole ResNet, without input and output: stem 4, head 3, conv, batch norm and ReLU per layer, and ⊕."""
    layers = {"BasicBlock": 2, "Bottleneck": 3}[block]
    return 4 + 3 + blocks * (3 * layers + 1) + 2 * projections


SMALL = {"batch": "2", "steps": "10", "shallow": "8", "deep": "14"}  # of an experiment, for what is drawn of it

traced = lru_cache(maxsize=64)(trace)
performed = lru_cache(maxsize=64)(perform)


def found_for(name: str, spec: Spec, options: dict[str, str]) -> Record | None:
    """What a diagram's experiment finds, of the same network with a small input and batch: for what is drawn of it."""
    shown = trial(name, spec, **options)
    if shown is None:
        return None
    settings = {**shown.given, **{name: value for name, value in SMALL.items() if name in shown.given}}
    small = replace(spec, height=min(spec.height, 32), width=min(spec.width, 32))
    return performed(Trial(small, shown.experiment, settings))


def pictured(name: str, graph: nx.DiGraph, lang: str = "en", **options: str) -> dict:
    """The diagram of a traced network beside those that it shows with it."""
    spec = graph.graph["spec"]
    found = found_for(name, spec, options)
    return draw(name, graph, words(lang), *map(traced, needed(name, spec, **options)), found=found, **options)


def tabulated(name: str, graph: nx.DiGraph, **options: str) -> Table:
    spec = graph.graph["spec"]
    found = found_for(name, spec, options)
    return tabulate(name, graph, words(), *map(traced, needed(name, spec, **options)), found=found, **options)
