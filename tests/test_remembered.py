"""What is found of a frozen graph is found once, of another one anew, and nothing of one that is gone."""

import gc
import weakref

import networkx as nx
import pytest

from explorer.fold import hierarchy
from explorer.remembered import once
from explorer.residual import residual_blocks
from explorer.spec import Spec
from explorer.tracing import trace


@pytest.mark.parametrize("find", [residual_blocks, hierarchy])
def test_a_frozen_graph_is_looked_at_once(find):
    graph = trace(Spec(18))
    assert find(graph) is find(graph)


def test_a_graph_that_can_change_is_looked_at_again():
    edges = once(nx.DiGraph.number_of_edges)
    graph = nx.path_graph(3, nx.DiGraph)
    assert edges(graph) == 2
    graph.add_edge(0, 2)
    assert edges(graph) == 3


def test_what_was_found_does_not_keep_its_graph():
    graph = nx.freeze(nx.path_graph(3, nx.DiGraph))
    edges = once(nx.DiGraph.number_of_edges)
    assert edges(graph) == 2
    gone = weakref.ref(graph)
    del graph
    gc.collect()
    assert gone() is None
