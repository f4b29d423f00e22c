"""What torch calls an operation -> our name for it, the settings its rule needs, whether it gives a new tensor."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
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
        op, settings = MODULES.get(kind(module), (unruled(type(module).__name__.lower()), _nothing))
        in_place = op in ("identity", "flatten") or bool(getattr(module, "inplace", False))
        return {"op": op, "settings": settings(module), "in_place": in_place}
    if call.op in ("placeholder", "get_attr", "output"):
        op = {"placeholder": "input", "get_attr": "parameter", "output": "output"}[call.op]
        return {"op": op, "settings": {}, "in_place": op != "input"}
    op, settings = FUNCTIONS.get(call.target) or unruled(function_name(call.target)), {}
    if op in CALLED:
        try:
            settings = CALLED[op](*call.args, **call.kwargs)
        except (TypeError, ValueError):  # called as no rule knows it
            op = unruled(op)
    view = op in ("flatten", "view", "reshape") or call.target in IN_PLACE or bool(call.kwargs.get("inplace"))
    return {"op": op, "settings": settings, "in_place": view}


def kind(module: nn.Module) -> type[nn.Module]:
    """What its rule is listed under: a convolution or a linear layer of somebody's own is one."""
    return next((known for known in (nn.Conv2d, nn.Linear) if isinstance(module, known)), type(module))


def unruled(name: str) -> str:
    """The op of something that no rule knows: never one that a rule would take for its own."""
    return f"other {name}" if name in FORMULAS else name


def function_name(called: str | Callable[..., object]) -> str:
    """The op of a function, or of a method that is given by its name; its own name where no rule knows it."""
    if called in FUNCTIONS:
        return FUNCTIONS[called]
    return called if isinstance(called, str) else called.__name__


def _pair(value: int | Sequence[int]) -> tuple[int, ...]:
    """torch takes a list where it takes a tuple."""
    return tuple(value) if isinstance(value, Sequence) else (value, value)


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


def _view(*sizes: object) -> dict[str, object]:
    """Most views flatten; whether this one does is told by its shape."""
    return {"start": 1, "end": -1}


def _mean(dim: Sequence[int], keepdim: bool = False) -> dict[str, object]:
    """Raises ValueError for another mean than over height and width."""
    if {axis % 4 for axis in dim} != {2, 3}:
        raise ValueError(dim)
    return {"keepdim": keepdim}


def _pooling_call(kernel_size: int | tuple[int, int], stride: int | tuple[int, int] | None = None, padding: int = 0,
                  dilation: int = 1, ceil_mode: bool = False, return_indices: bool = False) -> dict[str, object]:
    return {"kernel": _pair(kernel_size), "stride": _pair(stride or kernel_size), "ceil_mode": ceil_mode,
            "padding": tuple((p, p) for p in _pair(padding)), "dilation": _pair(dilation)}


def _average_call(kernel_size: int | tuple[int, int], stride: int | tuple[int, int] | None = None, padding: int = 0,
                  ceil_mode: bool = False, count_include_pad: bool = True) -> dict[str, object]:
    return _pooling_call(kernel_size, stride, padding, ceil_mode=ceil_mode)


def _adaptive_call(output_size: int | tuple[int, int]) -> dict[str, object]:
    return {"output_size": _pair(output_size)}


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
    **{module: (op, _nothing) for module, op in (
        (nn.Sigmoid, "sigmoid"), (nn.Tanh, "tanh"), (nn.SiLU, "silu"), (nn.GELU, "gelu"), (nn.ELU, "elu"),
        (nn.LeakyReLU, "leaky_relu"), (nn.ReLU6, "relu6"), (nn.Hardswish, "hardswish"),
        (nn.Hardsigmoid, "hardsigmoid"), (nn.Dropout, "dropout"), (nn.Dropout2d, "dropout"))},
    nn.MaxPool2d: ("max_pool2d", _pooling),
    nn.AvgPool2d: ("avg_pool2d", _pooling),
    nn.AdaptiveAvgPool2d: ("adaptive_avg_pool2d", lambda module: {"output_size": _pair(module.output_size)}),
    nn.Flatten: ("flatten", _flattening),
    nn.ZeroPad3d: ("zero_pad", _zeros),
    nn.Linear: ("linear", lambda module: {"channels": module.out_features, "bias": module.bias is not None}),
    nn.Identity: ("identity", _nothing),
}
FUNCTIONS = {operator.add: "add", operator.iadd: "add", torch.add: "add", "add": "add", "add_": "add",
             operator.mul: "mul", torch.mul: "mul", "mul": "mul", "mul_": "mul",
             torch.sigmoid: "sigmoid", F.sigmoid: "sigmoid", "sigmoid": "sigmoid",
             torch.tanh: "tanh", F.tanh: "tanh", "tanh": "tanh", F.silu: "silu", F.gelu: "gelu", F.elu: "elu",
             F.leaky_relu: "leaky_relu", F.relu6: "relu6", F.hardswish: "hardswish", F.hardsigmoid: "hardsigmoid",
             F.dropout: "dropout", F.dropout2d: "dropout",
             torch.flatten: "flatten", "flatten": "flatten",
             "view": "view", "reshape": "reshape", torch.reshape: "reshape",
             torch.mean: "mean", "mean": "mean", F.avg_pool2d: "avg_pool2d", F.max_pool2d: "max_pool2d",
             F.adaptive_avg_pool2d: "adaptive_avg_pool2d",
             torch.relu: "relu", F.relu: "relu", "relu": "relu", "relu_": "relu", torch.relu_: "relu", F.relu_: "relu"}
CALLED = {"flatten": _flattening_call, "view": _view, "reshape": _view, "mean": _mean, "avg_pool2d": _average_call,
          "max_pool2d": _pooling_call, "adaptive_avg_pool2d": _adaptive_call}
IN_PLACE = {operator.iadd, "add_", "mul_", "relu_", torch.relu_, F.relu_}
