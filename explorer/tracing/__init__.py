"""Spec -> a frozen networkx.DiGraph of every operation from `input` to `output`, with its shape.

Node names are torchvision's paths: `layer3.0.conv2`, `layer3.0.add`, and `layer3.0.relu`, `layer3.0.relu_1`, … for a
module that is called again. Node attributes:

    op          input, conv2d, batch_norm, relu, max_pool2d, add, adaptive_avg_pool2d, flatten, linear, output;
                parameter for a tensor of the module's own; the name of the function or module where no rule knows it,
                `other conv2d` where one is that the rule of that name is not of
    shape       the tensor it gives, of several the first, without the batch: (channels, height, width) or (features,);
                a parameter's is its own
    settings    kernel, stride, padding ((before, after) per axis), dilation, groups, channels, …: what its rule needs
    parameters  how many it adds; a module called twice has them at its first call
    buffers     elements it keeps beside its parameters (running statistics)
    in_place    whether it gives no new tensor: written into its input, or a view of it
    stage       input, stem, layer1 … layer4, head; what lies between two of these belongs to the second
    block       the residual block it belongs to, or None
    branch      trunk, residual, shortcut or merge

Edges have `position`: which argument of its target the tensor is. Graph attributes: `spec`, or the `name` of the class
of somebody's own module; and `uncounted`, the operations whose cost no rule knows.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, takewhile

import networkx as nx
import torch
from torch import nn

from explorer.arithmetic import FORMULAS, Shape
from explorer.repeating import repeated
from explorer.residual import residual_blocks
from explorer.resnet import outline
from explorer.spec import Spec, shown
from explorer.tracing.calls import Call, Names
from explorer.tracing.dry_run import dry_run
from explorer.tracing.operations import MODULES, kind, recognise, unruled
from explorer.tracing.recording import Ran, calls_of, fx_graph, run_on_meta
from explorer.tracing.untraceable import Untraceable, named

OWNERS = ("call_module", "get_attr")
STATELESS = {"parameters": 0, "buffers": 0}


def trace(network: Spec | nn.Module, input_shape: Shape | None = None) -> nx.DiGraph:
    """The graph of a network, frozen.

    Of a Spec nothing is allocated or run: shapes come from rules, and blocks that are alike are traced once.

    >>> import explorer
    >>> graph = explorer.trace(explorer.Spec(depth=50, height=224, width=224))
    >>> graph.nodes["conv1"]["shape"], graph.nodes["layer4.2.add"]["shape"]
    ((64, 112, 112), (2048, 7, 7))

    A module of your own has the `input_shape` that is given, without the batch. torch.fx has to be able to trace it,
    and it is run once on the meta device, without memory. Raises `Untraceable`, a ValueError, that names the place.

    >>> from torch import nn
    >>> graph = explorer.trace(nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU()), (3, 33, 33))
    >>> graph.nodes["0"]["shape"], graph.nodes["0"]["parameters"]
    ((8, 16, 16), 224)
    """
    if isinstance(network, Spec):
        if input_shape is not None:
            raise Untraceable("traced.spec", value=shown(input_shape))
        module, more = outline(network)
        return _frozen(repeated(_operations(module, dry_run(module), network.input_shape, {}), more), spec=network)
    if not isinstance(network, nn.Module):
        raise Untraceable("traced", value=shown(network))
    if not (isinstance(input_shape, tuple | list) and all(type(size) is int and size > 0 for size in input_shape)):
        raise Untraceable("traced.shape", value=shown(input_shape))
    return trace_module(network, tuple(input_shape), name=type(network).__name__)


def trace_module(module: nn.Module, input_shape: Shape, **attributes: object) -> nx.DiGraph:
    """The graph of any fx-traceable module with one input. `attributes` are kept on the graph. Raises `Untraceable`."""
    if kind(module) in MODULES:
        module = nn.Sequential(module)
    traced = fx_graph(module)
    inputs = sum(node.op == "placeholder" and not node.args for node in traced.nodes)
    if inputs != 1:
        raise Untraceable("traced.inputs", module=named(module), number=inputs)
    ran = run_on_meta(module, traced, input_shape)
    calls = (call._replace(inputs=tuple(name for name in call.inputs if name in ran))
             for call in calls_of(traced) if call.name in ran)
    return _frozen(_operations(module, calls, input_shape, ran), **attributes)


def _frozen(graph: nx.DiGraph, **attributes: object) -> nx.DiGraph:
    uncounted = tuple(name for name, op in graph.nodes(data="op") if op not in FORMULAS)
    graph.graph.update(attributes, uncounted=uncounted)
    return nx.freeze(graph)


def _operations(module: nn.Module, calls: Iterable[Call], input_shape: Shape, ran: Mapping[str, Ran]) -> nx.DiGraph:
    """Shapes are those of rules, or of a run: where a tensor has no batch, no rule is known, or a run disproves it."""
    modules = dict(module.named_modules())
    graph = nx.DiGraph()
    counted: set[int] = set()  # tensors
    without_batch: set[str] = set()
    for call in calls:
        about = recognise(call, modules)
        if call.op == "get_attr":
            without_batch.add(call.name)
        taken = [graph.nodes[source]["shape"] for source in call.inputs] or [input_shape]
        if not without_batch.isdisjoint((call.name, *call.inputs)):
            shape = ran[call.name].shape
        else:
            shape = _by_rule(about, taken)
            if call.name in ran and shape != ran[call.name].shape:
                shape, in_place = ran[call.name]
                about |= {"op": unruled(about["op"]), "in_place": in_place}
        state = _state(call.target, modules, counted) if call.op in OWNERS else STATELESS
        graph.add_node(call.name, **about, shape=shape, **state)
        graph.add_edges_from((source, call.name, {"position": place}) for place, source in enumerate(call.inputs))
    _place(nx.freeze(graph))
    return graph


def _by_rule(about: Mapping[str, object], taken: Sequence[Shape]) -> Shape | None:
    if about["op"] not in FORMULAS:
        return None
    try:
        return FORMULAS[about["op"]].shape(taken, about["settings"])
    except (ValueError, LookupError):  # tensors of other axes than the rule is of
        return None


def _state(path: str, modules: dict[str, nn.Module], counted: set[int]) -> dict[str, int]:
    """Parameters and buffers of a module, or of one tensor of the module's own, but for those that are counted."""
    if path in modules:
        parameters, buffers = list(modules[path].parameters()), list(modules[path].buffers())
    else:
        tensor = operator.attrgetter(path)(modules[""])
        learned = isinstance(tensor, nn.Parameter)
        parameters, buffers = ([tensor], []) if learned else ([], [tensor])
    return {"parameters": _elements(parameters, counted), "buffers": _elements(buffers, counted)}


