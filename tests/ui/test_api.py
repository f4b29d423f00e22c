"""The doors for other programs: two named endpoints and the figures by address; the others are shut."""

import gzip
import json
import re

import networkx as nx
import pytest
from gradio_client import Client

from explorer.export import summary
from explorer.spec import Spec
from explorer.tracing import trace
from explorer.ui.assets import address
from explorer.ui.text import LANGUAGES
from tests.ui.wire import fetch

SENTENCE = "no ResNet of depth 51: choose 18, 26, 34, 50, 101 or 152 (the nearest is 50)"


@pytest.fixture(scope="module")
def client(server):
    client = Client(server, verbose=False, analytics_enabled=False)
    yield client
    client.close()


def test_the_two_endpoints_are_all_there_are(client):
    assert set(client.view_api(return_format="dict", print_info=False)["named_endpoints"]) == {"/summary", "/graph"}


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


@pytest.mark.parametrize("endpoint", ["/summary", "/graph"])
def test_bad_input_gets_one_sentence(client, endpoint):
    with pytest.raises(Exception, match=re.escape(SENTENCE)):
        client.predict(51, 224, 224, 1000, api_name=endpoint)


@pytest.mark.parametrize(("query", "sentence"), [
    ("depth=51", SENTENCE), ("height=0", "height cannot be 0: choose a whole number from 1 to 4096"),
    ("level=rooms", "no level 'rooms': choose stages, blocks or operations"),
    ("lang=xx", f"no lang 'xx': choose {' or '.join(LANGUAGES)}")])
def test_a_bad_figure_is_refused_in_a_sentence(server, query, sentence):
    status, _, body = fetch(f"{server}{address('figure/network')}?{query}")
    assert (status, json.loads(body)) == (400, {"error": sentence})


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
