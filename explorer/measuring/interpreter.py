"""A network run operation by operation, each result shown under the name that it has in the traced graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import torch
from torch import fx, nn

from explorer.tracing.recording import fx_graph, node_names

See: TypeAlias = Callable[[str, torch.Tensor], None]


def run(model: nn.Module, tensor: torch.Tensor, see: See) -> torch.Tensor:
    """What the network gives. `see(name, result)` is called after each operation, and may raise.

    The result is shown before an operation in place writes over it, and freed after its last use.
    """
    return Interpreter(model, fx_graph(model), see).run(tensor)


def unseen(name: str, result: torch.Tensor) -> None:
    """For who wants no result shown."""


class Interpreter(fx.Interpreter):
    """Runs a recorded graph, which may have been changed, on the model's modules. `running` names what runs."""

    def __init__(self, model: nn.Module, traced: fx.Graph, see: See = unseen, names: dict[fx.Node, str] | None = None):
        super().__init__(model, garbage_collect_values=True, graph=traced)
        self.extra_traceback = False  # a refusal's sentence stays as it is
        self.see, self.names = see, names or node_names(traced)
        self.running = ""

    def run_node(self, node: fx.Node) -> object:
        self.running = self.names[node]
        result = super().run_node(node)
        self.see(self.running, result)
        return result
