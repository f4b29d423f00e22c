"""Every file for other tools is read back by networkx or by the tool's own records, and says what the graph says."""

import csv
import io
import json
from functools import lru_cache

import networkx as nx
import pydot
import pytest

from explorer.export import FORMATS, format_of
from explorer.metrics import METRICS, metric
from explorer.residual import residual_blocks
from explorer.spec import Invalid, Spec
from explorer.ui.text import words
from tests.networks import tabulated, traced

SMALL = Spec(height=48, width=33, classes=10, variant="own", layers=(1, 2), block="BasicBlock")
SPECS = [SMALL, Spec(depth=8, variant="cifar"), Spec(18, 64, 64, variant="v2")]
EVERY_SPEC = pytest.mark.parametrize("spec", SPECS, ids=str)


def written(name: str, spec: Spec, language: str = "en") -> str:
    return FORMATS[name].write(traced(spec), words(language))


@lru_cache
def from_dot(spec: Spec) -> nx.MultiDiGraph:
    return nx.nx_pydot.from_pydot(pydot.graph_from_dot_data(written("dot", spec))[0])


@EVERY_SPEC
def test_node_link_json_is_the_graph(spec):
    back, graph = nx.node_link_graph(json.loads(written("node-link", spec)), edges="edges"), traced(spec)
    assert list(back.edges(data="position")) == list(graph.edges(data="position"))
    assert {node: tuple(shape) for node, shape in back.nodes(data="shape")} == dict(graph.nodes(data="shape"))


@EVERY_SPEC
def test_graphml_is_the_graph(spec):
    back, graph = nx.parse_graphml(written("graphml", spec)), traced(spec)
    assert set(back.edges(data="position")) == set(graph.edges(data="position"))
    assert {node: tuple(json.loads(shape)) for node, shape in back.nodes(data="shape")} == dict(
        graph.nodes(data="shape"))
    assert {name: dict(back.nodes(data=name)) for name in METRICS} == {name: metric(name, graph) for name in METRICS}


def test_graphml_keeps_what_an_operation_is_set_to():
    back = nx.parse_graphml(written("graphml", Spec(18)))
    stem = {key: back.nodes["conv1"][f"settings.{key}"] for key in ("kernel", "stride", "padding", "bias")}
    assert stem == {"kernel": "[7, 7]", "stride": "[2, 2]", "padding": "[[3, 3], [3, 3]]", "bias": False}
    assert (back.graph["spec.depth"], back.graph["spec.layers"]) == (18, "[2, 2, 2, 2]")


@EVERY_SPEC
def test_dot_is_the_graph(spec):
    back, graph = from_dot(spec), traced(spec)
    assert set(back.edges(data="position")) == {(a, b, f'"{place}"') for a, b, place in graph.edges(data="position")}
    assert {node: tuple(json.loads(shape.strip('"'))) for node, shape in back.nodes(data="shape_out")} == dict(
        graph.nodes(data="shape"))
    assert {node: int(macs.strip('"')) for node, macs in back.nodes(data="macs")} == metric("macs", graph)


@EVERY_SPEC
def test_dot_draws_each_shortcut_with_the_dashes_of_its_kind(spec):
    styles = [style.strip('"') for _, _, style in from_dot(spec).edges(data="style") if style]
    dashes = {"identity": "solid", "projection": "dotted", "parameter-free": "dashed"}
    assert sorted(styles) == sorted(dashes[block.kind] for block in residual_blocks(traced(spec)))


def test_dot_puts_every_operation_into_the_cluster_of_its_block():
    graph = traced(SMALL)
    stages = pydot.graph_from_dot_data(written("dot", SMALL))[0].get_subgraphs()
    blocks = {block.get_label(): {node.get_name() for node in block.get_nodes()}
              for stage in stages for block in stage.get_subgraphs()}
    found = {(name.strip('"'), node.strip('"')) for name, nodes in blocks.items() for node in nodes}
    assert found == {(block, node) for node, block in graph.nodes(data="block") if block}


@pytest.mark.parametrize("text", ['say "x"', "back\\slash", "two\nlines", "both\\\"", "×"])
def test_dot_quotes_what_a_name_may_hold(text):
    graph = nx.relabel_nodes(nx.DiGraph(traced(SMALL)), {"conv1": text})
    (node,) = (node for node in pydot.graph_from_dot_data(FORMATS["dot"].write(graph, words()))[0].get_nodes()
               if node.get("op") == '"conv2d"' and "." not in node.get_name())
    assert node.get_name() == '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_csv_has_the_rows_of_the_layers_table(language):
    rows = list(csv.DictReader(io.StringIO(written("csv", SMALL, language).removeprefix("\ufeff"))))
    graph = traced(SMALL)
    assert {row["name"]: int(row["macs"]) for row in rows} == metric("macs", graph)
    assert [row["out"] for row in rows] == ["×".join(map(str, shape)) for _, shape in graph.nodes(data="shape")]
    assert list(rows[0]) == [column.key for column in tabulated("layers", graph).columns]


@pytest.mark.parametrize(("file", "name"), [("a.json", "node-link"), ("b/c.d.csv", "csv"), ("x.graphml", "graphml"),
                                            ("x.dot", "dot"), ("x.model-explorer.json", "model-explorer")])
def test_the_ending_of_a_file_says_its_format(file, name):
    assert format_of(file) is FORMATS[name]


def test_another_ending_is_refused_with_those_there_are():
    with pytest.raises(Invalid, match=r"^no file ending '\.bmp': choose \.json, \.graphml, \.dot, \.csv or \.model-"):
        format_of("x.bmp")
