"""Networks trained on the digits, the newest of which are remembered, so that training goes on where it stopped.

What is forgotten, and what has been trained for longer than is asked, is trained again from its seed: on the CPU with
the same numbers.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import torch

from explorer.laboratory.degradation import Point
from explorer.measuring.device import one_thread
from explorer.measuring.training import Training, on_digits
from explorer.resnet import ResNet
from explorer.spec import Spec

MOST = 24  # a Trial has up to twenty: of ResNet-110 with its momentum 14 MB each
KEPT: OrderedDict[tuple[Spec, int, str], Training] = OrderedDict()


def curve(spec: Spec, seed: int, steps: int, device: torch.device, done: Callable[[], None]) -> tuple[Point, ...]:
    """The points of the first `steps`. `done` is called for each step, those made before included."""
    training = _trained(spec, seed, steps, device, done)
    return tuple(point for point in training.points if point.step <= steps)


def model(spec: Spec, seed: int, steps: int, device: torch.device, done: Callable[[], None]) -> ResNet:
    """The network after just so many steps, in evaluation mode: not to be changed, its training may go on."""
    if _key(spec, seed, device) in KEPT and KEPT[_key(spec, seed, device)].steps > steps:
        del KEPT[_key(spec, seed, device)]
    return _trained(spec, seed, steps, device, done).model.eval()


def _key(spec: Spec, seed: int, device: torch.device) -> tuple[Spec, int, str]:
    return on_digits(spec), seed, str(device)


def _trained(spec: Spec, seed: int, steps: int, device: torch.device, done: Callable[[], None]) -> Training:
    """For `steps` at least. It is put back only when it is whole: an exception on the way costs what was made."""
    key = _key(spec, seed, device)
    training = KEPT.pop(key, None) or Training(spec, seed, device)
    for _ in range(min(steps, training.steps)):
        done()
    with one_thread():
        while training.steps < steps:
            training.go_on(done)
    KEPT[key] = training
    while len(KEPT) > MOST:
        KEPT.popitem(last=False)
    return training
