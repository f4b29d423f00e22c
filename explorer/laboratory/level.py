"""class Level: what several repetitions of a measurement gave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True)
class Level:
    """At one place of a curve, over all repetitions."""

    at: int
    mean: float
    lowest: float
    highest: float


def level(at: int, values: Collection[float]) -> Level:
    return Level(at, fmean(values), min(values), max(values))
