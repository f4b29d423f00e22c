"""What a measurement gives, and why there may be none. Plain records: whoever reads them needs no torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from explorer.refusal import Refusal

STEPS = ("build", "prove", "time")
Progress: TypeAlias = Callable[[int, int], None]


def silent(step: int, of: int) -> None:
    """Progress that nobody wants to see."""


@dataclass(frozen=True)
class Proof:
    """One network, built and run on one device with a random input of batch 1, in evaluation mode, without gradients.

    device      what it ran on: the GPU's name, or the CPU's and how many threads it used
    kind        "cuda" or "cpu"
    build_ms    milliseconds to create and initialise the network on the device; the device itself is ready before
    forward_ms  milliseconds of one plain forward pass: the median of `runs`, warmed up, the device synchronised
    runs        how many forward passes were timed; a single one where a pass takes long, which on the CPU is the one
                that was watched for memory
    precision   "float32", or "tf32" where the GPU rounds what convolutions multiply to TF32; all else is float32
    peak_bytes  the most memory held by tensors at once, parameters, input and the convolutions' workspace included.
                GPU: PyTorch's caching allocator, from the build to the last pass. CPU: PyTorch's allocator during one
                plain pass, on top of parameters, buffers and input. None where the allocator reports nothing
    confirmed   operations whose tensor came out with the traced shape
    traced      operations that were traced, `input` and `output` not counted
    mismatches  the names of the operations that were not confirmed
    torch       the version of PyTorch
    measured_at when the measurement ended: ISO 8601, UTC, to the second
    """

    device: str
    kind: str
    build_ms: float
    forward_ms: float
    runs: int
    precision: str
    peak_bytes: int | None
    confirmed: int
    traced: int
    mismatches: tuple[str, ...]
    torch: str
    measured_at: str


OFFERS = {
    "": "choose a smaller network",
    ".batch": "batch {batch} at {size} fits",
    ".size": "an input of {size} fits",
}
TRIES = {
    "": "choose a smaller network",
    ".batch": "try batch {batch} at {size}",
    ".size": "try an input of {size}",
}


class TooLarge(Refusal, ValueError):
    """The device has not the memory for this network, or not the time."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "memory": "this network needs at least {needed} and the {device} has {left} free: choose a smaller input",
        "full": "the {device} ran out of memory: this network needs at least {needed} and workspace for its "
                "convolutions: choose a smaller input",
        **{f"memory.trial{offer}": "this experiment needs at least {needed} and the {device} has {left} free: " + choose
           for offer, choose in OFFERS.items()},
        **{f"time.trial{offer}": "this experiment would take the {device} about {needed}, for {macs} MACs, and has to "
                                 "end within {limit}: " + choose for offer, choose in OFFERS.items()},
        **{f"full.trial{offer}": "the {device} ran out of memory: this experiment needs at least {needed} and "
                                 "workspace for its convolutions: " + choose for offer, choose in TRIES.items()},
        "time": "measuring would take the {device} about {needed}, two passes of {macs} MACs at {each} each, and has "
                "to end within {limit}: choose a smaller input or depth",
        "slow": "one pass of {macs} MACs takes the {device} more than {each}, and two have to end within {limit}: "
                "choose a smaller input or depth",
    }


class TooSmall(Refusal, ValueError):
    """Batch norm in training mode has nothing to normalise over."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "one": "batch norm cannot normalise a single value, which {node} has of each channel at batch {batch}: choose "
               "a larger batch or input",
    }
