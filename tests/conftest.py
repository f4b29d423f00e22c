"""What every test may ask for: the traced graphs, made once, and hypothesis without a clock or chance."""

import networkx as nx
import pytest
from hypothesis import settings

from explorer.spec import DEPTHS, Spec
from explorer.tracing import trace

settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def graphs() -> dict[int, nx.DiGraph]:
    """Depth -> the graph at 224×224."""
    return {depth: trace(Spec(depth=depth)) for depth in DEPTHS}
