"""What a forward pass calls: modules, functions and methods, in order, each under a name that no other has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain, count
from typing import NamedTuple


class Call(NamedTuple):
    """`op` and `target` are torch.fx's, which calls a module by its path.

    `inputs` are the names of the calls whose tensors are taken; `args` and `kwargs` are what else is.
    """

    name: str
    op: str
    target: str | Callable[..., object]
    inputs: tuple[str, ...] = ()
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = {}


class Names:
    """Gives each name once: `layer1.0.relu`, then `layer1.0.relu_1`."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def __call__(self, path: str) -> str:
        name = next(name for name in chain([path], (f"{path}_{call}" for call in count(1))) if name not in self._given)
        self._given.add(name)
        return name


def settings(tensor: type, args: tuple[object, ...], kwargs: Mapping[str, object]) -> tuple[tuple, dict[str, object]]:
    """The arguments of a call that are no tensors, which are of this type."""
    return (tuple(value for value in args if not isinstance(value, tensor)),
            {name: value for name, value in kwargs.items() if not isinstance(value, tensor)})


def inside(module: str, name: str) -> str:
    """The path of what is called in a module; "" is the network itself."""
    return f"{module}.{name}" if module else name
