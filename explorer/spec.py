"""What was asked: a frozen Spec, what is refused, and its query string."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

from explorer.architectures import (
    ARCHITECTURES,
    DEEPEST,
    MOST_STAGES,
    OWN_BLOCKS,
    VARIANTS,
    Architecture,
    Variant,
    own,
)
from explorer.refusal import Refusal

__all__ = ["ARCHITECTURES", "DEPTHS", "VARIANTS", "Architecture", "Invalid", "Spec", "Variant", "choose", "shown",
           "whole"]

DEPTHS = VARIANTS["v1"].depths  # the paper's
DEPTH_TOLD = f"Weighted layers: {', '.join(map(str, VARIANTS['v1.5'].depths))}, or what the variant has."
RANGES = {"height": (1, 4096), "width": (1, 4096), "classes": (1, 100_000)}
MOST_CHANNELS = 1024
OWN = ("block", "layers", "channels")
LONGEST_SHOWN = 40


class Invalid(Refusal, ValueError):
    """A value that was refused: the sentence names the value and the choices.

    The sentence is that of the field, where it has one of its own, or the one named by `key`.
    """

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "depth": "no ResNet of depth {value}: choose {choices}",
        "depth.nearest": "no ResNet of depth {value}: choose {choices} (the nearest is {nearest})",
        "depth.series": "no ResNet of depth {value}: choose {choices}, or any other {step}n + 2 up to {deepest}",
        "depth.series.nearest": "no ResNet of depth {value}: choose {choices}, or any other {step}n + 2 up to {deepest}"
                                " (the nearest is {nearest})",
        **{field: f"{field} cannot be {{value}}: choose {{choices}}" for field in (*RANGES, "channels", "zero_init")},
        "layers": "layers cannot be {value}: give the blocks of 1 to {stages} stages, such as {choices}",
        "layers.depth": "layers {value} make depth {made}: choose fewer, for a depth up to {deepest}",
        "followed": "{field} cannot be {value}: depth {depth} of the variant {variant} has {made}: leave {field} out,"
                    " or choose the variant own",
        "made": "depth cannot be {value}: layers {layers} of {block} make depth {made}: leave depth out, or give other"
                " layers",
        "choice": "no {field} {value}: choose {choices}",
        "nothing": "no {field} {value}: there is none to choose here",
        "whole": "{field} cannot be {value}: choose {choices}",
        "names": "{field} cannot be {value}: give names such as layer2.0,layer3.1",
        "again": "{field} cannot be {value} where it is {first} already: give it once",
        "part": "{field} cannot be {value}: choose {choices}, or a part inside of one, such as {inside}",
        "weights": "weights cannot be {value}: give the path of a file",
        "image": "image cannot be {value}: give the bytes of a file",
        "trial": "a Trial is carried out, not {value}: give one such as {choices}",
    }

    def __init__(self, field: str, value: object, choices: tuple | range = (), key: str = "",
                 **parts: object):
        self.field, self.shown = field, shown(value)
        super().__init__(key or field, field=field, value=self.shown, choices=choices, **parts)

    @property
    def choices(self) -> str:
        return self.part("choices", {})


class Usual(int):
    """A default that a variant may have otherwise. It is told apart from the same number given, which holds."""


class Followed(tuple):
    """Blocks a stage that followed from a depth: a copy of their Spec may have another depth, and so others."""


@dataclass(frozen=True)
class Spec:
    """A network and its input: `Spec(depth=50, height=224, width=224, classes=1000)`.

    Sizes are in pixels, `classes` counts the outputs of the last layer. Depth, size and classes that are not given are
    those of the variant. Its blocks a stage, their class and the channels of the first stage are chosen in the variant
    "own" only, which makes the depth; elsewhere they follow from the depth, and others are refused. `zero_init` begins
    every residual branch at zero. Whole numbers may come as int, as a float without a fraction, or as a string of ASCII
    digits; everything else raises `Invalid`, a ValueError.

    >>> import explorer
    >>> explorer.Spec(depth="101", height=320.0).to_query()
    'depth=101&height=320&width=224&classes=1000'
    >>> explorer.Spec(depth=51)
    Traceback (most recent call last):
    explorer.spec.Invalid: no ResNet of depth 51: choose 18, 26, 34, 50, 101 or 152 (the nearest is 50)
    """

    depth: int = Usual(50)
    height: int = Usual(224)
    width: int = Usual(224)
    classes: int = Usual(1000)
    variant: str = "v1.5"
    layers: tuple[int, ...] = (3, 4, 6, 3)
    block: str = "Bottleneck"
    channels: int = 64
    zero_init: bool = False

    def __post_init__(self) -> None:
        variant = VARIANTS[choose("variant", self.variant, VARIANTS)]
        row = self._own() if self.variant == "own" else variant.architecture(_depth(variant, self.depth))
        if self.variant != "own":
            row = replace(row, layers=self._followed(row))
        for field in ("depth", *OWN):
            object.__setattr__(self, field, getattr(row, field))
        usual = {"height": variant.size, "width": variant.size, "classes": variant.classes}
        for field, (low, high) in RANGES.items():
            given = getattr(self, field)
            value = usual[field] if isinstance(given, Usual) else whole(field, given, range(low, high + 1))
            object.__setattr__(self, field, value)
        object.__setattr__(self, "zero_init", _switch("zero_init", self.zero_init, variant.has_shortcuts))

    def _own(self) -> Architecture:
        block = choose("block", self.block, OWN_BLOCKS)
        return own(_layers(self.layers, block), block, whole("channels", self.channels, range(1, MOST_CHANNELS + 1)))

    def _followed(self, row: Architecture) -> Followed:
        """The blocks a stage. Raises `Invalid` for others, but for those that come where nothing is given."""
        given = {} if isinstance(self.layers, Followed) else {field: getattr(self, field) for field in OWN}
        for field, value in given.items():
            if _plain(field, value) != getattr(Spec, field):
                follow(row, field, value)
        return Followed(row.layers)

    @property
    def architecture(self) -> Architecture:
        if self.variant == "own":
            return own(self.layers, self.block, self.channels)
        return VARIANTS[self.variant].architecture(self.depth)

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Channels, height, width."""
        return 3, self.height, self.width

    def to_query(self) -> str:
        """`depth=50&height=224&width=224&classes=1000`, and of the rest what is chosen and not the default."""
        values = {field: getattr(self, field) for field in ("depth", *RANGES)}
        if self.variant != Spec.variant:
            values["variant"] = self.variant
        if self.variant == "own":
            values |= {"layers": listed(self.layers), "block": self.block, "channels": self.channels}
            del values["depth"]
        return urlencode(values | ({"zero_init": 1} if self.zero_init else {}), safe=",")

    @classmethod
    def from_query(cls, query: str) -> tuple[Spec, tuple[Invalid, ...]]:
        """The Spec of a query string, and what had to be replaced: a depth by the nearest one, all else by its default.

        Unknown keys are passed over, and what its variant does not ask for: a link may have all fields.
        """
        given = dict(parse_qsl(query, keep_blank_values=True))
        accepted: dict[str, object] = {}
        problems: list[Invalid] = []
        for name in ("variant", *OWN, "depth", *RANGES, "zero_init"):
            if name in given and name not in _unasked(accepted.get("variant", cls.variant)):
                try:
                    cls(**accepted, **{name: given[name]})
                    accepted[name] = given[name]
                except Invalid as problem:
                    problems.append(problem)
                    if "nearest" in problem.parts:
                        accepted[name] = problem.parts["nearest"]
        return cls(**accepted), tuple(problems)


