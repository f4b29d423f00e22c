"""A network as plain data says the same as the graph, and is JSON."""

import json
from math import prod

import networkx as nx
import pytest

from explorer.export import node_link, summary
from explorer.metrics import METRICS, metric
from explorer.spec import ARCHITECTURES, DEPTHS, Spec
from explorer.tracing import trace
from tests.networks import operations

EVERY_DEPTH = pytest.mark.parametrize("depth", DEPTHS)
PARAMETERS = {18: 11_689_512, 34: 21_797_672, 50: 25_557_032, 101: 44_549_160, 152: 60_192_808}  # torchvision's
GIGA_MACS = {18: 1.814, 34: 3.664, 50: 4.089, 101: 7.801, 152: 11.514}  # torchvision's, "GFLOPS"


def through_json(data: dict) -> dict:
    return json.loads(json.dumps(data, allow_nan=False))


@EVERY_DEPTH
def test_node_link_data_passes_through_json_and_is_read_back(graphs, depth):
    back = nx.node_link_graph(through_json(node_link(graphs[depth])), edges="edges")
    assert list(back) == list(graphs[depth])
    assert list(back.edges(data=True)) == list(graphs[depth].edges(data=True))
    assert {node: tuple(shape) for node, shape in back.nodes(data="shape")} == dict(graphs[depth].nodes(data="shape"))


@pytest.mark.parametrize("name", METRICS)
def test_every_operation_carries_every_metric(graphs, name):
    nodes = through_json(node_link(graphs[50]))["nodes"]
    assert {node["id"]: node[name] for node in nodes} == metric(name, graphs[50])


def test_node_link_data_names_its_network(graphs):
    assert through_json(node_link(graphs[101]))["graph"]["spec"] == {
        "depth": 101, "height": 224, "width": 224, "classes": 1000, "variant": "v1.5", "layers": [3, 4, 23, 3],
        "block": "Bottleneck", "channels": 64, "zero_init": False}


def test_exporting_leaves_the_graph_as_it_was(graphs):
    before = nx.node_link_data(graphs[18], edges="edges")
    node_link(graphs[18])
    summary(graphs[18])
    assert nx.node_link_data(graphs[18], edges="edges") == before


@EVERY_DEPTH
def test_the_totals_are_those_that_torchvision_publishes(graphs, depth):
    totals = through_json(summary(graphs[depth]))["metrics"]
    assert totals["parameters"]["value"] == PARAMETERS[depth]
    assert round(totals["macs"]["value"] / 1e9, 3) == GIGA_MACS[depth]


@EVERY_DEPTH
def test_the_blocks_are_those_of_the_table(graphs, depth):
    told, row = summary(graphs[depth]), ARCHITECTURES["v1.5", depth]
    projections = 3 if row.block == "BasicBlock" else 4  # layer1 of Bottlenecks changes the channels too
    assert told["blocks"] == {"projection": projections, "identity": sum(row.layers) - projections}
    assert (told["name"], told["block"], told["layers"]) == (f"ResNet-{depth}", row.block, list(row.layers))
    assert told["operations"] == operations(row.block, sum(row.layers), projections)


def test_shapes_are_those_that_leave_each_stage():
    told = summary(trace(Spec(34, 96, 160, 7)))["shapes"]
    stages = {f"layer{i + 1}": [64 * 2**i, 96 // 4 // 2**i, 160 // 4 // 2**i] for i in range(4)}
    assert {name: told[name] for name in stages} == stages
    assert told["head"] == [7]


def test_every_total_names_its_convention_and_what_no_sum_describes_is_left_out(graphs):
    told = summary(graphs[50])["metrics"]
    assert told.keys() == {name for name, row in METRICS.items() if row.fold != "last"}
    assert all(total["convention"] == METRICS[name].convention for name, total in told.items())


def test_activation_memory_adds_up(graphs):
    nodes = node_link(graphs[18])["nodes"]
    new = [node for node in nodes if not node["in_place"] and node["shape"] and node["id"] != "input"]
    assert summary(graphs[18])["metrics"]["activation_memory"]["value"] == sum(4 * prod(n["shape"]) for n in new)
