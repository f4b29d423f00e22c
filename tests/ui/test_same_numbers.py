"""The page, HTTP, the command line and Python give the same numbers for the same question."""

import json
import re

import pytest
from gradio_client import Client

import explorer
from explorer.cli import main
from explorer.export.separated import separated
from explorer.ui.assets import address
from tests.networks import tabulated, traced
from tests.ui.wire import fetch

QUESTIONS = [explorer.Spec(34, 97, 65, 10), explorer.Spec(variant="own", layers=(1, 2), block="BasicBlock", channels=8)]


def over_http(server: str, spec: explorer.Spec) -> dict:
    client = Client(server, verbose=False, analytics_enabled=False)
    fields = [getattr(spec, name) for name in ("depth", "height", "width", "classes", "variant")]
    layers = ",".join(map(str, spec.layers))
    answer = client.predict(*fields, layers, spec.block, spec.channels, spec.zero_init, api_name="/summary")
    client.close()
    return answer


def by_address(server: str, spec: explorer.Spec) -> dict:
    """The sums of the columns of a table, as the page fetches it."""
    table = json.loads(fetch(f"{server}{address('table/layers')}?{spec.to_query()}")[2])
    places = {column["key"]: place for place, column in enumerate(table["columns"])}
    return {name: sum(row["cells"][places[name]] for row in table["rows"]) for name in ("parameters", "macs")}


def at_the_command_line(capsys, spec: explorer.Spec) -> dict:
    own = ["--layers", ",".join(map(str, spec.layers)), "--block", spec.block, "--channels", str(spec.channels)]
    which = own if spec.variant == "own" else ["--depth", str(spec.depth), "--variant", spec.variant]
    sizes = ["--height", str(spec.height), "--width", str(spec.width), "--classes", str(spec.classes)]
    assert main(["summary", "--json", *which, *sizes]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("spec", QUESTIONS, ids=str)
def test_every_door_gives_the_same_numbers(screen, server, capsys, spec):
    python = json.loads(json.dumps(explorer.summary(spec).totals))
    sums = {name: python["metrics"][name]["value"] for name in ("parameters", "macs")}
    assert at_the_command_line(capsys, spec) == over_http(server, spec) == python
    assert by_address(server, spec) == sums
    caption = screen.go(spec.to_query()).caption
    told = re.search(r"([\d.]+ ?[kMG]?) parameters · ([\d.]+ ?[kMG]?) MACs", caption).groups()
    assert told == tuple(explorer.METRICS[name].shown(sums[name]) for name in sums)


@pytest.mark.parametrize(("query", "name", "spec"), [
    ("depth=18&height=64&width=64&classes=10", "layers", explorer.Spec(18, 64, 64, 10)),
    ("depth=152", "paths", explorer.Spec(152)),  # shares down to 10⁻¹³
])
def test_the_page_saves_the_csv_of_the_command_line(screen, tmp_path, query, name, spec):
    screen.go(f"{query}&tab={name}")
    with screen.page.expect_download() as download:
        screen.button("Save CSV").click()
    download.value.save_as(file := tmp_path / "table.csv")
    assert file.read_bytes() == separated(tabulated(name, traced(spec))).encode()
