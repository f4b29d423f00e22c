"""What torch.fx records of a module's forward pass: its operations, their names, and their shapes where it is run."""

from __future__ import annotations

import copy
import operator
from itertools import chain

import torch
from torch import fx, nn

from explorer.arithmetic import Shape, times
from explorer.tracing.calls import Call, Names, inside
from explorer.tracing.operations import function_name
from explorer.tracing.untraceable import Untraceable, named, place_of, reason_of


def fx_graph(module: nn.Module) -> fx.Graph:
    """What torch.fx records of the module's forward pass. Raises `Untraceable`, a ValueError."""
    try:
        return _Tracer().trace(module)
    except Exception as problem:  # somebody's code is called with tensors that are none
        raise Untraceable("traced.forward", place=place_of(problem, module), reason=reason_of(problem)) from problem


class _Proxy(fx.Proxy):
    """Keeps `out += identity` apart from `out + identity`: the first gives no new tensor."""

    def __iadd__(self, other: object) -> fx.Proxy:
        return self.tracer.create_proxy("call_function", operator.iadd, (self, other), {})


class _Tracer(fx.Tracer):
    def proxy(self, node: fx.Node) -> fx.Proxy:
        return _Proxy(node, self)


def node_names(traced: fx.Graph) -> dict[fx.Node, str]:
    """The path of every operation, made unique in the order of calls."""
    unique = Names()
    return {node: unique(_path(node)) for node in traced.nodes}


def calls_of(traced: fx.Graph) -> list[Call]:
    names = node_names(traced)
    return [Call(name, node.op, node.target, tuple(names[source] for source in node.all_input_nodes),
                 tuple(value for value in node.args if not isinstance(value, fx.Node)),
                 {key: value for key, value in node.kwargs.items() if not isinstance(value, fx.Node)})
            for node, name in names.items()]


def _path(node: fx.Node) -> str:
    if node.op == "placeholder":
        return "input"
    if node.op in ("call_module", "get_attr"):
        return node.target
    if node.op == "output":
        return "output"
    stack = node.meta.get("nn_module_stack") or {"": ("", None)}
    return inside(list(stack.values())[-1][0], function_name(node.target))


def shapes_on_meta(module: nn.Module, traced: fx.Graph, input_shape: Shape) -> dict[str, Shape]:
    """The shape of everything in a forward pass over tensors that have a shape and no memory. Raises `Untraceable`."""
    tensors = chain(module.parameters(), module.buffers())
    on_meta = copy.deepcopy(module, {id(tensor): torch.empty_like(tensor, device="meta") for tensor in tensors})
    run = _MetaRun(on_meta.eval(), graph=traced)
    dtype = next((tensor.dtype for tensor in module.parameters() if tensor.is_floating_point()), None)
    try:
        with torch.no_grad():
            run.run(torch.empty((1, *input_shape), device="meta", dtype=dtype))
    except Exception as problem:  # of somebody's code
        raise Untraceable("traced.run", module=named(module), shape=times(input_shape), place=_path(run.at),
                          reason=reason_of(problem)) from problem
    names = node_names(traced)
    return {names[node]: shape for node, shape in run.shapes.items()}


class _MetaRun(fx.Interpreter):
    """Keeps the shape of every node's result, and the node it is at."""

    def __init__(self, module: nn.Module, graph: fx.Graph):
        super().__init__(module, graph=graph)
        self.shapes: dict[fx.Node, Shape] = {}

    def run_node(self, n: fx.Node) -> object:
        self.at = n
        result = super().run_node(n)
        shape = tuple(result.shape) if isinstance(result, torch.Tensor) else ()
        self.shapes[n] = shape if n.op == "get_attr" else shape[1:]
        return result
