"""The picture that a network is shown: the reader's own, or china.jpg, which scikit-learn has in its package.

That was photographed by danielbuechele, https://www.flickr.com/photos/danielbuechele/6061409035, CC BY 2.0.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
import torch
from PIL import Image, ImageOps
from sklearn.datasets import load_sample_image
from torch.nn import functional as F

from explorer.laboratory.unseen import Unseen

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet's colours, as torchvision has them
FORMATS, MOST_PIXELS = ("JPEG", "PNG", "WEBP"), 25_000_000
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601


def picture(height: int, width: int, image: bytes | None = None) -> torch.Tensor:
    """3×H×W from 0 to 1: the largest middle part of that shape, scaled. Raises `Unseen` for bytes that are no image."""
    pixels = torch.tensor(load_sample_image("china.jpg") if image is None else _read(image)).permute(2, 0, 1) / 255
    _, high, wide = pixels.shape
    scale = min(high / height, wide / width)
    rows, columns = _middle(high, height * scale), _middle(wide, width * scale)
    return F.interpolate(pixels[None, :, rows, columns], (height, width), mode="bilinear", antialias=True)[0]


def _read(image: bytes) -> np.ndarray:
    """H×W×3 bytes, upright, on white where it is transparent."""
    try:
        with Image.open(BytesIO(image), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Unseen("image.large", width=opened.width, height=opened.height, most=f"{MOST_PIXELS:,}")
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except Unseen:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise Unseen("image.none", choices=FORMATS) from problem
    return np.array(Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("RGB"))


def _middle(length: int, part: float) -> slice:
    kept = max(round(part), 1)
    start = (length - kept) // 2
    return slice(start, start + kept)


def normalised(picture: torch.Tensor) -> torch.Tensor:
    """Colours of mean 0 and variance 1 over ImageNet."""
    return (picture - _colours(MEAN)) / _colours(DEVIATION)


def brightness(picture: torch.Tensor) -> torch.Tensor:
    """H×W from 0 to 1."""
    return (picture * _colours(LUMA)).sum(0)


def _colours(values: tuple[float, ...]) -> torch.Tensor:
    return torch.tensor(values)[:, None, None]
