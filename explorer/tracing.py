"""Spec -> a frozen networkx.DiGraph of every operation from `input` to `output`, with its shape.

Node names are torchvision's paths: `layer3.0.conv2`, `layer3.0.add`, and `layer3.0.relu`, `layer3.0.relu_1`, … for a
module that is called again. Node attributes:

    op          input, conv2d, batch_norm, relu, max_pool2d, add, adaptive_avg_pool2d, flatten, linear, output
    shape       the tensor it gives, without the batch: (channels, height, width) or (features,)
    settings    kernel, stride, padding ((before, after) per axis), dilation, groups, channels, …: what its rule needs
    parameters  how many it adds; a module called twice has them at its first call
    buffers     elements it keeps beside its parameters (running statistics)
    in_place    whether it gives no new tensor: written into its input, or a view of it
    stage       input, stem, layer1 … layer4, head
    block       the residual block it belongs to, or None
    branch      trunk, residual, shortcut or merge

Edges have `position`: which argument of its target the tensor is. Graph attributes: `spec`, and `uncounted`, the
operations whose cost no rule knows.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import networkx as nx
import torch
from torch import fx, nn
from torch.nn import functional as F

from explorer.arithmetic import FORMULAS, Shape
from explorer.residual import residual_blocks
from explorer.resnet import build
from explorer.spec import Spec


def trace(spec: Spec) -> nx.DiGraph:
    """The graph of the network that was asked for, frozen. Nothing is allocated or run: shapes come from rules."""
    return trace_module(build(spec, "meta"), spec.input_shape, spec=spec)


def trace_module(module: nn.Module, input_shape: Shape, **attributes: object) -> nx.DiGraph:
    """The graph of any fx-traceable module with one input. `attributes` are kept on the graph."""
    traced = fx_graph(module)
    names = node_names(traced)
    modules = dict(module.named_modules())
    graph = nx.DiGraph(**attributes)
    for node in traced.nodes:
        inputs = [names[source] for source in node.all_input_nodes]
        graph.add_node(names[node], **_describe(node, modules), **_state(node, names, modules))
        graph.add_edges_from((source, names[node], {"position": place}) for place, source in enumerate(inputs))
        graph.nodes[names[node]]["shape"] = _shape(graph, node, names, modules, input_shape)
    graph.graph["uncounted"] = tuple(name for name, op in graph.nodes(data="op") if op not in FORMULAS)
    _place(graph)
    return nx.freeze(graph)


def fx_graph(module: nn.Module) -> fx.Graph:
    """What torch.fx records of the module's forward pass."""
    return _Tracer().trace(module)


class _Proxy(fx.Proxy):
    """Keeps `out += identity` apart from `out + identity`: the first gives no new tensor."""

    def __iadd__(self, other: object) -> fx.Proxy:
        return self.tracer.create_proxy("call_function", operator.iadd, (self, other), {})


class _Tracer(fx.Tracer):
    def proxy(self, node: fx.Node) -> fx.Proxy:
        return _Proxy(node, self)


def node_names(traced: fx.Graph) -> dict[fx.Node, str]:
    """The path of every operation, made unique in the order of calls."""
    names: dict[fx.Node, str] = {}
    calls: Counter[str] = Counter()
    for node in traced.nodes:
        path = _path(node)
        names[node] = f"{path}_{calls[path]}" if calls[path] else path
        calls[path] += 1
    return names


def _path(node: fx.Node) -> str:
    if node.op == "placeholder":
        return "input"
    if node.op in ("call_module", "get_attr"):
        return node.target
    if node.op == "output":
        return "output"
    stack = node.meta.get("nn_module_stack") or {"": ("", None)}
    parent = list(stack.values())[-1][0]
    function = _function_name(node)
    return f"{parent}.{function}" if parent else function


def _function_name(node: fx.Node) -> str:
    if node.target in FUNCTIONS:
        return FUNCTIONS[node.target]
    return node.target if isinstance(node.target, str) else node.target.__name__


def _pair(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value, value)


