"""The gradient of one unit at the input."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from math import prod

import networkx as nx
import torch
from torch import nn
from torch.autograd.graph import get_gradient_edge

from explorer.laboratory import Trial
from explorer.laboratory.effective_field import HELD, LONGEST_SIDE, EffectiveField
from explorer.laboratory.ends import ends
from explorer.laboratory.selection import selected
from explorer.measuring.cost import Cost, differentiating
from explorer.measuring.interpreter import Interpreter, See
from explorer.measuring.network import check_norms, network
from explorer.measuring.proof import Progress
from explorer.measuring.surgery import end_at
from explorer.metrics.activation_memory import FLOAT32_BYTES
from explorer.metrics.receptive_field import Span, centre, seen
from explorer.tracing import trace
from explorer.tracing.recording import fx_graph, node_names

PASSES = 2  # the first finds the statistics of the batch


def cost(trial: Trial) -> Cost:
    """That of the gradient, which is kept where a block ends until all of it has come back."""
    (graph, node), batch = _asked(trial), trial.number("batch")
    part = _up_to(graph, node)
    whole = differentiating(part, batch, PASSES)
    kept = sum(prod(graph.nodes[end.at]["shape"]) for end in ends(graph) if end.at in part)
    return replace(whole, bytes=whole.bytes + FLOAT32_BYTES * batch * kept)


def perform(trial: Trial, device: torch.device, progress: Progress) -> EffectiveField:
    (graph, node), batch = _asked(trial), trial.number("batch")
    part, steps = _up_to(graph, node), count(1)
    check_norms(part, batch)
    model = network(trial, device).requires_grad_(False)
    noise = torch.randn(batch, *trial.spec.input_shape, device=device, requires_grad=True)

    blocks, edges = {end.at for end in ends(graph)}, {}

    def see(name: str, result: torch.Tensor) -> None:
        if name in part:
            progress(next(steps), PASSES * len(part))
        if name in blocks and result.requires_grad:
            edges[name] = get_gradient_edge(result)

    tensor = _with_statistics(model, noise, node, see)
    row, column = centre(graph, node)
    given = tensor[:, :, row, column] if tensor.dim() == 4 else tensor
    signs = torch.randint(2, given.shape, device=device) * 2.0 - 1
    gradients = torch.autograd.grad(given, [noise, *edges.values()], signs)
    arrived, *at_blocks = (gradient.abs().sum(1).mean(0, dtype=torch.float64).cpu() for gradient in gradients)
    heard = {name: fewest(there, HELD) / there.numel() for name, there in zip(edges, at_blocks, strict=True)}
    return _record(graph, node, arrived, heard, batch)


def _asked(trial: Trial) -> tuple[nx.DiGraph, str]:
    graph = trace(trial.spec)
    return graph, selected(graph, trial["select"])


def _up_to(graph: nx.DiGraph, node: str) -> nx.DiGraph:
    return graph.subgraph({*nx.ancestors(graph, node), node})


def _with_statistics(model: nn.Module, noise: torch.Tensor, node: str, see: See) -> torch.Tensor:
    """The tensor of an operation, its graph kept, where batch norms take the statistics of `noise` for constants."""
    traced = fx_graph(model)
    names = node_names(traced)
    end_at(traced, names, node)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 1.0  # what runs is replaced by what is found
    with torch.no_grad():
        Interpreter(model.train(), traced, see, names).run(noise)
    return Interpreter(model.eval(), traced, see, names).run(noise)


def _record(graph: nx.DiGraph, node: str, arrived: torch.Tensor, heard: dict[str, float],
            batch: int) -> EffectiveField:
    shares = arrived / arrived.sum() if arrived.any() else arrived
    size, sight = tuple(shares.shape), seen(graph, node)
    inside = _share(shares, [axis.longest for axis in sight])
    nearest = _share(shares, [axis.shortest for axis in sight])
    heat = tuple(tuple(row) for row in divided(shares, LONGEST_SIDE).tolist())
    return EffectiveField(node, centre(graph, node), heat, size, sight, inside, nearest, fewest(shares, HELD),
                          heard, batch)


def _share(shares: torch.Tensor, axes: list[Span]) -> float:
    (top, bottom), (left, right) = (axis.clipped(size) for axis, size in zip(axes, shares.shape, strict=True))
    return shares[top:bottom + 1, left:right + 1].sum().item()


def fewest(shares: torch.Tensor, held: float) -> int:
    """How many of them hold that much of their sum, the largest first."""
    growing = shares.flatten().sort(descending=True).values.cumsum(0)
    return int((growing < held * growing[-1]).sum()) + bool(growing[-1])


def divided(shares: torch.Tensor, longest: int) -> torch.Tensor:
    """The same in at most so many cells along each axis, each of which has what lies on its area."""
    rows, columns = (_cells(size, min(size, longest)).to(shares) for size in shares.shape)
    return rows @ shares @ columns.T


def _cells(size: int, cells: int) -> torch.Tensor:
    """How much of each of `size` positions lies in each cell: cells × size."""
    begins = torch.arange(cells)[:, None] * size / cells
    positions = torch.arange(size)[None]
    return (torch.minimum(begins + size / cells, positions + 1) - torch.maximum(begins, positions)).clamp(min=0)
