"""Why a picture that was given cannot be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from explorer.refusal import Refusal


class Unseen(Refusal, ValueError):
    """Another file is to be chosen."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "image.read": "{file} cannot be read: {reason}",
        "image.none": "this is no picture that can be read: give one as {choices}",
        "image.large": "a picture of {width}×{height} pixels is too large: give one of at most {most}",
    }
