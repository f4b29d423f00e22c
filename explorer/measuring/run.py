"""One measurement from beginning to end: room, build, prove, time, and everything given back."""

from __future__ import annotations

import torch

from explorer.arithmetic import Shape
from explorer.measuring import device as devices
from explorer.measuring import room
from explorer.measuring.forward import forward_seconds, mismatches
from explorer.measuring.peak import PEAKS
from explorer.measuring.proof import STEPS, Progress, Proof, TooLarge
from explorer.metrics.units import quantity
from explorer.resnet import ResNet, build
from explorer.spec import Spec
from explorer.tracing import trace


def measure_on(device: torch.device, spec: Spec, progress: Progress | None = None,
               budget: int | None = None) -> Proof:
    """`explorer.measuring.measure` on a device of your choice."""
    graph = trace(spec)
    required = room.required_bytes(graph)
    room.check(required, room.free_bytes(device) if budget is None else budget, device)
    expected = {name: data["shape"] for name, data in graph.nodes(data=True) if data["op"] not in ("input", "output")}
    try:
        return _proof(device, spec, expected, progress or _silent)
    except (MemoryError, RuntimeError) as problem:  # torch.OutOfMemoryError is a RuntimeError
        if not _ran_out(problem):
            raise
    finally:  # not in the handler: while an exception is handled, its frames keep the tensors alive
        devices.give_back(device)
    needed = quantity(required, "B")
    raise TooLarge(f"the {devices.NAMES[device.type]} ran out of memory: this network needs at least "
                   f"{needed} and workspace for its convolutions: choose a smaller input")


def _silent(step: int, of: int) -> None:
    pass


def _ran_out(problem: MemoryError | RuntimeError) -> bool:
    """The CPU's allocator raises a plain RuntimeError; only its words tell it from others."""
    return isinstance(problem, MemoryError | torch.OutOfMemoryError) or "DefaultCPUAllocator" in str(problem)


@torch.inference_mode()
def _proof(device: torch.device, spec: Spec, expected: dict[str, Shape], progress: Progress) -> Proof:
    peak = PEAKS[device.type](device)

    progress(1, len(STEPS))
    model, build_seconds = devices.timed(device, lambda: build(spec, device))
    tensor = torch.rand(1, *spec.input_shape, device=device)

    progress(2, len(STEPS))
    wrong = mismatches(model, tensor, expected)

    progress(3, len(STEPS))
    seconds, runs = forward_seconds(model, tensor, peak)
    return Proof(
        device=devices.name(device),
        kind=device.type,
        build_ms=1000 * build_seconds,
        forward_ms=1000 * seconds,
        runs=runs,
        peak_bytes=peak.bytes(_resident_bytes(model, tensor)),
        confirmed=len(expected) - len(wrong),
        traced=len(expected),
        mismatches=wrong,
        torch=str(torch.__version__),
    )


def _resident_bytes(model: ResNet, tensor: torch.Tensor) -> int:
    return sum(held.nbytes for held in (*model.parameters(), *model.buffers(), tensor))
