"""Why a module of somebody's own has no graph, and where in its code that is."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import ClassVar

from torch import fx, nn

from explorer.refusal import Refusal

MACHINERY = (str(Path(fx.__file__).parent), nn.modules.module.__file__)


class Untraceable(Refusal, ValueError):
    """Another module or input is to be given, or its forward written in another way."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "traced": "a Spec or a torch.nn.Module is traced, not {value}",
        "traced.spec": "a Spec has an input of its own: leave {value} out",
        "traced.shape": "the input of a module cannot be {value}: give its shape without the batch, such as "
                        "(3, 224, 224), in whole numbers from 1",
        "traced.inputs": "{module} takes {number} inputs: give a module whose forward takes one tensor",
        "traced.forward": "torch.fx cannot trace {place}: {reason}",
        "traced.run": "{module} cannot take an input of {shape}: {place} says: {reason}",
    }


def place_of(problem: BaseException, module: nn.Module) -> str:
    """Where somebody's code was when it failed: `layer1.0 (Gate), line 12 of gate.py, `if x.sum() > 0:`."""
    paths = {id(part): path for path, part in module.named_modules()}
    inside = [(frame, line) for frame, line in traceback.walk_tb(problem.__traceback__)
              if id(_first(frame)) in paths and not frame.f_code.co_filename.startswith(MACHINERY)]
    if not inside:
        return named(module)
    frame, line = inside[-1]
    (summary,) = traceback.StackSummary.extract([(frame, line)])
    code = f", `{summary.line}`" if summary.line else ""
    at = f"line {line} of {Path(summary.filename).name}{code}"
    return f"{named(module, paths[id(_first(frame))])}, {at}"


def _first(frame: FrameType) -> object:
    """The first argument of what runs there: a method's own module, whatever it is called."""
    return frame.f_locals.get("".join(frame.f_code.co_varnames[:1]))


def reason_of(problem: BaseException) -> str:
    """The first line of what it says."""
    return next(iter(str(problem).splitlines()), type(problem).__name__)


def named(module: nn.Module, path: str = "") -> str:
    """`layer1.0 (BasicBlock)`, or the class alone for the whole of it."""
    kind = type(module.get_submodule(path) if path else module).__name__
    return f"{path} ({kind})" if path else kind
