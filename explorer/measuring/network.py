"""The network of a Trial, as every experiment begins with it."""

from __future__ import annotations

import torch

from explorer.laboratory import Trial
from explorer.resnet import ResNet, build


def network(trial: Trial, device: torch.device) -> ResNet:
    """Created and initialised on the device, in evaluation mode."""
    return build(trial.spec, device)
