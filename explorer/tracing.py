"""Spec -> a frozen networkx.DiGraph of every operation from `input` to `output`, with its shape.

Node names are torchvision's paths: `layer3.0.conv2`, `layer3.0.add`, and `layer3.0.relu`, `layer3.0.relu_1`, … for a
module that is called again. Node attributes:

    op          input, conv2d, batch_norm, relu, max_pool2d, add, adaptive_avg_pool2d, flatten, linear, output;
                parameter for a tensor of the module's own; the name of the function or module where no rule knows it
    shape       the tensor it gives, without the batch: (channels, height, width) or (features,); a parameter's is its
                own, and what is no tensor has ()
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

import copy
import operator
import re
from collections.abc import Callable, Iterable
from itertools import chain, count
from typing import Any

import networkx as nx
import torch
from torch import fx, nn
from torch.nn import functional as F

from explorer.arithmetic import FORMULAS, Shape
from explorer.repeating import repeated
from explorer.residual import residual_blocks
from explorer.resnet import outline
from explorer.spec import Spec


def trace(spec: Spec) -> nx.DiGraph:
    """The graph of the network that was asked for, frozen: what `trace_module` gives for `build(spec)`, in less time.

    Nothing is allocated or run: shapes come from rules. Blocks that are alike are traced once.

    >>> import explorer
    >>> graph = explorer.trace(explorer.Spec(depth=50, height=224, width=224))
    >>> graph.nodes["conv1"]["shape"], graph.nodes["layer4.2.add"]["shape"]
    ((64, 112, 112), (2048, 7, 7))
    """
    network, more = outline(spec)
    return _frozen(repeated(_operations(network, spec.input_shape), more), spec=spec)


def trace_module(module: nn.Module, input_shape: Shape, **attributes: object) -> nx.DiGraph:
    """The graph of any fx-traceable module with one input. `attributes` are kept on the graph, else its class's name.

    >>> import explorer
    >>> from torch import nn
    >>> graph = explorer.trace_module(nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU()), (3, 33, 33))
    >>> graph.nodes["0"]["shape"], graph.nodes["0"]["parameters"]
    ((8, 16, 16), 224)
    """
    return _frozen(_operations(module, input_shape), **(attributes or {"name": type(module).__name__}))


def _frozen(graph: nx.DiGraph, **attributes: object) -> nx.DiGraph:
    uncounted = tuple(name for name, op in graph.nodes(data="op") if op not in FORMULAS)
    graph.graph.update(attributes, uncounted=uncounted)
    return nx.freeze(graph)


def _operations(module: nn.Module, input_shape: Shape) -> nx.DiGraph:
    traced = fx_graph(module)
    names = node_names(traced)
    modules = dict(module.named_modules())
    first_use = set({node.target: node for node in reversed(traced.nodes) if node.op in OWNERS}.values())
    graph = nx.DiGraph()
    for node in traced.nodes:
        inputs = [names[source] for source in node.all_input_nodes]
        state = _state(node.target, modules) if node in first_use else STATELESS
        graph.add_node(names[node], **_describe(node, modules), **state)
        graph.add_edges_from((source, names[node], {"position": place}) for place, source in enumerate(inputs))
    _give_shapes(graph, names, module, traced, input_shape)
    _place(graph)
    return graph


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
    taken: set[str] = set()
    for node in traced.nodes:
        path = _path(node)
        candidates = chain([path], (f"{path}_{call}" for call in count(1)))
        names[node] = next(name for name in candidates if name not in taken)
        taken.add(names[node])
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


def _flattening(module: nn.Flatten) -> dict[str, object]:
    return {"start": module.start_dim, "end": module.end_dim}


def _flattening_call(start_dim: int = 0, end_dim: int = -1) -> dict[str, object]:
    """The settings of a `flatten` from the arguments after its tensor."""
    return {"start": start_dim, "end": end_dim}


def _zeros(module: nn.ZeroPad3d) -> dict[str, object]:
    """(before, after) for channels, height and width; torch gives the last axis first."""
    left, right, above, below, before, after = module.padding
    return {"padding": ((before, after), (above, below), (left, right))}


def _nothing(module: nn.Module) -> dict[str, object]:
    return {}


MODULES: dict[type[nn.Module], tuple[str, Callable[[Any], dict[str, object]]]] = {
    nn.Conv2d: ("conv2d", _convolution),
    nn.BatchNorm2d: ("batch_norm", _nothing),
    nn.ReLU: ("relu", _nothing),
    nn.Sigmoid: ("sigmoid", _nothing),
    nn.MaxPool2d: ("max_pool2d", _pooling),
    nn.AvgPool2d: ("avg_pool2d", _pooling),
    nn.AdaptiveAvgPool2d: ("adaptive_avg_pool2d", lambda module: {"output_size": _pair(module.output_size)}),
    nn.Flatten: ("flatten", _flattening),
    nn.ZeroPad3d: ("zero_pad", _zeros),
    nn.Linear: ("linear", lambda module: {"channels": module.out_features, "bias": module.bias is not None}),
    nn.Identity: ("identity", _nothing),
}
FUNCTIONS = {operator.add: "add", operator.iadd: "add", torch.add: "add", "add": "add", "add_": "add",
             operator.mul: "mul", torch.mul: "mul", "mul": "mul",
             torch.sigmoid: "sigmoid", F.sigmoid: "sigmoid", "sigmoid": "sigmoid",
             torch.flatten: "flatten", "flatten": "flatten",
             torch.relu: "relu", F.relu: "relu", "relu": "relu", "relu_": "relu"}
IN_PLACE = {operator.iadd, "add_", "relu_"}
OWNERS = ("call_module", "get_attr")
STATELESS = {"parameters": 0, "buffers": 0}


def _describe(node: fx.Node, modules: dict[str, nn.Module]) -> dict[str, object]:
    """Its op, the settings its rule needs, and whether it gives no new tensor."""
    if node.op == "call_module":
        module = modules[node.target]
        op, settings = MODULES.get(type(module), (_unruled(type(module).__name__.lower()), _nothing))
        in_place = op in ("identity", "flatten") or bool(getattr(module, "inplace", False))
        return {"op": op, "settings": settings(module), "in_place": in_place}
    if node.op in ("placeholder", "get_attr", "output"):
        op = {"placeholder": "input", "get_attr": "parameter", "output": "output"}[node.op]
        return {"op": op, "settings": {}, "in_place": op != "input"}
    op = FUNCTIONS.get(node.target) or _unruled(_function_name(node))
    settings = _flattening_call(*node.args[1:], **node.kwargs) if op == "flatten" else {}
    view = op == "flatten" or node.target in IN_PLACE or bool(node.kwargs.get("inplace"))
    return {"op": op, "settings": settings, "in_place": view}


def _unruled(name: str) -> str:
    """The op of something that is in neither table: never one that a rule would take for its own."""
    return f"other {name}" if name in FORMULAS else name


def _state(path: str, modules: dict[str, nn.Module]) -> dict[str, int]:
    """Parameters and buffers of a module, or of one tensor of the module's own."""
    if path in modules:
        return {"parameters": _elements(modules[path].parameters()), "buffers": _elements(modules[path].buffers())}
    tensor = operator.attrgetter(path)(modules[""])
    learned = isinstance(tensor, nn.Parameter)
    return {"parameters": tensor.numel() if learned else 0, "buffers": 0 if learned else tensor.numel()}


