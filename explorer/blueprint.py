"""The architectures of the table written down as graphs, without torch: for what shows several of them at once.

A traced graph is what PyTorch builds; this one is what the paper says. Both have the same nodes and attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import networkx as nx

from explorer.arithmetic import FORMULAS, Shape
from explorer.spec import Spec


@dataclass(frozen=True)
class Convolution:
    """One of a residual branch: its channels as a multiple of the stage's, and whether it takes the block's stride."""

    kernel: int
    widening: int = 1
    strided: bool = False


DESIGNS = {
    "BasicBlock": (Convolution(3, strided=True), Convolution(3)),
    "Bottleneck": (Convolution(1), Convolution(3, strided=True), Convolution(1, widening=4)),
}
STEM_CHANNELS = 64
IN_PLACE = {"relu", "flatten", "output"}


def block(design: str, shape: Shape, channels: int, stride: int = 1) -> nx.DiGraph:
    """One residual block over an `input` of this shape, its operations named `Bottleneck.conv1`, …"""
    draft = _Draft(shape)
    draft.block(design, design, "input", channels, stride)
    return nx.freeze(draft.graph)


def network(spec: Spec) -> nx.DiGraph:
    """The whole network that was asked for (He et al. 2015, Table 1; https://arxiv.org/abs/1512.03385)."""
    draft = _Draft(spec.input_shape, spec=spec, uncounted=())
    node = draft.stem()
    for stage, blocks in enumerate(spec.architecture.layers):
        for place in range(blocks):
            stride = 2 if stage and not place else 1
            name = f"layer{stage + 1}.{place}"
            node = draft.block(name, spec.architecture.block, node, STEM_CHANNELS * 2**stage, stride)
    draft.head(node, spec.classes)
    return nx.freeze(draft.graph)


class _Draft:
    """A graph that is being written: each method adds operations after `source` and returns the last one's name."""

    def __init__(self, shape: Shape, **attributes: object):
        self.graph = nx.DiGraph(**attributes)
        self.graph.add_node("input", op="input", shape=shape, settings={}, parameters=0, buffers=0, in_place=False,
                            stage="input", block=None, branch="trunk")

    def add(self, name: str, op: str, sources: tuple[str, ...], place: Mapping[str, object], **settings: object) -> str:
        inputs = [self.graph.nodes[source]["shape"] for source in sources]
        state = _state(op, inputs, settings)
        self.graph.add_node(name, op=op, shape=FORMULAS[op].shape(inputs, settings), settings=settings,
                            in_place=op in IN_PLACE or place["branch"] == "merge", **state, **place)
        self.graph.add_edges_from((source, name, {"position": n}) for n, source in enumerate(sources))
        return name

    def convolved(self, names: tuple[str, str], source: str, channels: int, kernel: int, stride: int,
                  place: Mapping[str, object]) -> str:
        """A convolution that keeps the size where its stride is 1, and its batch norm."""
        convolution, norm = names
        self.add(convolution, "conv2d", (source,), place, channels=channels, kernel=(kernel,) * 2, stride=(stride,) * 2,
                 padding=((kernel // 2,) * 2,) * 2, dilation=(1, 1), groups=1, bias=False)
        return self.add(norm, "batch_norm", (convolution,), place)

    def stem(self) -> str:
        place = {"stage": "stem", "block": None, "branch": "trunk"}
        node = self.convolved(("conv1", "bn1"), "input", STEM_CHANNELS, 7, 2, place)
        node = self.add("relu", "relu", (node,), place)
        return self.add("maxpool", "max_pool2d", (node,), place, kernel=(3, 3), stride=(2, 2), padding=((1, 1), (1, 1)),
                        dilation=(1, 1), ceil_mode=False)

    def block(self, name: str, design: str, source: str, channels: int, stride: int) -> str:
        place = {"stage": name.partition(".")[0], "block": name}
        convolutions = DESIGNS[design]
        shortcut = self._shortcut(name, source, channels * convolutions[-1].widening, stride, place)
        residual = source
        for order, convolution in enumerate(convolutions):
            if order:
                residual = self.add(_relu(name, order - 1), "relu", (residual,), place | {"branch": "residual"})
            names = f"{name}.conv{order + 1}", f"{name}.bn{order + 1}"
            residual = self.convolved(names, residual, channels * convolution.widening, convolution.kernel,
                                      stride if convolution.strided else 1, place | {"branch": "residual"})
        merge = self.add(f"{name}.add", "add", (residual, shortcut), place | {"branch": "merge"})
        return self.add(_relu(name, len(convolutions) - 1), "relu", (merge,), place | {"branch": "trunk"})

    def _shortcut(self, name: str, source: str, channels: int, stride: int, place: Mapping[str, object]) -> str:
        """The source itself where it has the shape that F(x) will have, else its projection."""
        if self.graph.nodes[source]["shape"][0] == channels and stride == 1:
            return source
        names = f"{name}.downsample.0", f"{name}.downsample.1"
        return self.convolved(names, source, channels, 1, stride, place | {"branch": "shortcut"})

    def head(self, source: str, classes: int) -> str:
        place = {"stage": "head", "block": None, "branch": "trunk"}
        node = self.add("avgpool", "adaptive_avg_pool2d", (source,), place, output_size=(1, 1))
        node = self.add("flatten", "flatten", (node,), place, start=1, end=-1)
        node = self.add("fc", "linear", (node,), place, channels=classes, bias=True)
        return self.add("output", "output", (node,), place)


def _relu(block: str, call: int) -> str:
    """One module, called again and again: relu, relu_1, …"""
    return f"{block}.relu_{call}" if call else f"{block}.relu"


def _state(op: str, inputs: list[Shape], settings: Mapping[str, object]) -> dict[str, int]:
    """Parameters, and the running statistics of a batch norm with its count of batches."""
    channels = inputs[0][0]
    if op == "conv2d":
        return {"parameters": prod(settings["kernel"]) * channels * settings["channels"], "buffers": 0}
    if op == "batch_norm":
        return {"parameters": 2 * channels, "buffers": 2 * channels + 1}
    return {"parameters": (channels + 1) * settings["channels"] if op == "linear" else 0, "buffers": 0}