def _elements(tensors: Iterable[torch.Tensor], counted: set[int]) -> int:
    """How many are in those that are not counted yet."""
    new = [tensor for tensor in tensors if id(tensor) not in counted]
    counted.update(map(id, new))
    return sum(tensor.numel() for tensor in new)


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
    for node, data in graph.nodes(data=True):
        parent = node.rpartition(".")[0]
        if data["block"] is None and parent in names:
            data["block"] = parent
    given = Names()
    for stage, run in groupby(graph, key=_staged(graph).__getitem__):
        name = given(stage)
        for node in run:
            graph.nodes[node]["stage"] = name


def _staged(graph: nx.DiGraph) -> dict[str, str]:
    """The stage of every node. What lies between two stages belongs to the second, and all is stem where is none."""
    told = {node: _stage(node, block) for node, block in graph.nodes(data="block")}
    staged, following = {}, "head"
    for node, stage in reversed(told.items()):
        following = staged[node] = stage or following
    for node in takewhile(lambda node: not told[node], told):
        staged[node] = "input" if graph.nodes[node]["op"] == "input" else "stem"
    return staged


def _stage(node: str, block: str | None) -> str | None:
    """The module at the top that a residual block is in; without blocks a stage is told by torchvision's name."""
    top, _, inside = (block or node).partition(".")
    return top if block or (inside and re.fullmatch(r"layer\d+", top)) else None
