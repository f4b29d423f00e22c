"""The experiments of `explorer.laboratory.EXPERIMENTS`, a module of the same name each, which has two functions.

    cost(trial) -> Cost                         what it needs, known before anything is allocated
    perform(trial, device, progress) -> Record  carries it out; `progress(step, of)` is called regularly

Random numbers come from PyTorch's default generators: `explorer.measuring.performing` has seeded them for the Trial,
and puts them back as they were. The network is made by `explorer.measuring.network`.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def of(name: str) -> ModuleType:
    return import_module(f"{__name__}.{name}")
