"""The network of a Trial, as every experiment begins with it."""

from __future__ import annotations

from math import prod

import networkx as nx
import torch

from explorer.laboratory import Trial
from explorer.measuring.proof import TooSmall
from explorer.measuring.weights import load
from explorer.resnet import ResNet, build


def network(trial: Trial, device: torch.device) -> ResNet:
    """Created on the device, initialised or with the Trial's weights, in evaluation mode."""
    model = build(trial.spec, device)
    if trial.checkpoint:
        load(model, trial.checkpoint, trial.spec.architecture.name)
    return model


def check_norms(graph: nx.DiGraph, batch: int) -> None:
    """Raises `TooSmall` where a batch norm in training mode would get one value of each channel."""
    for node, data in graph.nodes(data=True):
        if data["op"] == "batch_norm" and batch * prod(data["shape"][1:]) == 1:
            raise TooSmall("one", node=node, batch=batch)
