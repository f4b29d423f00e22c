"""Whether a network fits: what the device has free, and the sentence where that is less than it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psutil
import torch

from explorer.measuring.device import NAMES, give_back
from explorer.measuring.proof import TooLarge
from explorer.metrics.units import quantity

CGROUPS = Path("/sys/fs/cgroup")
GROUP_FILES = (("memory.max", "memory.current", "inactive_file"),  # cgroup v2, then v1
               ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"))
Found = TypeVar("Found")


def check(required: int, free: int, device: torch.device) -> None:
    """Raises `TooLarge` where `required` bytes are more than `free`."""
    if required > free:
        raise TooLarge("memory", needed=quantity(required, "B"), device=NAMES[device.type], left=quantity(free, "B"))


def attempt(device: torch.device, work: Callable[[], Found], full: Callable[[], TooLarge]) -> Found:
    """What `work` gives. Raises `full()` where memory runs out; whatever happens, the memory is given back."""
    try:
        return work()
    except (MemoryError, RuntimeError) as problem:  # torch.OutOfMemoryError is a RuntimeError
        if not _ran_out(problem):
            raise
    finally:  # not in the handler: while an exception is handled, its frames keep the tensors alive
        give_back(device)
    raise full()


def _ran_out(problem: MemoryError | RuntimeError) -> bool:
    """The CPU's allocator raises a plain RuntimeError; only its words tell it from others."""
    return isinstance(problem, MemoryError | torch.OutOfMemoryError) or "DefaultCPUAllocator" in str(problem)


def free_bytes(device: torch.device) -> int:
    """What can be allocated: free memory of the GPU, or of the machine within the limit of its container.

    What a measurement held that was left in the middle is given back before.
    """
    give_back(device)
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    return min(psutil.virtual_memory().available, *_group_room())


def _group_room() -> Iterator[int]:
    """Bytes left under each memory limit that Linux control groups put on this process, the page cache not counted."""
    for group in _groups():
        for limit, usage, cache in GROUP_FILES:
            if (group / limit).is_file() and (group / usage).is_file():
                most = (group / limit).read_text().strip()
                if most != "max":
                    yield max(0, int(most) - int((group / usage).read_text()) + _statistic(group, cache))


def _groups() -> Iterator[Path]:
    """The control groups of this process, each with those it lies in: their limits hold too."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers in ("", "memory"):
            root = CGROUPS / controllers
            own = root / path.lstrip("/")
            yield from (folder for folder in (own, *own.parents) if folder.is_relative_to(root))


def _statistic(group: Path, name: str) -> int:
    lines = (group / "memory.stat").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name} ")), 0)
