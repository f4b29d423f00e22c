"""The HTTP examples of the README run as they stand, at the address of the server."""

import json
import re
from pathlib import Path

import pytest

import explorer
from tests.ui.wire import fetch

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:7860/"


def test_the_python_example_runs(server, capsys):
    (example,) = re.findall(r"```python\n(import plotly.io\nfrom gradio_client.*?)```", README, re.DOTALL)
    found = {}
    exec(compile(example.replace(HERE.rstrip("/"), server), "README.md", "exec"), found)
    found["client"].close()
    macs, nodes = capsys.readouterr().out.splitlines()[-2:]
    assert "4089184256" in macs  # torchvision's 4.09 G
    assert int(nodes) == len(explorer.trace(explorer.Spec(20, variant="cifar")))
    assert found["figure"].data
    assert {fact["there"] for fact in found["facts"] if fact["what"] == "paths"} == {1}


@pytest.mark.parametrize("endpoint", ["figure", "compare"])
def test_the_other_plain_questions_are_answered(server, endpoint):
    (body,) = re.findall(rf"`…/{endpoint}`(?: say)?\s+`ask='(.*?)'`", README)
    url = f"{server}gradio_api/call/{endpoint}"
    _, _, event = fetch(url, body.encode(), **{"Content-Type": "application/json"})
    assert fetch(f"{url}/{json.loads(event)['event_id']}")[2].startswith(b"event: complete")


def test_the_plain_example_runs(server):
    (body,), (url,) = re.findall(r"^ask='(.*)'$", README, re.MULTILINE), re.findall(r"^url=(\S+)", README, re.MULTILINE)
    url = url.replace(HERE, server)
    _, _, event = fetch(url, body.encode(), **{"Content-Type": "application/json"})
    kind, data = fetch(f"{url}/{json.loads(event)['event_id']}")[2].decode().strip().split("\ndata: ")
    assert kind == "event: complete"
    assert json.loads(data) == [json.loads(json.dumps(explorer.summary(explorer.Spec(50)).totals))]
