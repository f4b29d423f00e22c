"""Every diagram in every situation that can crowd it, drawn once and read back as geometry."""

from collections.abc import Iterator
from itertools import product

import networkx as nx
import pytest

from explorer.diagrams import DIAGRAMS, Option, draw
from explorer.spec import ARCHITECTURES, DEPTHS, Spec
from explorer.theme import CANVASES
from explorer.tracing import trace
from explorer.ui.text import words
from tests.diagrams.geometry import Picture

CROWDING = ("level", "open")
SPECS = {
    "224": {}, "1": {"height": 1, "width": 1, "classes": 100_000}, "4096x1": {"height": 4096, "width": 1},
}


def opened(depth: int) -> tuple[str, ...]:
    """None, the first block of a stage, one in the middle of a stage, two at once."""
    middle = ARCHITECTURES["v1.5", depth].layers[2] // 2
    return "", "layer2.0", f"layer3.{middle}", "layer1.0,layer4.0"


def choices(option: Option, depth: int) -> tuple[str, ...]:
    return option.choices or (opened(depth) if option.name == "open" else (option.default,))


def situations(name: str, depth: int) -> Iterator[dict[str, str]]:
    """All levels with all sets of open blocks; every other choice of every other option once."""
    crowding = [option for option in DIAGRAMS[name].options if option.name in CROWDING]
    for values in product(*(choices(option, depth) for option in crowding)):
        yield dict(zip((option.name for option in crowding), values, strict=True))
    for option in DIAGRAMS[name].options:
        if option.name not in CROWDING:
            yield from ({option.name: value} for value in choices(option, depth) if value != option.default)


def pictures_of(name: str, depth: int, canvas: str) -> Iterator[Picture]:
    for size, fields in SPECS.items():
        graph: nx.DiGraph = trace(Spec(depth=depth, **fields))
        for options in situations(name, depth):
            figure = draw(name, graph, words(), canvas=canvas, **options)
            yield Picture(f"{size} {options}", graph, CANVASES[canvas], figure)


@pytest.fixture(scope="session", params=product(DIAGRAMS, DEPTHS, CANVASES), ids=lambda case: "-".join(map(str, case)))
def pictures(request: pytest.FixtureRequest) -> list[Picture]:
    """One diagram of one depth on one canvas: every size, every level of folding, every option."""
    return list(pictures_of(*request.param))
