"""From a depth to a picture, ours beside torchview and torchinfo, in one process.

Every run is cold: it builds the network on the meta device and keeps nothing from the run before. The peers get our
model from its constructor, as their users would build it; skipping the initialisation is part of ours, and so is
tracing two blocks a stage and repeating the second, which the peers, made for any model, cannot know to do. What was
imported is frozen for the garbage collector, as in our worker, for all three. The runs take turns, so that a slow
moment of the machine falls on everybody. What each gives is not the same: ours a finished figure with every place in
it, torchview the text of a graph that Graphviz has yet to lay out, torchinfo a table without connections.
"""

from __future__ import annotations

import gc
import gzip
import json
from collections.abc import Callable
from statistics import median
from time import perf_counter

import torch
import torchinfo
import torchview

from bench.report import machine, table
from explorer.describe import operations
from explorer.diagrams import draw
from explorer.resnet import BLOCKS, ResNet
from explorer.spec import Spec
from explorer.tracing import trace
from explorer.ui.text import words

DEPTHS = (18, 50, 152)
RUNS = 9
LARGEST = DEPTHS[-1]
SHARE_OF_TORCHVIEW = 1 / 5
COMPRESSED_BYTES = 40_000


def ours(spec: Spec) -> str:
    words.cache_clear()
    return json.dumps(draw("network", trace(spec), words()), separators=(",", ":"))


def model(spec: Spec) -> ResNet:
    with torch.device("meta"):
        return ResNet(BLOCKS[spec.architecture.block], spec.architecture.layers, spec.classes).eval()


def by_torchview(spec: Spec) -> str:
    graph = torchview.draw_graph(model(spec), input_size=(1, *spec.input_shape), device="meta")
    return graph.visual_graph.source


def by_torchinfo(spec: Spec) -> str:
    return str(torchinfo.summary(model(spec), input_size=(1, *spec.input_shape), device="meta", verbose=0))


WAYS = {"ours": ours, "torchview": by_torchview, "torchinfo": by_torchinfo}


def seconds(way: Callable[[Spec], str], spec: Spec) -> float:
    gc.collect()
    start = perf_counter()
    way(spec)
    return perf_counter() - start


def medians(spec: Spec) -> dict[str, float]:
    """Seconds per way: the first round warms up imports and is dropped, the others take turns."""
    rounds = [{name: seconds(way, spec) for name, way in WAYS.items()} for _ in range(RUNS + 1)]
    return {name: median(times[name] for times in rounds[1:]) for name in WAYS}


def speed(found: dict[int, dict[str, float]]) -> str:
    rows = [(f"ResNet-{depth}", *(f"{1000 * times[name]:.1f} ms" for name in WAYS),
             f"{times['ours'] / times['torchview']:.2f}") for depth, times in found.items()]
    return table(("224×224, cold", *WAYS, "ours/torchview"), rows)


def growth(found: dict[int, dict[str, float]]) -> str:
    rows = []
    for depth in (DEPTHS[0], LARGEST):
        count = len(operations(trace(Spec(depth=depth))))
        each = (f"{1e6 * found[depth][name] / count:.0f} µs" for name in WAYS)
        rows.append((f"ResNet-{depth}, {count} operations", *each))
    return table(("per operation", *WAYS), rows)


def verdicts(found: dict[int, dict[str, float]], compressed: int) -> list[str]:
    """What was promised and does not hold."""
    share = found[LARGEST]["ours"] / found[LARGEST]["torchview"]
    slow = f"ResNet-{LARGEST} takes {share:.2f} of torchview's time: {SHARE_OF_TORCHVIEW:.2f} was promised"
    large = f"the figure of ResNet-{LARGEST} has {compressed} bytes compressed: {COMPRESSED_BYTES} were promised"
    return [slow] * (share > SHARE_OF_TORCHVIEW) + [large] * (compressed > COMPRESSED_BYTES)


def main() -> list[str]:
    """Prints what was measured; gives what was promised and does not hold."""
    found = {depth: medians(Spec(depth=depth)) for depth in DEPTHS}
    figure = ours(Spec(depth=LARGEST)).encode()
    compressed = len(gzip.compress(figure, mtime=0))
    print(speed(found), growth(found), sep="\n\n")
    print(f"\nFigure of ResNet-{LARGEST}: {len(figure)} bytes, {compressed} with gzip.\n"
          f"{machine('torch', 'torchview', 'torchinfo', 'networkx')}; median of {RUNS}\n")
    return verdicts(found, compressed)
