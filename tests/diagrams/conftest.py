"""Every diagram in every situation that can crowd it, drawn once and read back as geometry."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from explorer.diagrams import DIAGRAMS, Option, needed, present
from explorer.laboratory.overlays import MEASURED
from explorer.metrics import METRICS
from explorer.spec import DEPTHS, Spec
from explorer.theme import CANVASES
from tests.diagrams.geometry import SHAPES, TRIED, Picture
from tests.networks import pictured, traced

CROWDING = ("level", "open", "compare", "beside")
SIZES = [(33, 33), (1, 1), (320, 240), (4096, 1), (4096, 4096)]
FEW = {  # of the variants: what is not as in v1.5
    "network": [{}, {"level": "stages"}, {"open": "layer2.0"}, {"level": "operations", "overlay": "macs"}],
    "block": [{"select": "layer2.0"}, {"select": "layer2.1"}, {}],
    "shapes": [{"view": "staircase"}, {"view": "worksheet"}, {"view": "table1"}],
    "paths": [{"panel": "lengths"}, {"panel": "tree", "tree": "layer2.0"}],
    "cost": [{}, {"root": "layer2.0"}, {"cost": "conventions"}],
    "compare": [{"compare": "numbers"}, {"compare": "numbers", "beside": "cifar-20"}, {}, {"beside": "cifar-20"},
                {"level": "stages", "open": "layer2.0", "overlay": "macs"}],
}
ENDS = (DEPTHS[0], DEPTHS[-1])
THOROUGH = (*ENDS, Spec.depth)  # the others of v1.5 are between them
MOST_OPERATIONS = 1000  # to be looked at one by one


def opened(spec: Spec) -> tuple[str, ...]:
    """None, the first block of a stage, one in the middle of a stage, two at once."""
    return "", "layer2.0", f"layer3.{spec.architecture.layers[2] // 2}", "layer1.0,layer4.0"


def named(option: Option, spec: Spec) -> tuple[str, ...]:
    """Values of an option that takes names of the network's parts."""
    some = {"open": opened(spec), "select": ("", "layer2.0", "layer4.1.conv2", "layer1.0.shortcut", "layer3", "fc"),
            "route": ("", "layer1.0", "layer2.0,layer2.1,layer3.1,layer4.0"), "tree": ("", "layer2.1"),
            "root": ("", "layer3", "layer2.0")}
    return some.get(option.name, (option.default,))


def choices(option: Option, spec: Spec) -> tuple[str, ...]:
    """What is measured is drawn over the shallowest: on all others it would be the same."""
    if option.name == "overlay" and spec.depth != ENDS[0]:
        return tuple(METRICS)
    drawn = tuple(choice for choice in option.choices
                  if choice not in MEASURED or MEASURED[choice].experiment not in TRIED)
    return drawn or named(option, spec)


def crowded(name: str, spec: Spec) -> Iterator[dict[str, str]]:
    """All levels with all sets of open blocks; either view of all that can be beside it."""
    options = [option for option in DIAGRAMS[name].options if option.name in CROWDING]
    for values in product(*(choices(option, spec) for option in options)):
        yield dict(zip((option.name for option in options), values, strict=True))


def changed(name: str, spec: Spec, crowding: bool) -> Iterator[dict[str, str]]:
    """One option at a time at each of its other choices: of those that crowd a picture, or of all else."""
    for option in DIAGRAMS[name].options:
        if (option.name in CROWDING) == crowding:
            yield from ({option.name: value} for value in choices(option, spec) if value != option.default)


def situations(name: str, spec: Spec) -> Iterator[tuple[Spec, list[dict[str, str]]]]:
    """Of v1.5 at 224×224 everything; at other sizes, with as many classes as there may be, what may crowd it.

    Everything that can be beside a network is set beside the shallowest and the deepest. Of other networks few.
    """
    if DIAGRAMS[name].experiment:
        yield spec, [{}, *changed(name, spec, crowding=False)]
        return
    if spec.variant != Spec.variant or spec.depth not in (ENDS if name == "compare" else THOROUGH):
        few, small = FEW.get(name, [{}]), len(traced(spec)) < MOST_OPERATIONS
        yield spec, [options for options in few if small or options.get("level") != "operations"]
        yield replace(spec, height=33, width=97, classes=100_000), [few[-1] if name != "network" else {}]
        return
    yield spec, [*crowded(name, spec), *changed(name, spec, crowding=False)]
    for height, width in SIZES:
        sized = replace(spec, height=height, width=width, classes=100_000)
        yield sized, FEW[name] if name == "compare" else [{}, *changed(name, spec, crowding=True)]


def shaped(name: str, spec: Spec) -> Iterator[tuple[Spec, list[dict[str, str]]]]:
    """What may crowd a slide of another shape."""
    yield spec, FEW.get(name, [{}])
    if not DIAGRAMS[name].experiment:
        yield replace(spec, height=320, width=240, classes=100_000), FEW.get(name, [{}])[-1:]


def pictures_of(name: str, spec: Spec, canvas: str) -> Iterator[Picture]:
    for sized, several in (shaped if canvas in SHAPES else situations)(name, spec):
        graph = traced(sized)
        for options in several:
            shown = present(name, options, graph, *map(traced, needed(name, sized, **options)))
            figure = pictured(name, graph, canvas=canvas, **shown)
            yield Picture(f"{sized.to_query()} {options}", graph, CANVASES[canvas], figure)


@pytest.fixture(scope="session")
def pictures(request: pytest.FixtureRequest) -> list[Picture]:
    """One diagram of one network on one canvas: every size, level of folding and option."""
    return list(pictures_of(*request.param))
