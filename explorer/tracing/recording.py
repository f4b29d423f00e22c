"""What torch.fx records of a module's forward pass: its operations, their names, and their shapes where it is run."""

from __future__ import annotations

import copy
import operator
from collections.abc import Iterator
from inspect import signature
from itertools import chain, islice
from types import NoneType
from typing import NamedTuple

import torch
from torch import fx, nn

from explorer.arithmetic import Shape, times
from explorer.tracing.calls import Call, Names, inside, settings
from explorer.tracing.operations import MODULES, function_name, kind
from explorer.tracing.untraceable import Untraceable, named, place_of, reason_of


def fx_graph(module: nn.Module) -> fx.Graph:
    """What torch.fx records of the module's forward pass. Raises `Untraceable`, a ValueError."""
    try:
        return _Tracer().trace(module, _defaults(module))
    except Exception as problem:  # somebody's code is called with tensors that are none
        raise Untraceable("traced.forward", place=place_of(problem, module), reason=reason_of(problem)) from problem


class _Proxy(fx.Proxy):
    """Keeps `out += identity` apart from `out + identity`: the first gives no new tensor."""

    def __iadd__(self, other: object) -> fx.Proxy:
        return self.tracer.create_proxy("call_function", operator.iadd, (self, other), {})


class _Tracer(fx.Tracer):
    def proxy(self, node: fx.Node) -> fx.Proxy:
        return _Proxy(node, self)

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        """A convolution of somebody's own is one too, whatever it does to its weights before."""
        return kind(m) in MODULES or super().is_leaf_module(m, module_qualified_name)


def _defaults(module: nn.Module) -> dict[str, object]:
    """What its forward is given where nobody says otherwise."""
    parameters = signature(type(module).forward).parameters.values()
    return {each.name: each.default for each in parameters
            if each.default is not each.empty and isinstance(each.default, bool | int | float | str | NoneType)}


def node_names(traced: fx.Graph) -> dict[fx.Node, str]:
    """The path of every operation, made unique in the order of calls."""
    unique = Names()
    return {node: unique(_path(node)) for node in traced.nodes}


def calls_of(traced: fx.Graph) -> list[Call]:
    names = node_names(traced)
    return [Call(name, node.op, node.target, tuple(names[source] for source in node.all_input_nodes),
                 *settings(fx.Node, node.args, node.kwargs)) for node, name in names.items()]


def _path(node: fx.Node) -> str:
    if node.op == "placeholder":
        return "input"
    if node.op in ("call_module", "get_attr"):
        return node.target
    if node.op == "output":
        return "output"
    stack = node.meta.get("nn_module_stack") or {"": ("", None)}
    return inside(list(stack.values())[-1][0], function_name(node.target))


class Ran(NamedTuple):
    """What a call gave: the shape of its tensor, of several the first, and whether that is no new one."""

    shape: Shape
    in_place: bool


def run_on_meta(module: nn.Module, traced: fx.Graph, input_shape: Shape) -> dict[str, Ran]:
    """Of every call that gives a tensor, in a forward pass over tensors that have a shape and no memory.

    Raises `Untraceable`.
    """
    run = None
    try:
        tensors = chain(module.parameters(), module.buffers())
        on_meta = copy.deepcopy(module, {id(tensor): torch.empty_like(tensor, device="meta") for tensor in tensors})
        run = _MetaRun(on_meta.eval(), graph=traced)
        dtype = next((tensor.dtype for tensor in module.parameters() if tensor.is_floating_point()), None)
        with torch.no_grad():
            run.run(torch.empty((1, *input_shape), device="meta", dtype=dtype))
    except Exception as problem:  # of somebody's code
        place = _path(run.at) if run and run.at else named(module)
        raise Untraceable("traced.run", module=named(module), shape=times(input_shape), place=place,
                          reason=reason_of(problem)) from problem
    names = node_names(traced)
    return {names[node]: ran for node, ran in run.ran.items()}


class _MetaRun(fx.Interpreter):
    """Keeps what every node gave that gave a tensor, and the node it is at."""

    def __init__(self, module: nn.Module, graph: fx.Graph):
        super().__init__(module, graph=graph)
        self.ran: dict[fx.Node, Ran] = {}
        self.at: fx.Node | None = None

    def run_node(self, n: fx.Node) -> object:
        self.at = n
        taken = {_storage(tensor) for source in n.all_input_nodes for tensor in _tensors(self.env[source])}
        result = super().run_node(n)
        for tensor in islice(_tensors(result), 1):
            shape = tuple(tensor.shape)
            self.ran[n] = Ran(shape if n.op == "get_attr" else shape[1:], _storage(tensor) in taken)
        return result


def _tensors(result: object) -> Iterator[torch.Tensor]:
    if isinstance(result, torch.Tensor):
        yield result
    elif isinstance(result, tuple | list | dict):
        for part in result.values() if isinstance(result, dict) else result:
            yield from _tensors(part)


def _storage(tensor: torch.Tensor) -> int:
    """Tensors that share it are views of one another, or one written over."""
    return tensor.untyped_storage()._cdata
