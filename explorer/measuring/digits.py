"""Handwritten digits to train with: 1,797 images of 8×8 pixels in 10 classes, which scikit-learn has in its package.

Alpaydin and Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998
(https://doi.org/10.24432/C50P49): what scikit-learn has is the test set of that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch
from sklearn.datasets import load_digits

CLASSES, SIZE = 10, 8
TEST = 360  # images, a fifth


@dataclass(frozen=True)
class Images:
    """N×3×8×8, the same in all three channels, and the N digits that they show."""

    pixels: torch.Tensor
    labels: torch.Tensor

    def __len__(self) -> int:
        return len(self.labels)


def split(seed: int, device: torch.device) -> tuple[Images, Images]:
    """The images to train with and those to test with. The first have mean 0 and variance 1 over all pixels."""
    pixels, labels = _all()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    training, test = order[:-TEST], order[-TEST:]
    scaled = (pixels - pixels[training].mean()) / pixels[training].std(correction=0)
    return tuple(Images(scaled[some].to(device), labels[some].to(device)) for some in (training, test))


@lru_cache(maxsize=1)
def _all() -> tuple[torch.Tensor, torch.Tensor]:
    digits = load_digits()
    pixels = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1).expand(-1, 3, -1, -1)
    return pixels, torch.tensor(digits.target, dtype=torch.long)
