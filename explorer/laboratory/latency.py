"""How long every operation takes, and what is held in memory for how long."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.laboratory.record import Overlays, Record


@dataclass(frozen=True)
class Operation:
    """One that runs: what only hands a tensor on, the input and the output, is none.

    seconds  the median of its times, in evaluation mode without gradients
    saved    bytes that the forward pass in training mode keeps for the backward pass because of this operation. What
             several keep is counted at the first; what parameters and buffers hold is not counted
    """

    name: str
    seconds: float
    saved: int


@dataclass(frozen=True)
class Held:
    """The tensor of a block's shortcut, in evaluation mode: from the fork, which is not counted, to the ⊕, which is.

    operations  how many run in between, those on the shortcut too
    seconds     the sum of their times
    bytes       what the ⊕ takes of the shortcut, float32, the whole batch
    """

    block: str
    at: str
    operations: int
    seconds: float
    bytes: int


@dataclass(frozen=True)
class Latency(Record):
    """Times are medians of `runs`, warmed up, float32, of the whole batch.

    whole  seconds of a plain forward pass. Each operation is timed by itself: on a GPU between two events, read after
           all has run; on the CPU by its clock
    peak   the most bytes that tensors hold at once in evaluation mode without gradients, as in `Proof.peak_bytes`:
           parameters, buffers and input included; None where the allocator reports nothing
    """

    operations: tuple[Operation, ...]
    held: tuple[Held, ...]
    whole: float
    runs: int
    peak: int | None
    batch: int

    @property
    def seconds(self) -> float:
        """The sum of all operations."""
        return sum(operation.seconds for operation in self.operations)

    @property
    def share(self) -> float:
        """That sum by the whole pass: 1 where timing them one by one costs nothing."""
        return self.seconds / self.whole

    @property
    def saved(self) -> int:
        """Bytes kept for the backward pass by a forward pass in training mode."""
        return sum(operation.saved for operation in self.operations)

    def overlays(self) -> Overlays:
        return {"latency": {operation.name: operation.seconds for operation in self.operations},
                "saved": {operation.name: operation.saved for operation in self.operations}}
