"""Every diagram in every situation that can crowd it, drawn once and read back as geometry."""

from collections.abc import Iterator
from itertools import product

import pytest

from explorer.diagrams import DIAGRAMS, Option
from explorer.spec import ARCHITECTURES, Spec
from explorer.theme import CANVASES
from explorer.tracing import trace
from tests.diagrams.geometry import CASES, Picture, case_name
from tests.networks import pictured

CROWDING = ("level", "open")
SIZES = [(33, 33), (1, 1), (320, 240), (4096, 1), (4096, 4096)]


def opened(depth: int) -> tuple[str, ...]:
    """None, the first block of a stage, one in the middle of a stage, two at once."""
    middle = ARCHITECTURES["v1.5", depth].layers[2] // 2
    return "", "layer2.0", f"layer3.{middle}", "layer1.0,layer4.0"


def named(option: Option, depth: int) -> tuple[str, ...]:
    """Values of an option that takes names of the network's parts."""
    some = {"open": opened(depth), "select": ("", "layer2.0", "layer4.1.conv2", "layer1.0.shortcut", "layer3", "fc"),
            "route": ("", "layer1.0", "layer2.0,layer2.1,layer3.1,layer4.0"), "tree": ("", "layer2.1"),
            "root": ("", "layer3", "layer2.0")}
    return some.get(option.name, (option.default,))


def choices(option: Option, depth: int) -> tuple[str, ...]:
    return option.choices or named(option, depth)


def crowded(name: str, depth: int) -> Iterator[dict[str, str]]:
    """All levels with all sets of open blocks."""
    options = [option for option in DIAGRAMS[name].options if option.name in CROWDING]
    for values in product(*(choices(option, depth) for option in options)):
        yield dict(zip((option.name for option in options), values, strict=True))


def changed(name: str, depth: int, crowding: bool) -> Iterator[dict[str, str]]:
    """One option at a time at each of its other choices: of those that crowd a picture, or of all else."""
    for option in DIAGRAMS[name].options:
        if (option.name in CROWDING) == crowding:
            yield from ({option.name: value} for value in choices(option, depth) if value != option.default)


def pictures_of(name: str, depth: int, canvas: str) -> Iterator[Picture]:
    """At 224×224 everything; at other sizes, with as many classes as there may be, what may crowd it."""
    usual = Spec(depth), [*crowded(name, depth), *changed(name, depth, crowding=False)]
    others = [(Spec(depth, *size, classes=100_000), [{}, *changed(name, depth, crowding=True)]) for size in SIZES]
    for spec, situations in (usual, *others):
        graph = trace(spec)
        for options in situations:
            figure = pictured(name, graph, canvas=canvas, **options)
            yield Picture(f"{spec.to_query()} {options}", graph, CANVASES[canvas], figure)


@pytest.fixture(scope="session", params=CASES, ids=case_name)
def pictures(request: pytest.FixtureRequest) -> list[Picture]:
    """One diagram of one depth on one canvas: every size, level of folding and option."""
    return list(pictures_of(*request.param))
