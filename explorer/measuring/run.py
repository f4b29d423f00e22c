"""One measurement from beginning to end: room, build, prove, time, and everything given back."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import networkx as nx
import torch

from explorer.arithmetic import Shape
from explorer.measuring import device as devices
from explorer.measuring import room
from explorer.measuring.cost import evaluating
from explorer.measuring.forward import forward_seconds, mismatches
from explorer.measuring.patience import Patience
from explorer.measuring.peak import PEAKS, resident_bytes
from explorer.measuring.proof import STEPS, Progress, Proof, TooLarge, silent
from explorer.measuring.weights import load
from explorer.metrics.units import quantity
from explorer.resnet import build
from explorer.spec import Spec
from explorer.tracing import trace


def measure_on(device: torch.device, spec: Spec, progress: Progress | None = None,
               budget: int | None = None, seconds: float | None = None, weights: Path | None = None) -> Proof:
    """`explorer.measuring.measure` on a device of your choice."""
    graph = trace(spec)
    patience = Patience(seconds, device, graph)
    required = evaluating(graph, batch=1).bytes
    room.check(required, room.free_bytes(device) if budget is None else budget, device)
    return room.attempt(device, lambda: _proof(device, graph, patience, progress or silent, weights),
                        lambda: TooLarge("full", device=devices.NAMES[device.type], needed=quantity(required, "B")))


@torch.inference_mode()
def _proof(device: torch.device, graph: nx.DiGraph, patience: Patience, progress: Progress,
           weights: Path | None) -> Proof:
    spec, expected = graph.graph["spec"], _traced_shapes(graph)
    peak = PEAKS[device.type](device)

    progress(1, len(STEPS))
    model, build_seconds = devices.timed(device, lambda: build(spec, device))
    if weights:
        load(model, weights, spec.architecture.name)
    tensor = torch.rand(1, *spec.input_shape, device=device)
    patience.forecast(model)

    in_time = patience.first_pass()

    def proving() -> None:
        progress(2, len(STEPS))
        in_time()

    proving()
    wrong = mismatches(model, tensor, expected, proving)
    seconds, runs = forward_seconds(model, tensor, peak, lambda: progress(3, len(STEPS)))
    return Proof(
        device=devices.name(device),
        kind=device.type,
        build_ms=1000 * build_seconds,
        forward_ms=1000 * seconds,
        runs=runs,
        precision=devices.precision_of(device),
        peak_bytes=peak.bytes(resident_bytes(model, tensor)),
        confirmed=len(expected) - len(wrong),
        traced=len(expected),
        mismatches=wrong,
        torch=str(torch.__version__),
        measured_at=datetime.now(timezone.utc).isoformat(timespec="seconds"),
    )


def _traced_shapes(graph: nx.DiGraph) -> dict[str, Shape]:
    return {name: data["shape"] for name, data in graph.nodes(data=True) if data["op"] not in ("input", "output")}
