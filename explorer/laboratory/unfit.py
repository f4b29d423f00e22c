"""Why weights that were given are not those of the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from explorer.refusal import Refusal


class Unfit(Refusal, ValueError):
    """Another file or another network is to be chosen. Of the tensors that do not fit the first few are named."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "weights.suffix": "{file} is no file of weights by its name: choose one that ends in {choices}",
        "weights.read": "{file} cannot be read: {reason}",
        "weights.tensors": "{file} cannot be read as tensors by name, and nothing else is read: give what state_dict() "
                           "saves",
        "weights.unfit": "{file} does not fit {network}: missing {missing}, unexpected {unexpected}, of another shape "
                         "{misshapen}",
    }
