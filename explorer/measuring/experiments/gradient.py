"""The gradient at every block's output, in the network as it is and with its shortcuts cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count

import networkx as nx
import torch
from torch import nn
from torch.nn import functional as F

from explorer.laboratory import Trial
from explorer.laboratory.ends import End, ends
from explorer.laboratory.gradient import Curve, Gradient
from explorer.laboratory.unsuited import Unsuited
from explorer.measuring.cost import Cost, differentiating
from explorer.measuring.network import check_norms, network
from explorer.measuring.proof import Progress
from explorer.measuring.surgery import out_of_place, remaining, run_without
from explorer.tracing import trace


def cost(trial: Trial) -> Cost:
    graph = trace(trial.spec)
    return differentiating(graph, trial.number("batch"), passes=_curves(ends(graph)))


def perform(trial: Trial, device: torch.device, progress: Progress) -> Gradient:
    graph, batch = trace(trial.spec), trial.number("batch")
    if trial.spec.classes == 1:
        raise Unsuited("unsuited.classes")
    if trial["norm"] == "batch":
        check_norms(graph, batch)
    found, model = ends(graph), _network(trial, device)
    noise = torch.randn(batch, *trial.spec.input_shape, device=device, requires_grad=True)
    labels = torch.randint(trial.spec.classes, (batch,), device=device)
    steps = count(1)

    def go_on() -> None:
        progress(next(steps), len(found) * _curves(found))

    norms = _norms(graph) if trial["norm"] == "none" else {}
    cut = {end.at: end.block.residual[-1] for end in found if end.block}
    without = _curve(model, noise, labels, found, norms | cut, go_on)
    with_shortcuts = _curve(model, noise, labels, found, norms, go_on) if cut else None
    names, at = zip(*((end.name, end.at) for end in found), strict=True)
    return Gradient(names, at, with_shortcuts, without, batch, trial["norm"], trial["init"])


def _curves(found: Iterable[End]) -> int:
    return 2 if any(end.block for end in found) else 1


def _network(trial: Trial, device: torch.device) -> nn.Module:
    """In training mode, its parameters taken as they are: no gradient with respect to them is computed."""
    model = network(trial, device).train().requires_grad_(False)
    out_of_place(model)
    if trial["init"] == "default" and not trial.checkpoint:
        for module in model.modules():
            if isinstance(module, nn.Conv2d) and module.weight.any():  # what begins at zero stays there
                module.reset_parameters()
    return model


def _norms(graph: nx.DiGraph) -> dict[str, str]:
    """{batch norm: what it takes}"""
    return {node: source for node, op in graph.nodes(data="op") if op == "batch_norm" for source in graph.pred[node]}


def _curve(model: nn.Module, noise: torch.Tensor, labels: torch.Tensor, found: Iterable[End],
           taken_out: Mapping[str, str], go_on: Callable[[], None]) -> Curve:
    outputs = {remaining(end.out, taken_out): None for end in found}

    def keep(name: str, result: torch.Tensor) -> None:
        if name in outputs:
            outputs[name] = result
            go_on()

    loss = F.cross_entropy(run_without(model, noise, taken_out, keep), labels)
    gradients = torch.autograd.grad(loss, list(outputs.values()))
    return Curve(tuple(_norm(gradient) for gradient in gradients), loss.item())


def _norm(gradient: torch.Tensor) -> float:
    """In float64: the squares of small float32 numbers are no float32 numbers."""
    return torch.linalg.vector_norm(gradient, dtype=torch.float64).item()
