"""Operations taken out of a recorded network, from between others or from the end."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import fx, nn

from explorer.measuring.interpreter import Interpreter, See, unseen
from explorer.tracing.recording import fx_graph, node_names


def run_without(model: nn.Module, tensor: torch.Tensor, taken_out: Mapping[str, str],
                see: See = unseen) -> torch.Tensor:
    """What the network gives without these operations: see `take_out`."""
    traced = fx_graph(model)
    names = node_names(traced)
    take_out(traced, names, taken_out)
    return Interpreter(model, traced, see, names).run(tensor)


def remaining(name: str, taken_out: Mapping[str, str]) -> str:
    """The operation whose tensor now stands for that of `name`."""
    while name in taken_out:
        name = taken_out[name]
    return name


def take_out(traced: fx.Graph, names: Mapping[fx.Node, str], taken_out: Mapping[str, str]) -> None:
    """Changes the graph: {operation: the one before it whose tensor is passed on}. What nobody takes any more goes too.

    To cut a shortcut is to take out the ⊕ and pass on F(x); to switch a residual branch off is to pass on the other.
    The modules stay as they are.
    """
    nodes = {name: node for node, name in names.items()}
    for name in taken_out:
        nodes[name].replace_all_uses_with(nodes[remaining(name, taken_out)])
    _clear(traced)


def end_at(traced: fx.Graph, names: Mapping[fx.Node, str], name: str) -> None:
    """Changes the graph: it gives the tensor of this operation, and what comes after is taken out."""
    last = next(node for node in traced.nodes if names[node] == name)
    output = next(node for node in traced.nodes if node.op == "output")
    if last is not output:
        output.args = (last,)
    _clear(traced)


def _clear(traced: fx.Graph) -> None:
    """Takes out what nobody takes."""
    for node in reversed(traced.nodes):
        if not node.users and node.op not in ("placeholder", "output"):
            traced.erase_node(node)


def out_of_place(model: nn.Module) -> None:
    """No ReLU writes over its input any more: others may take that too once what was between is taken out."""
    for module in model.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False
