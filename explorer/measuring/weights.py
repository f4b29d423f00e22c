"""Weights of the reader's own: a state_dict with torchvision's names, in a .pth or a .safetensors file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from pickle import UnpicklingError

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from explorer.arithmetic import times
from explorer.laboratory.unfit import Unfit

State = dict[str, torch.Tensor]
COUNTER = ".num_batches_tracked"  # of batch norms: it plays no part, and older files have none
NAMED = 3
# Whatever the unpickler says of bytes that are no checkpoint. It makes tensors and plain containers, and runs no code.
BROKEN = (OSError, EOFError, RuntimeError, UnpicklingError, SafetensorError, LookupError, ValueError, TypeError,
          AttributeError, AssertionError)


def load(model: nn.Module, file: Path, network: str) -> None:
    """Puts the weights of the file into the network, which is called so. Raises `Unfit` where they are not its own."""
    state = _read(file)
    _check(model.state_dict(), state, file, network)
    model.load_state_dict(state, strict=False)


def _pickled(file: Path) -> object:
    return torch.load(file, map_location="cpu", weights_only=True)


READERS: dict[str, Callable[[Path], object]] = {".pth": _pickled, ".pt": _pickled, ".safetensors": load_file}


def _read(file: Path) -> State:
    if file.suffix not in READERS:
        raise Unfit("weights.suffix", file=file.name, choices=tuple(READERS))
    try:
        file.open("rb").close()
    except OSError as problem:
        raise Unfit("weights.read", file=file.name, reason=problem.strerror) from None
    try:
        state = READERS[file.suffix](file)
    except BROKEN:
        state = None
    if not isinstance(state, dict) or not all(isinstance(tensor, torch.Tensor) for tensor in state.values()):
        raise Unfit("weights.tensors", file=file.name)
    return state


def _check(own: State, given: State, file: Path, network: str) -> None:
    missing = [name for name in own if name not in given and not name.endswith(COUNTER)]
    unexpected = [str(name) for name in given if name not in own]
    misshapen = [f"{name} {times(given[name].shape)} for {times(own[name].shape)}" for name in own
                 if name in given and given[name].shape != own[name].shape]
    if missing or unexpected or misshapen:
        raise Unfit("weights.unfit", file=file.name, network=network, missing=_said(missing),
                    unexpected=_said(unexpected), misshapen=_said(misshapen))


def _said(names: Sequence[str]) -> str:
    """`0`, or `12 (conv1.weight, bn1.weight, bn1.bias, …)`."""
    more = ["…"] if len(names) > NAMED else []
    return f"{len(names)} ({', '.join([*names[:NAMED], *more])})" if names else "0"
