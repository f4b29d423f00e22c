"""The doors for other programs: four named endpoints and the figures by address; the others are shut."""

import gzip
import json
import re

import gradio as gr
import networkx as nx
import plotly.io
import pytest
from gradio_client import Client

from explorer.export import summary
from explorer.spec import VARIANTS, Spec
from explorer.tracing import trace
from explorer.ui.assets import address
from explorer.ui.endpoints import Endpoints
from explorer.ui.text import LANGUAGES
from tests.apart import run
from tests.ui.wire import fetch

SENTENCE = "no ResNet of depth 51: choose 18, 26, 34, 50, 101 or 152 (the nearest is 50)"


@pytest.fixture(scope="module")
def client(server):
    client = Client(server, verbose=False, analytics_enabled=False)
    yield client
    client.close()


def test_the_four_endpoints_are_all_there_are(client):
    named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert set(named) == {"/summary", "/graph", "/figure", "/compare"}


def test_plain_http_gives_the_same_as_the_client(client, server):
    asked = json.dumps({"data": [18, 64, 64, 10, "v1.5", "3,4,6,3", "Bottleneck", 64, False]}).encode()
    _, _, event = fetch(f"{server}gradio_api/call/summary", asked, **{"Content-Type": "application/json"})
    _, _, answer = fetch(f"{server}gradio_api/call/summary/{json.loads(event)['event_id']}")
    kind, data = answer.decode().strip().split("\ndata: ")
    assert (kind, json.loads(data)) == ("event: complete", [client.predict(18, 64, 64, 10, api_name="/summary")])


def test_summary_gives_the_numbers_of_the_python_api(client):
    answer = client.predict(34, 97, 225, 10, api_name="/summary")
    assert answer == json.loads(json.dumps(summary(trace(Spec(34, 97, 225, 10)))))
    assert answer["metrics"]["parameters"]["value"] == 21_797_672 - 990 * 513


def test_the_graph_is_read_back_by_networkx(client):
    graph = nx.node_link_graph(client.predict(50, 224, 224, 1000, api_name="/graph"), edges="edges")
    traced = trace(Spec(50))
    assert list(graph.edges) == list(traced.edges)
    assert {node: tuple(shape) for node, shape in graph.nodes(data="shape")} == dict(traced.nodes(data="shape"))


def test_a_figure_is_that_of_its_address_and_plotly_reads_it(client, server):
    link = "depth=18&measure=layers&canvas=slide"
    text = client.predict("paths", link, api_name="/figure")
    assert text.encode() == fetch(f"{server}{address('figure/paths')}?{link}")[2]
    assert plotly.io.from_json(text).layout.width == 1920


def test_a_link_of_the_page_is_a_question(client):
    link = "depth=18&tab=shapes&select=layer1.0&filter=&sort=-macs&run=&shape=slide&ground=dark&embed=1&v=1"
    plain = client.predict("shapes", "depth=18", api_name="/figure")
    assert client.predict("shapes", link, api_name="/figure") == plain


def test_an_experiment_is_carried_out_for_its_figure(client):
    found = json.loads(client.predict("signal", "depth=18&height=32&width=32&batch=2&seed=3", api_name="/figure"))
    assert found["data"]


def test_networks_are_compared_by_their_differences(client):
    answer = client.predict("depth=34", "depth=34&variant=plain", api_name="/compare")
    told = {fact["what"]: fact for fact in answer["facts"] if not fact["stage"]}
    assert (told["paths"]["here"], told["paths"]["there"]) == (2**16, 1)
    assert told["parameters"]["difference"] == -sum(c * c // 2 + 2 * c for c in (128, 256, 512))  # the projections
    assert [network["name"] for network in answer["networks"]] == ["ResNet-34", "Plain-34"]


@pytest.mark.parametrize(("endpoint", "question"), [
    ("/summary", (51, 224, 224, 1000)), ("/graph", (51, 224, 224, 1000)), ("/figure", ("network", "depth=51")),
    ("/compare", ("depth=51", "depth=50")), ("/compare", ("depth=50", "depth=51"))])
def test_bad_input_gets_one_sentence(client, endpoint, question):
    with pytest.raises(Exception, match=re.escape(SENTENCE)):
        client.predict(*question, api_name=endpoint)


def test_a_part_that_the_network_has_not_is_refused(client):
    with pytest.raises(Exception, match=r"open cannot be 'layer9\.0': choose input, stem, "):
        client.predict("network", "depth=18&open=layer9.0", api_name="/figure")


@pytest.mark.parametrize(("query", "sentence"), [
    ("depth=51", SENTENCE), ("height=0", "height cannot be 0: choose a whole number from 1 to 4096"),
    ("level=rooms", "no level 'rooms': choose stages, blocks or operations"),
    ("lang=xx", f"no lang 'xx': choose {' or '.join(LANGUAGES)}")])
def test_a_bad_figure_is_refused_in_a_sentence(server, query, sentence):
    status, _, body = fetch(f"{server}{address('figure/network')}?{query}")
    assert (status, json.loads(body)) == (400, {"error": sentence})


def test_a_program_is_told_every_depth_of_the_usual_variant():
    depths = ", ".join(map(str, VARIANTS[Spec.variant].depths))
    assert f"depth: Weighted layers: {depths}, or" in Endpoints.summary.__doc__


def test_blocks_that_the_depth_has_not_are_refused_and_the_usual_ones_may_always_be_sent():
    class Asked:
        async def data(self, _: object, spec: Spec) -> Spec:
            return spec

    ask, small = Endpoints(Asked()).summary, (18, 224, 224, 1000, "v1.5")
    assert run(ask(*small, "3,4,6,3", "Bottleneck", 64, False)) == Spec(18)
    assert run(ask(*small, [2, 2, 2, 2], "BasicBlock", 64, False)) == Spec(18)
    assert run(ask(*small[:4], "own", "3,4,6,3", "Bottleneck", 64)) == Spec(variant="own")
    with pytest.raises(gr.Error, match=r"'1,2,3,4': depth 18 of the variant v1\.5 has 2,2,2,2: leave"):
        run(ask(*small, "1,2,3,4", "Bottleneck", 64, False))


def test_a_figure_may_be_kept_for_ever_and_is_small(server):
    url = f"{server}{address('figure/network')}?depth=152"
    status, headers, body = fetch(url, **{"Accept-Encoding": "gzip"})
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in headers["cache-control"]
    assert len(body) <= 40_000
    assert json.loads(gzip.decompress(body)) == json.loads(fetch(url)[2])


@pytest.mark.parametrize("path", [
    "docs", "openapi.json", "gradio_api/openapi.json", "monitoring", "gradio_api/runs",
    "gradio_api/file=/etc/passwd", "gradio_api/file=app.py",
    f"{address('static/..%2f..%2fspec.py')}", f"{address('static/nothing.js')}", f"{address('words/..')}"])
def test_other_doors_are_shut(server, path):
    assert fetch(f"{server}{path}")[0] in (403, 404)


def test_nothing_takes_an_upload(server):
    assert fetch(f"{server}gradio_api/upload", data=b"x" * 1000)[0] == 404
