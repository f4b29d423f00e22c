"""The page, HTTP, the command line and Python give the same numbers for the same question."""

import json
import re
from urllib.parse import urlencode

import plotly.io
import pytest
from gradio_client import Client

import explorer
from explorer.cli import main
from explorer.export.separated import separated
from explorer.ui.assets import address
from tests.networks import tabulated, traced
from tests.ui.wire import fetch

QUESTIONS = [explorer.Spec(34, 97, 65, 10), explorer.Spec(variant="own", layers=(1, 2), block="BasicBlock", channels=8)]


@pytest.fixture(scope="module")
def client(server):
    client = Client(server, verbose=False, analytics_enabled=False)
    yield client
    client.close()


def over_http(client: Client, spec: explorer.Spec) -> dict:
    fields = [getattr(spec, name) for name in ("depth", "height", "width", "classes", "variant")]
    layers = ",".join(map(str, spec.layers))
    return client.predict(*fields, layers, spec.block, spec.channels, spec.zero_init, api_name="/summary")


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
def test_every_door_gives_the_same_numbers(screen, server, client, capsys, spec):
    python = json.loads(json.dumps(explorer.summary(spec).totals))
    sums = {name: python["metrics"][name]["value"] for name in ("parameters", "macs")}
    assert at_the_command_line(capsys, spec) == over_http(client, spec) == python
    assert by_address(server, spec) == sums
    caption = screen.go(spec.to_query()).caption
    told = re.search(r"([\d.]+ ?[kMG]?) parameters · ([\d.]+ ?[kMG]?) MACs", caption).groups()
    assert told == tuple(explorer.METRICS[name].shown(sums[name]) for name in sums)


def test_every_door_gives_the_same_figure(server, client, tmp_path):
    options = {"measure": "layers", "canvas": "slide", "theme": "dark"}
    link = urlencode({"depth": 34, **options})
    settings = [part for name, value in options.items() if name == "measure" for part in ("--set", f"{name}={value}")]
    file = tmp_path / "paths.json"
    assert main(["figure", "paths", str(file), "--depth", "34", "--theme", "dark", *settings]) == 0
    asked = client.predict("paths", link, api_name="/figure")
    fetched = fetch(f"{server}{address('figure/paths')}?{link}")[2].decode()
    python = explorer.figure("paths", explorer.Spec(34), **options)
    assert json.loads(asked) == json.loads(fetched) == json.loads(file.read_text("utf-8"))
    assert json.loads(python.to_json())["data"] == json.loads(plotly.io.from_json(asked).to_json())["data"]


def test_every_door_gives_the_same_comparison(server, client, capsys):
    python = explorer.compare(explorer.Spec(34), explorer.Spec(34, variant="plain"))
    asked = client.predict("depth=34", "depth=34&variant=plain", api_name="/compare")
    assert main(["compare", "depth=34&variant=plain", "--depth", "34", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == asked == json.loads(json.dumps(python.data))
    fetched = json.loads(fetch(f"{server}{address('table/compare')}?depth=34&beside=plain-34")[2])
    assert [row["cells"] for row in fetched["rows"]] == [list(row.cells) for row in python.table.rows]


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
