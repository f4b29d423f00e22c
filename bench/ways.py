"""How a network becomes a graph or a picture: ours, and each peer as its own users would ask it.

What they give is not the same. Ours is a finished figure with every place in it. torchview gives the text of a graph
that Graphviz has yet to lay out, and with Graphviz an SVG; TorchLens a log of a forward pass; torch.onnx a file that
Netron lays out in the browser; Model Explorer's adapter a graph that its page lays out. Those have every shape.
torchinfo's table and VisualTorch's picture of layers have no connections.

    python -m bench.ways TorchLens depth=152      # seconds for one, after one of ResNet-18
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from io import BytesIO
from time import perf_counter

import torch
from torch import nn

from explorer.diagrams import draw
from explorer.resnet import construct
from explorer.spec import Spec
from explorer.tracing import trace
from explorer.ui.text import words


def ours(spec: Spec) -> str:
    words.cache_clear()
    return json.dumps(draw("network", trace(spec), words()), separators=(",", ":"))


def by_torchview(spec: Spec) -> str:
    import torchview

    drawn = torchview.draw_graph(model(spec, "meta"), input_size=(1, *spec.input_shape), device="meta")
    return drawn.visual_graph.source


def by_graphviz(spec: Spec) -> bytes:
    import graphviz

    return graphviz.Source(by_torchview(spec)).pipe("svg")


def by_torchinfo(spec: Spec) -> str:
    import torchinfo

    return str(torchinfo.summary(model(spec, "meta"), (1, *spec.input_shape), device="meta", verbose=0))


def by_torchlens(spec: Spec) -> object:
    import torchlens

    return torchlens.trace(model(spec), images(spec))


def by_visualtorch(spec: Spec) -> object:
    import visualtorch

    return visualtorch.layered_view(model(spec), input_shape=(1, *spec.input_shape))


def by_model_explorer(spec: Spec) -> object:
    from model_explorer.pytorch_exported_program_adapter_impl import PytorchExportedProgramAdapterImpl

    return PytorchExportedProgramAdapterImpl(exported(spec), {"const_element_count_limit": 16}).convert()


def by_onnx(spec: Spec) -> bytes:
    torch.onnx.export(model(spec), (images(spec),), file := BytesIO(), dynamo=False)
    return file.getvalue()


def model(spec: Spec, device: str = "cpu") -> nn.Module:
    """From its constructor, as the peers' users would build it."""
    with torch.device(device):
        return construct(spec, spec.architecture.layers).eval()


def images(spec: Spec) -> torch.Tensor:
    return torch.zeros(1, *spec.input_shape)


def exported(spec: Spec) -> torch.export.ExportedProgram:
    return torch.export.export(model(spec), (images(spec),))


OURS, TORCHINFO = "ours", "torchinfo"
QUICK = {OURS: ours, "torchview": by_torchview, TORCHINFO: by_torchinfo}
SLOW = {"VisualTorch": by_visualtorch, "torchview, SVG": by_graphviz, "torch.onnx": by_onnx,
        "Model Explorer": by_model_explorer, "TorchLens": by_torchlens}
WITHOUT_CONNECTIONS = (TORCHINFO, "VisualTorch")


def seconds(way: Callable[[Spec], object], spec: Spec) -> float:
    gc.collect()
    begun = perf_counter()
    way(spec)
    return perf_counter() - begun


if __name__ == "__main__":
    name, query = sys.argv[1:]
    SLOW[name](Spec(18))
    print(seconds(SLOW[name], Spec.from_query(query)[0]))