def follow(row: Architecture, field: str, value: object) -> None:
    """Raises `Invalid` for blocks, their class or channels that a network of VARIANTS does not have."""
    made = getattr(row, field)
    if _plain(field, value) != made:
        raise Invalid(field, value, key="followed", depth=row.depth, variant=row.variant, made=listed(made))


def listed(value: object) -> str:
    """As a link has it: `3,4,6,3`."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def choose(field: str, value: object, choices: Iterable[str]) -> str:
    """`value`, which must be one of `choices`."""
    choices = tuple(choices)
    if not isinstance(value, str) or value not in choices:
        raise Invalid(field, value, choices, "choice" if choices else "nothing")
    return value


def whole(field: str, value: object, choices: range) -> int:
    """The whole number that was meant, which must be one of `choices`."""
    number = _integer(value)
    if number is None or number not in choices:
        key = field if field in Invalid.SENTENCES else "whole"
        raise Invalid(field, value if number is None else number, choices, key)
    return number


def shown(value: object) -> str:
    """The value as a person would recognise it, cut short where it is long."""
    if isinstance(value, int) and abs(value) >= 10**LONGEST_SHOWN:
        return f"a number of more than {LONGEST_SHOWN} digits"
    try:
        text = repr(value[: LONGEST_SHOWN + 1] if isinstance(value, str | bytes | list | tuple) else value)
    except ValueError:  # Python writes no integer of more than 4300 digits
        text = f"a {type(value).__name__}"
    text = " ".join(text[: 2 * LONGEST_SHOWN].split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _depth(variant: Variant, value: object) -> int:
    number = variant.depth if isinstance(value, Usual) else _integer(value)
    if number is not None and number in variant:
        return number
    parts = {"step": variant.every.step, "deepest": variant.every[-1]} if variant.every else {}
    key = "depth.series" if variant.every else "depth"
    if number is not None and len(variant.depths) > 1:
        key, parts = f"{key}.nearest", parts | {"nearest": variant.nearest(number)}
    raise Invalid("depth", value if number is None else number, variant.depths, key, **parts)


def _layers(value: object, block: str) -> tuple[int, ...]:
    """`(3, 4, 23, 3)`, from a tuple, a list or a text such as `3,4,23,3` or `[3, 4, 23, 3]`."""
    layers = _stages(value)
    if not 1 <= len(layers) <= MOST_STAGES or any(blocks is None or blocks < 1 for blocks in layers):
        raise Invalid("layers", value, ("3,4,6,3",), stages=MOST_STAGES)
    made = own(layers, block, 1).depth
    if made > DEEPEST:
        raise Invalid("layers", value, (), "layers.depth", made=shown(made), deepest=DEEPEST)
    return layers


def _stages(value: object) -> tuple[int | None, ...]:
    if isinstance(value, str):
        items = [item.strip() for item in value.strip("[]() ").split(",")] if len(value) <= LONGEST_SHOWN else []
    else:
        items = value if isinstance(value, tuple | list) else []
    return tuple(map(_integer, items[: MOST_STAGES + 1]))


def _plain(field: str, value: object) -> object:
    """The value of one of OWN in the form in which it is kept."""
    return {"layers": _stages, "channels": _integer}.get(field, lambda same: same)(value)


def _unasked(variant: str) -> tuple[str, ...]:
    return ("depth",) if variant == "own" else OWN


def _switch(field: str, value: object, possible: bool) -> bool:
    """Off or on, as a bool, 0 or 1; only off where it is not possible."""
    choices = (0, 1) if possible else (0,)
    number = int(value) if isinstance(value, bool) else _integer(value)
    if number not in choices:
        raise Invalid(field, value, choices)
    return bool(number)


def _integer(value: object) -> int | None:
    """The whole number that was meant, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) <= LONGEST_SHOWN else None
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value.is_integer() else None
    try:
        return operator.index(value)
    except TypeError:
        return None
