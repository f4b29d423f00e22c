"""What torch calls an operation -> our name for it, the settings its rule needs, whether it gives a new tensor."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from explorer.arithmetic import FORMULAS
from explorer.tracing.calls import Call


def recognise(call: Call, modules: dict[str, nn.Module]) -> dict[str, object]:
    """Its op, the settings its rule needs, and whether it gives no new tensor."""
    if call.op == "call_module":
        module = modules[call.target]
        op, settings = MODULES.get(type(module), (_unruled(type(module).__name__.lower()), _nothing))
        in_place = op in ("identity", "flatten") or bool(getattr(module, "inplace", False))
        return {"op": op, "settings": settings(module), "in_place": in_place}
    if call.op in ("placeholder", "get_attr", "output"):
        op = {"placeholder": "input", "get_attr": "parameter", "output": "output"}[call.op]
        return {"op": op, "settings": {}, "in_place": op != "input"}
    op = FUNCTIONS.get(call.target) or _unruled(function_name(call.target))
    settings = _flattening_call(*call.args, **call.kwargs) if op == "flatten" else {}
    view = op == "flatten" or call.target in IN_PLACE or bool(call.kwargs.get("inplace"))
    return {"op": op, "settings": settings, "in_place": view}


def _unruled(name: str) -> str:
    """The op of something that is in neither table: never one that a rule would take for its own."""
    return f"other {name}" if name in FORMULAS else name


def function_name(called: str | Callable[..., object]) -> str:
    """The op of a function, or of a method that is given by its name; its own name where no rule knows it."""
    if called in FUNCTIONS:
        return FUNCTIONS[called]
    return called if isinstance(called, str) else called.__name__


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
