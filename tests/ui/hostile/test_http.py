"""At every door of the server: a sentence or a 4xx; no 5xx, no traceback, no path of the server, within a second."""

import json
from itertools import repeat

import pytest

from explorer.ui.assets import address
from explorer.ui.guard.size import LIMIT
from tests.ui.hostile.corpus import BODIES, EVENTS, OUTSIDE, SHUT, VALUES
from tests.ui.hostile.http import JSON, Answer, ask, follow
from tests.ui.wire import fetch

DOORS = ["call/summary", "call/nothing", "run/predict", "queue/join", "cancel", "reset"]
PLACES = ["static/", "assets/", "svelte/", "gradio_api/", "gradio_api/call/", "gradio_api/heartbeat/",
          "gradio_api/file=", "gradio_api/explorer/x/", address("static/"), address("figure/"), address("table/")]
MEASURES = "prove", "experiment"  # they are asked by other tests; here they would only measure


@pytest.fixture(scope="module")
def endpoints(awake) -> dict[str, list[object]]:
    """Every endpoint that there is, and its defaults."""
    named = json.loads(fetch(f"{awake}gradio_api/info")[2])["named_endpoints"]
    return {name.strip("/"): [part.get("parameter_default") for part in endpoint["parameters"]]
            for name, endpoint in named.items()}


@pytest.fixture(scope="module")
def functions(server) -> list[dict]:
    """What the page itself asks."""
    return [function for function in json.loads(fetch(f"{server}config")[2])["dependencies"]
            if function["queue"] is False and function["api_name"] not in MEASURES]


def told(answer: Answer) -> bool:
    """It says in a sentence what is wrong, or it is the answer."""
    if answer.status == 200 and answer.body.startswith(b"event: error"):
        return bool(json.loads(answer.body.partition(b"data: ")[2].split(b"\n")[0])["error"])
    return answer.status in (200, 400, 404, 413, 422)


def test_every_field_of_every_endpoint(server, endpoints):
    wrong = {}
    for name, usual in endpoints.items():
        for place, value in ((place, value) for place in range(len(usual)) for value in VALUES):
            answer = follow(server, name, [*usual[:place], value, *usual[place + 1:]])
            if answer.faults or not told(answer):
                wrong[name, place, str(value)[:40]] = answer.faults or answer.body[:200]
    assert wrong == {}


@pytest.mark.parametrize("door", DOORS)
def test_every_body_at_every_door(server, door):
    answers = {body[:40]: ask(server, f"/gradio_api/{door}", body) for body in BODIES}
    assert {body: answer.faults for body, answer in answers.items() if answer.faults} == {}
    assert {body: answer.status for body, answer in answers.items() if not 400 <= answer.status < 500} == {}


def test_every_value_and_event_at_what_the_page_asks(server, functions):
    wrong = {}
    for function in functions:
        takes = len(function["inputs"])
        asked = [*((value, {}) for value in VALUES), *((None, event) for event in EVENTS)]
        for value, event in asked:
            body = {"data": [value] * takes, "fn_index": function["id"], "session_hash": "x", "event_data": event}
            answer = ask(server, "/gradio_api/run/predict", json.dumps(body).encode())
            if answer.faults or not told(answer):
                wrong[function["api_name"], str(value)[:40], str(event)[:40]] = answer.faults or answer.body[:200]
    assert wrong == {}


@pytest.mark.parametrize("place", PLACES)
def test_no_address_leads_outside(server, place):
    answers = {path[:40]: ask(server, f"/{place}{path}".replace(" ", "%20")) for path in OUTSIDE}
    assert {path: answer.faults for path, answer in answers.items() if answer.faults} == {}
    assert [path for path, answer in answers.items() if not 400 <= answer.status < 500] == []


@pytest.mark.parametrize("path", SHUT)
def test_what_nothing_needs_is_shut(server, path):
    assert {ask(server, f"/{path}").status, ask(server, f"/{path}", b"{}").status} == {404}


def test_only_our_endpoints_are_named(server, endpoints):
    named = json.loads(fetch(f"{server}gradio_api/info")[2])
    assert named["unnamed_endpoints"] == {}
    assert {"summary", "graph"} <= endpoints.keys() <= {"summary", "graph", "figure", "compare"}


@pytest.mark.parametrize("said", [{}, {"Content-Length": "10"}, {"Content-Length": str(50_000_000)}])
def test_fifty_megabytes_are_not_read(server, said):
    body = repeat(b"x" * 65_536, 800) if not said else b"x" * 50_000_000
    answer = ask(server, "/gradio_api/call/summary", body, JSON | said)
    assert (answer.status in (400, 413), answer.faults) == (True, [])


def test_the_refusal_of_a_large_request_is_a_sentence_in_the_language_of_the_reader(server):
    chinese = ask(server, "/gradio_api/queue/join", b"x" * (LIMIT + 1), JSON | {"Accept-Language": "zh-CN"})
    assert (chinese.status, json.loads(chinese.body)["error"]) == (413, "请求不能大于 1,048,576 字节：请减小内容")


def test_a_request_of_the_limit_is_read(server):
    assert ask(server, "/gradio_api/reset", b'{"event_id":"x"}' + b" " * (LIMIT - 16)).status == 200
