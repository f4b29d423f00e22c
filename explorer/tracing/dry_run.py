"""What a network that is made here calls in its forward pass, which runs once with a stand-in for every tensor.

torch.fx, which records modules of any kind, finds the same and takes several times as long: it changes every module of
the process meanwhile, and keeps what code is made of again.
"""

from __future__ import annotations

import operator
from collections.abc import Callable

from torch import nn

from explorer.tracing.calls import Call, Names, inside, settings
from explorer.tracing.operations import function_name


def dry_run(network: nn.Module) -> list[Call]:
    """Of one tensor, by modules, by torch's functions, + and ×. The network is left as it was."""
    notes = _Notes()
    modules = dict(network.named_modules())
    for path, module in modules.items():
        forward = notes.within(path, module.forward) if any(module.children()) else notes.module(path)
        vars(module)["forward"] = forward
    try:
        notes.add("output", "output", "output", network(notes.add("input", "placeholder", "input")))
    finally:
        for module in modules.values():
            del vars(module)["forward"]
    return notes.calls


class _Notes:
    """The calls so far, and the path of the module that is running."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._names = Names()
        self._running = ""

    def add(self, path: str, op: str, target: str | Callable[..., object], *args: object, **kwargs: object) -> _Tensor:
        inputs = dict.fromkeys(value.name for value in (*args, *kwargs.values()) if isinstance(value, _Tensor))
        call = Call(self._names(path), op, target, tuple(inputs), *settings(_Tensor, args, kwargs))
        self.calls.append(call)
        return _Tensor(call.name, self)

    def module(self, path: str) -> Callable[..., _Tensor]:
        return lambda *args: self.add(path, "call_module", path, *args)

    def function(self, called: Callable[..., object], *args: object, **kwargs: object) -> _Tensor:
        return self.add(inside(self._running, function_name(called)), "call_function", called, *args, **kwargs)

    def within(self, path: str, forward: Callable[..., object]) -> Callable[..., object]:
        def run(*args: object) -> object:
            outside, self._running = self._running, path
            result = forward(*args)
            self._running = outside
            return result

        return run


class _Tensor:
    def __init__(self, name: str, notes: _Notes):
        self.name, self._notes = name, notes

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        tensor = next(value for value in (*args, *kwargs.values()) if isinstance(value, cls))
        return tensor._notes.function(func, *args, **kwargs)

    def __add__(self, other: object) -> _Tensor:
        return self._notes.function(operator.add, self, other)

    def __iadd__(self, other: object) -> _Tensor:
        return self._notes.function(operator.iadd, self, other)

    def __mul__(self, other: object) -> _Tensor:
        return self._notes.function(operator.mul, self, other)
