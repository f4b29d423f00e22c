"""What a measurement gives, and why there may be none. Plain records: whoever reads them needs no torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

STEPS = ("build", "prove", "time")
Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True)
class Proof:
    """One network, built and run on one device with a random input of batch 1, float32, without gradients.

    device      what it ran on: the GPU's name, or the CPU's and how many threads it used
    kind        "cuda" or "cpu"
    build_ms    milliseconds to create and initialise the network on the device; the device itself is ready before
    forward_ms  milliseconds of one plain forward pass: the median of `runs`, warmed up, the device synchronised
    runs        how many forward passes were timed
    peak_bytes  the most memory held by tensors at once, parameters, input and the convolutions' workspace included.
                GPU: PyTorch's caching allocator, from the build to the last pass. CPU: PyTorch's allocator during one
                plain pass, on top of parameters, buffers and input. None where the allocator reports nothing
    confirmed   operations whose tensor came out with the traced shape
    traced      operations that were traced, `input` and `output` not counted
    mismatches  the names of the operations that were not confirmed
    torch       the version of PyTorch
    """

    device: str
    kind: str
    build_ms: float
    forward_ms: float
    runs: int
    peak_bytes: int | None
    confirmed: int
    traced: int
    mismatches: tuple[str, ...]
    torch: str


class TooLarge(ValueError):
    """The device has not the memory for this network: one sentence, for the person who asked."""