def _elements(tensors: Iterable[torch.Tensor]) -> int:
    return sum(tensor.numel() for tensor in tensors)


def _give_shapes(graph: nx.DiGraph, names: dict[fx.Node, str], module: nn.Module, traced: fx.Graph,
                 input_shape: Shape) -> None:
    """By rule; where an operation has none, or takes a tensor that has no batch, by a run on the meta device."""
    shapes = {"input": input_shape}
    without_rule = [node for node in traced.nodes if not _has_rule(graph.nodes[names[node]]["op"], node)]
    run = _shapes_on_meta(module, traced, input_shape) if without_rule else {}
    shapes |= {names[node]: run[node] for node in without_rule}
    for node, data in graph.nodes(data=True):
        if node not in shapes:
            inputs = [shapes[source] for source in graph.predecessors(node)]
            shapes[node] = FORMULAS[data["op"]].shape(inputs, data["settings"])
    nx.set_node_attributes(graph, shapes, "shape")


def _has_rule(op: str, node: fx.Node) -> bool:
    return op in FORMULAS and all(other.op != "get_attr" for other in (node, *node.all_input_nodes))


def _shapes_on_meta(module: nn.Module, traced: fx.Graph, input_shape: Shape) -> dict[fx.Node, Shape]:
    """The shape of everything in a forward pass over tensors that have a shape and no memory."""
    tensors = chain(module.parameters(), module.buffers())
    on_meta = copy.deepcopy(module, {id(tensor): torch.empty_like(tensor, device="meta") for tensor in tensors})
    run = _MetaRun(on_meta.eval(), graph=traced)
    with torch.no_grad():
        run.run(torch.empty((1, *input_shape), device="meta"))
    return run.shapes


class _MetaRun(fx.Interpreter):
    """Keeps the shape of every node's result."""

    def __init__(self, module: nn.Module, graph: fx.Graph):
        super().__init__(module, graph=graph)
        self.shapes: dict[fx.Node, Shape] = {}

    def run_node(self, n: fx.Node) -> object:
        result = super().run_node(n)
        shape = tuple(result.shape) if isinstance(result, torch.Tensor) else ()
        self.shapes[n] = shape if n.op == "get_attr" else shape[1:]
        return result


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
        stage = _stage(node, data["block"])
        seen = seen or stage is not None
        outside = "input" if data["op"] == "input" else "head" if seen else "stem"
        data["stage"] = stage or outside


def _stage(node: str, block: str | None) -> str | None:
    """The module at the top that a residual block is in; without blocks a stage is told by torchvision's name."""
    top, _, inside = (block or node).partition(".")
    return top if block or (inside and re.fullmatch(r"layer\d+", top)) else None
