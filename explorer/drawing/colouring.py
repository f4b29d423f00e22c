"""Which colour a part gets: that of its stage, or that of the class its number falls into."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from explorer.fold import ENDS, Part, combined
from explorer.metrics import Metric, Values
from explorer.theme import GREY, NO_VALUE, SEQUENCE, STAGES, UNCOUNTED, mix

TONES = {"batch_norm": ("#FFFFFF", 0.5), "relu": ("#000000", 0.28)}


@dataclass(frozen=True)
class Colouring:
    """A colour and a number for every part by name, and the classes as (lowest, highest, colour) for a legend."""

    colours: Mapping[str, str]
    numbers: Mapping[str, float | None]
    classes: tuple[tuple[float, float, str], ...] = ()
    uncounted: bool = False


def stage_colours(stages: Iterable[Part]) -> dict[str, str]:
    """One colour for every stage, grey for what is before and after them."""
    stages = tuple(stages)
    between = [stage.name for stage in stages if stage.name not in ENDS]
    coloured = {name: STAGES[place % len(STAGES)] for place, name in enumerate(between)}
    return {stage.name: coloured.get(stage.name, GREY) for stage in stages}


def toned(colour: str, op: str) -> str:
    """Plates of batch norm are lighter and of ReLU darker than the volume they lean on."""
    return mix(colour, *TONES[op])


def by_stage(parts: Iterable[Part], stage_of: Mapping[str, str], colours: Mapping[str, str]) -> Colouring:
    """`colours` are those of the stages."""
    return Colouring({part.name: colours[stage_of[part.out]] for part in parts}, {})


def by_metric(parts: Iterable[Part], metric: Metric, values: Values,
              among: Iterable[float | None] = ()) -> Colouring:
    """Up to six classes of rising numbers; zero and "not counted" stand apart.

    The classes are those of the numbers `among` which the drawn ones are seen, so that a colour means the same
    whichever parts are drawn; of their own where there are none.
    """
    numbers = {part.name: combined(values, part, metric.fold) for part in parts}
    scale = [*among] or [*numbers.values()]
    colour = _scale(sorted({number for number in scale if number}) or [1.0])
    known = {number for number in (*scale, *numbers.values()) if number is not None}
    members: dict[str, list[float]] = {}
    for number in sorted(known):
        members.setdefault(colour(number), []).append(number)
    colours = {name: UNCOUNTED if number is None else colour(number) for name, number in numbers.items()}
    legend = tuple((group[0], group[-1], shade) for shade, group in members.items())
    return Colouring(colours, numbers, legend, None in numbers.values())


def _scale(rising: list[float]) -> Callable[[float], str]:
    """Which colour a number has: every class holds as many of these, one each where they are few.

    What lies between two of them is in the class of the higher, what is above them all in the highest.
    """
    count = min(len(rising), len(SEQUENCE))
    highest = [rising[(place + 1) * len(rising) // count - 1] for place in range(count)]
    shades = [SEQUENCE[round(place * (len(SEQUENCE) - 1) / max(count - 1, 1))] for place in range(count)]
    return lambda number: shades[min(bisect_left(highest, number), count - 1)] if number else NO_VALUE
