"""What was asked: a frozen Spec, the table of architectures it chooses from, and its query string."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

from explorer.refusal import Refusal


@dataclass(frozen=True)
class Architecture:
    """One row of the table: He et al. 2015, Table 1 (https://arxiv.org/abs/1512.03385)."""

    variant: str
    depth: int
    block: str
    layers: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"ResNet-{self.depth}"

    @property
    def has_variants(self) -> bool:
        """Whether v1 and v1.5 differ: a Bottleneck has its stride in the first 1×1 or in the 3×3.

        A BasicBlock has it in its first 3×3 in both.
        """
        return self.block == "Bottleneck"


ARCHITECTURES = {
    (row.variant, row.depth): row
    for row in (
        Architecture("v1.5", 18, "BasicBlock", (2, 2, 2, 2)),
        Architecture("v1.5", 34, "BasicBlock", (3, 4, 6, 3)),
        Architecture("v1.5", 50, "Bottleneck", (3, 4, 6, 3)),
        Architecture("v1.5", 101, "Bottleneck", (3, 4, 23, 3)),
        Architecture("v1.5", 152, "Bottleneck", (3, 8, 36, 3)),
    )
}
VARIANTS = tuple(dict.fromkeys(variant for variant, _ in ARCHITECTURES))
DEPTHS = tuple(dict.fromkeys(depth for _, depth in ARCHITECTURES))
RANGES = {"height": (1, 4096), "width": (1, 4096), "classes": (1, 100_000)}
LONGEST_SHOWN = 40


class Invalid(Refusal, ValueError):
    """A value that was refused: the sentence names the value and the choices.

    The sentence is that of the field, where it has one of its own, or the one named by `key`.
    """

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "depth": "no ResNet of depth {value}: choose {choices}",
        **{field: f"{field} cannot be {{value}}: choose {{choices}}" for field in RANGES},
        "choice": "no {field} {value}: choose {choices}",
        "names": "{field} cannot be {value}: give names such as layer2.0,layer3.1",
    }

    def __init__(self, field: str, value: object, choices: tuple | range = (), key: str = ""):
        self.field, self.shown = field, shown(value)
        super().__init__(key or field, field=field, value=self.shown, choices=choices)

    @property
    def choices(self) -> str:
        return self.part("choices", {})


@dataclass(frozen=True)
class Spec:
    """A network and its input: `Spec(depth=50, height=224, width=224, classes=1000)`.

    Sizes are in pixels, `classes` counts the outputs of the last layer. Whole numbers may come as int, as a float
    without a fraction, or as a string of ASCII digits; everything else raises `Invalid`, a ValueError.
    """

    depth: int = 50
    height: int = 224
    width: int = 224
    classes: int = 1000
    variant: str = "v1.5"

    def __post_init__(self) -> None:
        choose("variant", self.variant, VARIANTS)
        object.__setattr__(self, "depth", _depth(self.variant, self.depth))
        for field, (low, high) in RANGES.items():
            object.__setattr__(self, field, _whole(field, getattr(self, field), low, high))

    @property
    def architecture(self) -> Architecture:
        return ARCHITECTURES[self.variant, self.depth]

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """Channels, height, width."""
        return 3, self.height, self.width

    def to_query(self) -> str:
        """`depth=50&height=224&width=224&classes=1000`; the variant only where it is not the default."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        if values["variant"] == Spec.variant:
            del values["variant"]
        return urlencode(values)

    @classmethod
    def from_query(cls, query: str) -> tuple[Spec, tuple[Invalid, ...]]:
        """The Spec of a query string, and what had to be replaced by its default. Unknown keys are passed over."""
        given = dict(parse_qsl(query, keep_blank_values=True))
        accepted: dict[str, object] = {}
        problems: list[Invalid] = []
        for name in ("variant", "depth", *RANGES):
            if name in given:
                try:
                    cls(**accepted, **{name: given[name]})
                    accepted[name] = given[name]
                except Invalid as problem:
                    problems.append(problem)
        return cls(**accepted), tuple(problems)


def choose(field: str, value: object, choices: Iterable[str]) -> str:
    """`value`, which must be one of `choices`."""
    choices = tuple(choices)
    if not isinstance(value, str) or value not in choices:
        raise Invalid(field, value, choices, "choice")
    return value


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


def _depth(variant: str, value: object) -> int:
    depths = tuple(depth for name, depth in ARCHITECTURES if name == variant)
    number = _integer(value)
    if number not in depths:
        raise Invalid("depth", value if number is None else number, depths)
    return number


def _whole(field: str, value: object, low: int, high: int) -> int:
    number = _integer(value)
    if number is None or not low <= number <= high:
        raise Invalid(field, value if number is None else number, range(low, high + 1))
    return number


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
