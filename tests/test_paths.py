"""Paths are counted without listing them: against every path listed, where few; against binomials, where many."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import comb

import networkx as nx
import pytest
import torch
from torch import nn

import explorer
from explorer.paths import branches_taken, mean, path_lengths, route, span, total
from explorer.residual import residual_blocks
from explorer.spec import DEPTHS
from explorer.tracing import trace_module
from tests.networks import LAYERS, Module

IN_F = {18: 2, 34: 2, 50: 3, 101: 3, 152: 3}  # convolutions in F
PROJECTIONS = {18: 3, 34: 3, 50: 4, 101: 4, 152: 4}
OUTSIDE = 2  # conv1 and fc


def conv() -> nn.Conv2d:
    return nn.Conv2d(4, 4, 3, padding=1)


def block(f: nn.Module, shortcut: nn.Module | None = None) -> Module:
    return Module(lambda m, x: m.s(x) + m.f(x), f=f, s=shortcut or nn.Identity())


def two_in_one(m: Module, x: torch.Tensor) -> torch.Tensor:
    x = x + m.f(x)
    return x + m.g(x)


SMALL = {
    "a chain": nn.Sequential(conv(), nn.BatchNorm2d(4), nn.ReLU(), conv()),
    "no layer": nn.Identity(),
    "three blocks": nn.Sequential(conv(), block(conv()), block(nn.Sequential(conv(), conv()), conv()), block(conv())),
    "a block in a block": block(nn.Sequential(conv(), block(conv(), conv()), block(nn.Sequential(conv(), conv())))),
    "two blocks in one module": Module(two_in_one, f=conv(), g=nn.Sequential(conv(), conv())),
    "branches of no block": Module(lambda m, x: m.g(torch.cat([m.f(x), x], 1)), f=block(conv()), g=nn.Conv2d(8, 4, 1)),
    "a parameter in F": Module(lambda m, x: x + m.scale * m.f(x), f=conv(), scale=nn.Parameter(torch.ones(1))),
    "a size that was asked for": Module(lambda m, x: m.fc(m.f(x).view(x.size(0), 256)), f=conv(), fc=nn.Linear(256, 2)),
}
EVERY_SMALL = pytest.mark.parametrize("name", SMALL)


def traced(name: str) -> nx.DiGraph:
    return trace_module(SMALL[name], (4, 8, 8))


def listed(graph: nx.DiGraph) -> list[list[str]]:
    """Every path from input to output that gradients take: a size has none."""
    paths = nx.all_simple_paths(graph, "input", "output")
    return [path for path in paths if all(graph.nodes[node]["shape"] for node in path)]


def layers_on(graph: nx.DiGraph, path: list[str]) -> int:
    return sum(graph.nodes[node]["op"] in ("conv2d", "linear") for node in path)


def branches_on(graph: nx.DiGraph, path: list[str]) -> int:
    residual = {(block.residual[-1], block.merge) for block in residual_blocks(graph)}
    return sum(edge in residual for edge in pairwise(path))


@EVERY_SMALL
def test_weighted_layers_are_those_of_every_path_listed(name):
    graph = traced(name)
    assert path_lengths(graph) == Counter(layers_on(graph, path) for path in listed(graph))


@EVERY_SMALL
def test_branches_are_those_of_every_path_listed(name):
    graph = traced(name)
    assert branches_taken(graph) == Counter(branches_on(graph, path) for path in listed(graph))


@pytest.mark.parametrize("depth", DEPTHS)
def test_k_of_n_branches_are_taken_in_n_over_k_ways(graphs, depth):
    n = sum(LAYERS[depth])
    assert explorer.branches_taken(graphs[depth]) == {k: comb(n, k) for k in range(n + 1)}


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_projection_is_a_layer_where_an_identity_is_none(graphs, depth):
    """F is taken in i of the blocks with an identity and in p of those with a projection."""
    projections = PROJECTIONS[depth]
    identities = sum(LAYERS[depth]) - projections
    expected = Counter()
    for i in range(identities + 1):
        for p in range(projections + 1):
            length = OUTSIDE + IN_F[depth] * (i + p) + (projections - p)
            expected[length] += comb(identities, i) * comb(projections, p)
    assert explorer.path_lengths(graphs[depth]) == expected


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_longest_path_crosses_as_many_layers_as_the_name_says(graphs, depth):
    assert span(path_lengths(graphs[depth])) == (OUTSIDE + PROJECTIONS[depth], depth)


@pytest.mark.parametrize("depth", DEPTHS)
def test_there_are_two_to_the_n_paths_and_half_the_branches_on_the_mean(graphs, depth):
    n = sum(LAYERS[depth])
    lengths = branches_taken(graphs[depth])
    assert (total(lengths), mean(lengths), span(lengths)) == (2**n, Fraction(n, 2), (0, n))


def test_counts_stay_exact_beyond_what_a_float_holds():
    graph = trace_module(nn.Sequential(*(block(conv()) for _ in range(70))), (4, 8, 8))
    assert path_lengths(graph) == {k: comb(70, k) for k in range(71)}


@EVERY_SMALL
def test_every_path_through_blocks_is_a_route(name):
    graph = traced(name)
    names = [block.name for block in residual_blocks(graph)]
    for chosen in range(2 ** len(names)):
        way = route(graph, {name for i, name in enumerate(names) if chosen >> i & 1})
        assert list(way.nodes) in listed(graph)
        assert (way.branches, way.layers) == (branches_on(graph, way.nodes), layers_on(graph, way.nodes))


def test_the_routes_of_a_chain_of_blocks_are_all_its_paths():
    graph = traced("three blocks")
    names = [block.name for block in residual_blocks(graph)]
    ways = {route(graph, {name for i, name in enumerate(names) if chosen >> i & 1}).nodes for chosen in range(8)}
    assert ways == {tuple(path) for path in listed(graph)}


def test_a_route_takes_the_shortcut_where_it_is_told_to(graphs):
    projecting, all_of_f = route(graphs[50], {"layer2.0", "no such block"}), route(graphs[50])
    assert set(all_of_f.nodes) - set(projecting.nodes) == set(next(
        block.residual for block in residual_blocks(graphs[50]) if block.name == "layer2.0"))
    assert set(projecting.nodes) - set(all_of_f.nodes) == {"layer2.0.downsample.0", "layer2.0.downsample.1"}
    assert (all_of_f.layers - projecting.layers, all_of_f.branches - projecting.branches) == (2, 1)