def _padding(module: nn.Module) -> tuple[tuple[int, int], ...]:
    """(before, after) per axis; "same" puts the odd one after."""
    if module.padding == "valid":
        return (0, 0), (0, 0)
    if module.padding == "same":
        totals = [d * (k - 1) for d, k in zip(module.dilation, module.kernel_size, strict=True)]
        return tuple((total // 2, total - total // 2) for total in totals)
    return tuple((p, p) for p in _pair(module.padding))


def _convolution(module: nn.Conv2d) -> dict[str, object]:
    return {"channels": module.out_channels, "kernel": module.kernel_size, "stride": module.stride,
            "padding": _padding(module), "dilation": module.dilation, "groups": module.groups,
            "bias": module.bias is not None}


def _pooling(module: nn.MaxPool2d | nn.AvgPool2d) -> dict[str, object]:
    return {"kernel": _pair(module.kernel_size), "stride": _pair(module.stride), "padding": _padding(module),
            "dilation": _pair(getattr(module, "dilation", 1)), "ceil_mode": module.ceil_mode}


def _nothing(module: nn.Module) -> dict[str, object]:
    return {}


MODULES: dict[type[nn.Module], tuple[str, Callable[[Any], dict[str, object]]]] = {
    nn.Conv2d: ("conv2d", _convolution),
    nn.BatchNorm2d: ("batch_norm", _nothing),
    nn.ReLU: ("relu", _nothing),
    nn.MaxPool2d: ("max_pool2d", _pooling),
    nn.AvgPool2d: ("avg_pool2d", _pooling),
    nn.AdaptiveAvgPool2d: ("adaptive_avg_pool2d", lambda module: {"output_size": _pair(module.output_size)}),
    nn.Linear: ("linear", lambda module: {"channels": module.out_features, "bias": module.bias is not None}),
    nn.Identity: ("identity", _nothing),
}
FUNCTIONS = {operator.add: "add", operator.iadd: "add", torch.add: "add", torch.flatten: "flatten",
             torch.relu: "relu", F.relu: "relu"}


def _describe(node: fx.Node, modules: dict[str, nn.Module]) -> dict[str, object]:
    """Its op, the settings its rule needs, and whether it gives no new tensor."""
    if node.op == "call_module":
        module = modules[node.target]
        op, settings = MODULES.get(type(module), (type(module).__name__.lower(), _nothing))
        in_place = op == "identity" or bool(getattr(module, "inplace", False))
        return {"op": op, "settings": settings(module), "in_place": in_place}
    if node.op in ("placeholder", "output"):
        return {"op": "input" if node.op == "placeholder" else "output", "settings": {},
                "in_place": node.op == "output"}
    op = _function_name(node)
    settings = {"start": node.args[1] if len(node.args) > 1 else 0} if op == "flatten" else {}
    view = op == "flatten" or node.target is operator.iadd or bool(node.kwargs.get("inplace"))
    return {"op": op, "settings": settings, "in_place": view}


def _state(node: fx.Node, names: dict[fx.Node, str], modules: dict[str, nn.Module]) -> dict[str, int]:
    """Parameters and buffers that this call is the first to use."""
    if node.op != "call_module" or names[node] != node.target:
        return {"parameters": 0, "buffers": 0}
    module = modules[node.target]
    return {"parameters": _elements(module.parameters()), "buffers": _elements(module.buffers())}


def _elements(tensors: Iterable[torch.Tensor]) -> int:
    return sum(tensor.numel() for tensor in tensors)


def _shape(graph: nx.DiGraph, node: fx.Node, names: dict[fx.Node, str], modules: dict[str, nn.Module],
           input_shape: Shape) -> Shape:
    data = graph.nodes[names[node]]
    if data["op"] == "input":
        return input_shape
    shapes = {source: graph.nodes[names[source]]["shape"] for source in node.all_input_nodes}
    if data["op"] in FORMULAS:
        return FORMULAS[data["op"]].shape(list(shapes.values()), data["settings"])
    return _run_on_meta(node, modules, shapes)


def _run_on_meta(node: fx.Node, modules: dict[str, nn.Module], shapes: dict[fx.Node, Shape]) -> Shape:
    """The shape of an operation that has no rule: run it on tensors that have a shape and no memory."""
    if node.op == "get_attr":
        return tuple(operator.attrgetter(node.target)(modules[""]).shape)
    tensors = {source: torch.empty((1, *shape), device="meta") for source, shape in shapes.items()}
    arguments = fx.node.map_arg(node.args, tensors.__getitem__)
    options = fx.node.map_arg(node.kwargs, tensors.__getitem__)
    if node.op == "call_module":
        result = modules[node.target](*arguments, **options)
    elif node.op == "call_method":
        result = getattr(arguments[0], node.target)(*arguments[1:], **options)
    else:
        result = node.target(*arguments, **options)
    return tuple(result.shape[1:])


def _place(graph: nx.DiGraph) -> None:
    """Stage, block and branch of every operation, from the residual blocks that the graph shows."""
    nx.set_node_attributes(graph, None, "block")
    nx.set_node_attributes(graph, "trunk", "branch")
    blocks = residual_blocks(graph)
    for block in blocks:
        for branch in ("residual", "shortcut"):
            for node in getattr(block, branch):
                graph.nodes[node].update(block=block.name, branch=branch)
        graph.nodes[block.merge].update(block=block.name, branch="merge")

    names = {block.name for block in blocks}
    seen = False
    for node, data in graph.nodes(data=True):
        parent = node.rpartition(".")[0]
        if data["block"] is None and parent in names:
            data["block"] = parent
        seen = seen or data["block"] is not None
        outside = "input" if data["op"] == "input" else "head" if seen else "stem"
        data["stage"] = data["block"].partition(".")[0] if data["block"] else outside
