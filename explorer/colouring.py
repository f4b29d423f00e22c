"""Which colour a part gets: that of its stage, or that of the class its number falls into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from explorer.fold import Part, combined
from explorer.metrics import Metric, Values
from explorer.theme import GREY, NO_VALUE, SEQUENCE, STAGES, UNCOUNTED

WIDE_RANGE = 20


@dataclass(frozen=True)
class Colouring:
    """A colour and a number for every part by name, and the classes as (lowest, highest, colour) for a legend."""

    colours: Mapping[str, str]
    numbers: Mapping[str, float | None]
    classes: tuple[tuple[float, float, str], ...] = ()
    uncounted: bool = False


def stage_colours(stages: Iterable[Part]) -> dict[str, str]:
    """One colour for every stage that has blocks, grey for what is before and after them."""
    stages = tuple(stages)
    with_blocks = [stage.name for stage in stages if stage.blocks]
    coloured = {name: STAGES[place % len(STAGES)] for place, name in enumerate(with_blocks)}
    return {stage.name: coloured.get(stage.name, GREY) for stage in stages}


def by_stage(parts: Iterable[Part], stage_of: Mapping[str, str], stages: Iterable[Part]) -> Colouring:
    colours = stage_colours(stages)
    return Colouring({part.name: colours[stage_of[part.out]] for part in parts}, {})


def by_metric(parts: Iterable[Part], metric: Metric, values: Values) -> Colouring:
    """Up to six classes of rising numbers; zero and "not counted" stand apart."""
    numbers = {part.name: combined(values, part, metric.fold) for part in parts}
    positive = sorted({number for number in numbers.values() if number})
    place = _classes(positive)
    members: dict[int, list[float]] = {}
    for number in positive:
        members.setdefault(place[number], []).append(number)
    colours = {name: UNCOUNTED if number is None else SEQUENCE[place[number]] if number else NO_VALUE
               for name, number in numbers.items()}
    legend = [(0.0, 0.0, NO_VALUE)] if 0 in numbers.values() else []
    legend += [(min(group), max(group), SEQUENCE[index]) for index, group in sorted(members.items())]
    return Colouring(colours, numbers, tuple(legend), None in numbers.values())


def _classes(positive: list[float]) -> dict[float, int]:
    """The class of each number: one each where they are few, else equal steps, of the logarithm over a wide range."""
    top = len(SEQUENCE) - 1
    if len(positive) <= len(SEQUENCE):
        return {number: round(i * top / max(len(positive) - 1, 1)) for i, number in enumerate(positive)}
    low, high = positive[0], positive[-1]
    if high / low > WIDE_RANGE:
        return {number: min(int(log(number / low) / log(high / low) * len(SEQUENCE)), top) for number in positive}
    return {number: min(int((number - low) / (high - low) * len(SEQUENCE)), top) for number in positive}
