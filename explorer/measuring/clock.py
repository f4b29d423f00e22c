"""The device's own clock: a moment is marked without waiting, and read when everything has been done."""

from __future__ import annotations

import time
from typing import Protocol

import torch


class Clock(Protocol):
    """`mark` a moment in what the device does; the seconds `between` two of them are known after `finish`."""

    def mark(self) -> object: ...

    def finish(self) -> None: ...

    def between(self, begun: object, ended: object) -> float: ...


class CudaClock:
    """Events in the stream of work: the GPU notes when it comes by. One synchronisation, at the end."""

    def mark(self) -> torch.cuda.Event:
        event = torch.cuda.Event(enable_timing=True)
        event.record()
        return event

    def finish(self) -> None:
        torch.cuda.synchronize()

    def between(self, begun: torch.cuda.Event, ended: torch.cuda.Event) -> float:
        return begun.elapsed_time(ended) / 1000


class CpuClock:
    """An operation on the CPU has been done when it returns."""

    def mark(self) -> float:
        return time.perf_counter()

    def finish(self) -> None:
        pass

    def between(self, begun: float, ended: float) -> float:
        return ended - begun


CLOCKS = {"cuda": CudaClock, "cpu": CpuClock}
