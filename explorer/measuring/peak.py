"""The most memory that tensors held at once, as PyTorch's own allocator reports it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import accumulate
from typing import Protocol

import torch
from torch import nn
from torch.profiler import ProfilerActivity, profile


class Peak(Protocol):
    """Made before the network is; `watch` encloses one plain forward pass; then `bytes` says the most."""

    def watch(self) -> AbstractContextManager[None]: ...

    def bytes(self, resident: int) -> int | None: ...


class CudaPeak:
    """The GPU's allocator keeps the maximum itself, over all that happens."""

    def __init__(self, device: torch.device):
        self.device = device
        torch.cuda.reset_peak_memory_stats(device)

    def watch(self) -> AbstractContextManager[None]:
        return nullcontext()

    def bytes(self, resident: int) -> int | None:
        return torch.cuda.max_memory_allocated(self.device)


class CpuPeak:
    """The CPU's allocator reports to torch.profiler what the pass takes and frees: the running sum has a maximum.

    `resident` bytes were there before the pass and come on top.
    """

    def __init__(self, device: torch.device):
        self.highest: int | None = None

    @contextmanager
    def watch(self) -> Iterator[None]:
        with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
            yield
        events = [event for event in profiler.profiler.kineto_results.events() if event.name() == "[memory]"]
        if events:
            changes = (event.nbytes() for event in sorted(events, key=lambda event: event.start_ns()))
            self.highest = max(accumulate(changes, initial=0))

    def bytes(self, resident: int) -> int | None:
        return None if self.highest is None else resident + self.highest


PEAKS = {"cuda": CudaPeak, "cpu": CpuPeak}


def resident_bytes(model: nn.Module, tensor: torch.Tensor) -> int:
    """Of parameters, buffers and input, which are there before the pass."""
    return sum(held.nbytes for held in (*model.parameters(), *model.buffers(), tensor))
