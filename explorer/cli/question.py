"""Which network: the options that every command has, and the Spec that they make."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated

import typer

from explorer.architectures import DEEPEST, OWN_BLOCKS
from explorer.spec import DEPTH_TOLD, OWN, VARIANTS, Invalid, Spec, follow, listed, whole

PANEL = "The network"


def _option(name: str, help: str, metavar: str) -> inspect.Parameter:
    """Text, so that what is wrong is told by Spec in the sentence that it has at every door."""
    described = typer.Option(f"--{name}", help=help, metavar=metavar, rich_help_panel=PANEL, show_default=False)
    return _parameter(name, None, Annotated[str | None, described])


def _parameter(name: str, default: object, annotation: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


ZERO_INIT = typer.Option("--zero-init", help="Begin every residual branch at zero.", rich_help_panel=PANEL)
NETWORK = (
    _option("depth", DEPTH_TOLD, "N"),
    _option("size", "Height and width of the input in pixels.", "PX"),
    _option("height", "Its height alone.", "PX"),
    _option("width", "Its width alone.", "PX"),
    _option("classes", "Outputs of the last layer.", "N"),
    _option("variant", f"{', '.join(VARIANTS)}.", "NAME"),
    _option("layers", "Blocks a stage, for a network of your own: 3,4,6,3.", "N,N,…"),
    _option("block", f"Their class, for a network of your own: {', '.join(OWN_BLOCKS)}.", "NAME"),
    _option("channels", "Channels of the first stage, for a network of your own.", "N"),
    _parameter("zero_init", False, Annotated[bool, ZERO_INIT]),
)
NAMES = tuple(parameter.name for parameter in NETWORK)


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """The command with NETWORK's options in the place of its first argument, which is the Spec that they make."""
    signature = inspect.signature(command, eval_str=True)
    _, *own = signature.parameters.values()

    def asked(**given: object) -> None:
        network = {name: given.pop(name) for name in NAMES}
        command(spec(network), **given)

    parameters = (*(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own), *NETWORK)
    asked.__doc__ = command.__doc__
    asked.__signature__ = signature.replace(parameters=parameters)
    asked.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return asked


def spec(given: dict[str, object]) -> Spec:
    """The Spec of what was given. Who gives blocks, and no variant, means a network of their own.

    Raises `Invalid`, also for a depth that these blocks do not make.
    """
    fields = {name: value for name, value in given.items() if value is not None and name != "size"}
    sizes = {"height": given["size"], "width": given["size"]} if given["size"] is not None else {}
    variant = {"variant": "own"} if fields.keys() & set(OWN) else {}
    made = Spec(**{**variant, **sizes, **fields})
    for name in ("depth",) if made.variant == "own" else OWN:
        if name in fields:
            _agreed(made, name, fields[name])
    return made


def _agreed(made: Spec, name: str, given: object) -> None:
    """Raises `Invalid` where what was given is not in the Spec that was made."""
    if name != "depth":
        follow(made.architecture, name, given)
    elif (depth := whole("depth", given, range(1, DEEPEST + 1))) != made.depth:
        raise Invalid("depth", depth, key="made", layers=listed(made.layers), block=made.block, made=made.depth)
