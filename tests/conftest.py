"""What every test may ask for: the traced graphs, made once, and hypothesis without a clock or chance."""

import gc

import networkx as nx
import pytest
from hypothesis import settings

from explorer.spec import DEPTHS, Spec
from explorer.tracing import trace

settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """What is imported and collected stays: garbage is looked for without it, which spares an eighth of the time."""
    gc.freeze()


@pytest.fixture(scope="session")
def graphs() -> dict[int, nx.DiGraph]:
    """Depth -> the graph at 224×224."""
    return {depth: trace(Spec(depth=depth)) for depth in DEPTHS}
