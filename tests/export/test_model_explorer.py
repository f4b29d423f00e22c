"""The graph for Model Explorer is read by its own records, as its server does, and says what our graph says."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import dacite
import pytest

from explorer.export import FORMATS, summary
from explorer.spec import Spec
from explorer.ui.text import words
from tests.networks import traced

SPEC = Spec(50, 64, 96, 10)


@pytest.fixture(scope="module")
def schema() -> ModuleType:
    """`model_explorer.graph_builder`, and not the package around it, which loads Flask and a library of 500 MB."""
    package = importlib.util.find_spec("model_explorer")
    file = Path(package.submodule_search_locations[0]) / "graph_builder.py"
    found = importlib.util.spec_from_file_location("graph_builder", file)
    sys.modules["graph_builder"] = module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def collection(schema):
    """Strict: a key that its records do not have is an error."""
    data = json.loads(FORMATS["model-explorer"].write(traced(SPEC), words()))
    return dacite.from_dict(schema.GraphCollection, data, dacite.Config(strict=True))


def test_it_is_one_graph_with_every_operation_and_edge(collection):
    (read,) = collection.graphs
    edges = {(edge.sourceNodeId, node.id, int(edge.targetNodeInputId))
             for node in read.nodes for edge in node.incomingEdges}
    assert [node.id for node in read.nodes] == list(traced(SPEC))
    assert edges == set(traced(SPEC).edges(data="position"))


def test_every_tensor_has_its_shape_with_the_batch(collection):
    shapes = {node.id: node.outputsMetadata[0].attrs[0].value for node in collection.graphs[0].nodes}
    assert shapes["conv1"] == "float32[1,64,32,48]"
    assert shapes["fc"] == "float32[1,10]"


def test_namespaces_are_stages_and_their_blocks(collection):
    spaces = {node.id: node.namespace for node in collection.graphs[0].nodes}
    assert [spaces[node] for node in ("conv1", "layer2.0.downsample.0", "fc")] == ["stem", "layer2/layer2.0", "head"]
    assert set(spaces.values()) <= set(collection.graphs[0].groupNodeAttributes)


def test_groups_tell_their_totals_and_the_whole_tells_all(collection):
    groups, told = collection.graphs[0].groupNodeAttributes, summary(traced(SPEC))["metrics"]
    stages = [told for space, told in groups.items() if space and "/" not in space]
    assert groups[""]["MACs"] == f"{told['macs']['value']:,}"
    assert sum(int(stage["Parameters"].replace(",", "")) for stage in stages) == told["parameters"]["value"]
