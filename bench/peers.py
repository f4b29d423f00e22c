"""From a depth to a picture, ours beside its peers.

Every run is cold: it builds the network and keeps nothing from the run before. Skipping the initialisation is part of
ours, and so is tracing two blocks a stage and repeating the second, which the peers, made for any model, cannot know to
do. Those who need no real weights get the network on the meta device, as ours. What was imported is frozen for the
garbage collector, as in our worker. The quick ones take turns in one process, so that a slow moment of the machine
falls on everybody; each of the slow ones runs once a depth, in a process of its own that gets a minute.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from statistics import median

from bench.report import machine, table
from bench.ways import OURS, QUICK, SLOW, WITHOUT_CONNECTIONS, ours, seconds
from explorer.properties import operations
from explorer.spec import Spec
from explorer.tracing import trace

SPECS = (Spec(18), Spec(50), Spec(152), Spec(1202, variant="cifar"))
RUNS = 9
LIMIT = 60  # seconds
SHARE = 1 / 5  # of the fastest that gives a graph with shapes
COMPRESSED_BYTES = 40_000
PACKAGES = ("torch", "torchview", "torchinfo", "visualtorch", "torchlens", "onnx", "ai-edge-model-explorer", "networkx")


def quick(spec: Spec) -> dict[str, float]:
    """Seconds per way: the first round warms up imports and is dropped, the others take turns."""
    rounds = [{name: seconds(way, spec) for name, way in QUICK.items()} for _ in range(RUNS + 1)]
    return {name: median(times[name] for times in rounds[1:]) for name in QUICK}


def slow(name: str, spec: Spec) -> float:
    """Seconds of one run, infinite where it did not end within LIMIT."""
    asked = [sys.executable, "-W", "ignore", "-m", "bench.ways", name, spec.to_query()]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, timeout=2 * LIMIT, check=True)
    except subprocess.TimeoutExpired:
        return float("inf")
    took = float(done.stdout.splitlines()[-1])
    return took if took <= LIMIT else float("inf")


def told(took: float) -> str:
    return f"over {LIMIT} s" if took == float("inf") else f"{1000 * took:.1f} ms" if took < 1 else f"{took:.1f} s"


def speed(found: dict[Spec, dict[str, float]]) -> str:
    """A row for each way, with what ours takes of it."""
    rows = []
    for name in found[SPECS[0]]:
        times = [found[spec][name] for spec in SPECS]
        rows.append((name, *(f"{told(took)}{'' if name == OURS else f' ({found[spec][OURS] / took:.2f})'}"
                             for spec, took in zip(SPECS, times, strict=True))))
    return table(("cold (ours to it)", *(spec.architecture.name for spec in SPECS)), rows)


def growth(found: dict[Spec, dict[str, float]]) -> str:
    rows = []
    for spec in SPECS:
        count = len(operations(trace(spec)))
        each = (f"{1e6 * found[spec][name] / count:.0f} µs" for name in QUICK)
        rows.append((f"{spec.architecture.name}, {count} operations", *each))
    return table(("per operation", *QUICK), rows)


def verdicts(found: dict[Spec, dict[str, float]], compressed: int) -> list[str]:
    """What was promised and does not hold."""
    broken = []
    for spec, times in found.items():
        took, name = min((took, name) for name, took in times.items() if name not in (OURS, *WITHOUT_CONNECTIONS))
        if (share := times[OURS] / took) > SHARE:
            broken.append(f"{spec.architecture.name} takes {share:.2f} of {name}'s time: {SHARE:.2f} was promised")
    if compressed > COMPRESSED_BYTES:
        name = SPECS[2].architecture.name
        broken.append(f"the figure of {name} has {compressed} bytes compressed: {COMPRESSED_BYTES} were promised")
    return broken


def main() -> list[str]:
    """Prints what was measured; gives what was promised and does not hold."""
    found = {spec: quick(spec) for spec in SPECS}
    for name in SLOW:
        for spec in SPECS:
            found[spec][name] = slow(name, spec)
    figure = ours(SPECS[2]).encode()
    compressed = len(gzip.compress(figure, mtime=0))
    print(speed(found), growth(found), sep="\n\n")
    print(f"\nFigure of {SPECS[2].architecture.name}: {len(figure)} bytes, {compressed} with gzip.\n"
          f"{machine(*PACKAGES)}; median of {RUNS}, the slow ones once\n")
    return verdicts(found, compressed)
