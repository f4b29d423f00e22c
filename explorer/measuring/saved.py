"""What a forward pass in training mode keeps for the backward pass."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks

from explorer.measuring.interpreter import Interpreter
from explorer.tracing.recording import fx_graph


def saved_bytes(model: nn.Module, tensor: torch.Tensor) -> dict[str, int]:
    """{operation: bytes that are kept because of it}, of all that autograd's own hook sees.

    A storage counts once, at the first operation that keeps it. Those of parameters and buffers do not count.
    """
    keeper = _Keeper(model)
    with torch.enable_grad(), saved_tensors_hooks(keeper.keep, lambda kept: kept):
        result = keeper.run(tensor)
    del result  # until here its graph kept every storage alive, so that none was there twice
    return keeper.bytes


class _Keeper(Interpreter):
    def __init__(self, model: nn.Module):
        super().__init__(model, fx_graph(model))
        self.seen = _storages((*model.parameters(), *model.buffers()))
        self.bytes = dict.fromkeys(self.names.values(), 0)

    def keep(self, tensor: torch.Tensor) -> torch.Tensor:
        for storage in _storages([tensor]) - self.seen:
            self.seen.add(storage)
            self.bytes[self.running] += tensor.untyped_storage().nbytes()
        return tensor


def _storages(tensors: Iterable[torch.Tensor]) -> set[int]:
    return {tensor.untyped_storage().data_ptr() for tensor in tensors}
