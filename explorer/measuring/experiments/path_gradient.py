"""The gradient at the first block in parts, by the number of residual branches on the way back: exact, no sampling.

It is carried back as a polynomial in that number: from the ⊕ of y = F(x) + x to its fork a part Gₖ becomes
J_shortcutᵀ Gₖ + J_branchᵀ Gₖ₋₁, and what lies between two blocks changes every part alike. A Jacobian is that of the
whole batch, which batch norm in training mode couples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, prod

import networkx as nx
import torch
from torch.autograd.graph import GradientEdge, get_gradient_edge
from torch.nn import functional as F

from explorer.laboratory import Trial
from explorer.laboratory.path_gradient import PathGradient
from explorer.laboratory.unsuited import Unsuited
from explorer.measuring.cost import Cost, differentiating
from explorer.measuring.interpreter import run
from explorer.measuring.network import check_norms, network
from explorer.measuring.proof import Progress, silent
from explorer.metrics import macs
from explorer.metrics.activation_memory import FLOAT32_BYTES
from explorer.residual import Block, residual_blocks
from explorer.tracing import trace

Edges = Mapping[str, GradientEdge]


def cost(trial: Trial) -> Cost:
    """That of the gradient, and of every block once more for each part that comes to it: 1 to the last, n to the first.

    A block holds the parts that come and those that go.
    """
    graph, batch = trace(trial.spec), trial.number("batch")
    coming = dict(enumerate(reversed(residual_blocks(graph)), start=1))
    work, whole = macs.values(graph), differentiating(graph, batch)
    back = sum(count * work[node] for count, block in coming.items() for node in (*block.residual, *block.shortcut))
    most = max((count * prod(graph.nodes[block.merge]["shape"]) for count, block in coming.items()), default=0)
    return Cost(whole.bytes + 2 * FLOAT32_BYTES * batch * most, whole.macs + batch * back)


def perform(trial: Trial, device: torch.device, progress: Progress) -> PathGradient:
    graph, batch = trace(trial.spec), trial.number("batch")
    blocks = residual_blocks(graph)
    _check(graph, blocks, batch)
    model = network(trial, device).train().requires_grad_(False)
    noise = torch.randn(batch, *trial.spec.input_shape, device=device, requires_grad=True)
    labels = torch.randint(trial.spec.classes, (batch,), device=device)
    loss, edges = forward(model, noise, labels, blocks)
    fork = blocks[0].fork
    whole, = torch.autograd.grad(loss, edges[fork], retain_graph=True)
    found, branches = parts(loss, edges, blocks, progress)
    norms, norm = tuple(found.flatten(1).norm(dim=1).tolist()), whole.norm().item()
    if not 0 < norm * sum(norms) < inf:
        raise Unsuited("unsuited.gradient", node=fork, network=trial.spec.architecture.name)
    return PathGradient(fork, norms, _signed(found, whole), norm, (found.sum(0) - whole).norm().item() / norm,
                        branches, batch)


def _check(graph: nx.DiGraph, blocks: Sequence[Block], batch: int) -> None:
    spec = graph.graph["spec"]
    if not blocks:
        raise Unsuited("unsuited.paths", network=spec.architecture.name)
    if spec.classes == 1:
        raise Unsuited("unsuited.classes")
    check_norms(graph, batch)


def _signed(found: torch.Tensor, whole: torch.Tensor) -> tuple[float, ...]:
    return tuple((found.flatten(1) @ whole.flatten() / whole.square().sum()).tolist())


def forward(model: torch.nn.Module, noise: torch.Tensor, labels: torch.Tensor,
            blocks: Sequence[Block]) -> tuple[torch.Tensor, Edges]:
    """The loss, and where each block's tensors are in autograd's graph: x, what both branches give, and their sum.

    An edge stays what it is when its tensor is written over.
    """
    wanted = {node for block in blocks
              for node in (block.fork, block.residual[-1], *block.shortcut[-1:], block.merge)}
    edges: dict[str, GradientEdge] = {}

    def see(name: str, result: torch.Tensor) -> None:
        if name in wanted:
            edges[name] = get_gradient_edge(result)

    return F.cross_entropy(run(model, noise, see), labels), edges


def parts(loss: torch.Tensor, edges: Edges, blocks: Sequence[Block],
          progress: Progress = silent) -> tuple[torch.Tensor, dict[str, float]]:
    """G₀ … Gₙ at the fork of the first block, stacked: (n + 1)×N×C×H×W; and {⊕: share that came through F(x)}."""
    last, steps = edges[blocks[-1].merge], len(blocks) * (len(blocks) + 1) // 2
    found = torch.autograd.grad(loss, last, retain_graph=True)[0][None]
    shares: dict[str, float] = {}
    for count, block in enumerate(reversed(blocks), start=1):
        along, branch = _through(edges, block, _back(last, edges[block.merge], found))
        shares[block.merge] = _share(branch, along)
        found = _one_more(along, branch)
        last = edges[block.fork]
        progress(count * (count + 1) // 2, steps)
    return found, shares


def _through(edges: Edges, block: Block, found: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """From the ⊕ to the fork, on the shortcut and on the other branch."""
    fork = edges[block.fork]
    along = _back(edges[block.shortcut[-1]], fork, found) if block.shortcut else found
    return along, _back(edges[block.residual[-1]], fork, found)


def _one_more(along: torch.Tensor, branch: torch.Tensor) -> torch.Tensor:
    """A part stays what it is on the shortcut, and has one branch more on the other."""
    result = along.new_zeros(len(along) + 1, *along.shape[1:])
    result[:-1] = along
    result[1:] += branch
    return result


def _share(branch: torch.Tensor, along: torch.Tensor) -> float:
    """Of the squares of both; 0 where there is no gradient at all."""
    through, over = (parts.sum(0).square().sum() for parts in (branch, along))
    return (through / (through + over)).nan_to_num().item()


def _back(output: GradientEdge, at: GradientEdge, found: torch.Tensor) -> torch.Tensor:
    """The parts carried from one place of autograd's graph to another.

    One after the other: vmap runs convolutions and norms in turn too, or in more time than they take so.
    """
    if output == at:
        return found
    return torch.stack([torch.autograd.grad(output, at, part, retain_graph=True)[0] for part in found])
