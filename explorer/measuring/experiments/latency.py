"""The time of every operation, what training keeps of it, and how long shortcuts hold their tensors."""

from __future__ import annotations

from itertools import accumulate
from math import prod

import networkx as nx
import torch

from explorer.laboratory import Trial
from explorer.laboratory.latency import Held, Latency, Operation
from explorer.measuring.cost import Cost, differentiating, evaluating
from explorer.measuring.forward import FEWEST
from explorer.measuring.network import check_norms, network
from explorer.measuring.peak import PEAKS, resident_bytes
from explorer.measuring.proof import Progress
from explorer.measuring.saved import saved_bytes
from explorer.measuring.timing import Times, times
from explorer.metrics.activation_memory import FLOAT32_BYTES
from explorer.residual import Block, residual_blocks
from explorer.tracing import trace

PASSES = 4 + 2 * FEWEST  # one for the peak, one in training mode, and of each kind one to warm up and a few


def cost(trial: Trial) -> Cost:
    graph, batch = trace(trial.spec), trial.number("batch")
    return Cost(differentiating(graph, batch).bytes, evaluating(graph, batch, PASSES).macs)


def perform(trial: Trial, device: torch.device, progress: Progress) -> Latency:
    graph, batch = trace(trial.spec), trial.number("batch")
    check_norms(graph, batch)
    peak = PEAKS[device.type](device)
    model = network(trial, device)
    noise = torch.randn(batch, *trial.spec.input_shape, device=device)
    with torch.no_grad():
        with peak.watch():
            model(noise)
        found = times(model, noise, lambda run, runs: progress(run, runs + 1))
    most = peak.bytes(resident_bytes(model, noise))
    saved = saved_bytes(model.train(), noise)
    progress(found.runs + 1, found.runs + 1)
    operations = tuple(Operation(name, seconds, saved[name]) for name, seconds in found.operations.items())
    return Latency(operations, _held(graph, found, batch), found.whole, found.runs, most, batch)


def _held(graph: nx.DiGraph, found: Times, batch: int) -> tuple[Held, ...]:
    order = {name: place for place, name in enumerate(found.operations)}
    until = list(accumulate(found.operations.values()))

    def held(block: Block) -> Held:
        fork, merge = order[block.fork], order[block.merge]
        size = FLOAT32_BYTES * batch * prod(graph.nodes[block.merge]["shape"])
        return Held(block.name, block.merge, merge - fork, until[merge] - until[fork], size)

    return tuple(map(held, residual_blocks(graph)))
