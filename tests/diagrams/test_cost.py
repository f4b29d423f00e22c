"""Where the cost is: every part as high as its share, and one network by the conventions of several tools."""

from itertools import product

import pytest

from explorer.counting import CONVENTIONS
from explorer.diagrams.cost.icicle import percent
from explorer.metrics import COSTS, metric
from explorer.spec import DEPTHS, Spec
from explorer.theme import CANVASES
from explorer.tracing import trace
from tests.diagrams.geometry import bounds
from tests.networks import LAYERS, pictured, tabulated

PARAMETERS = {18: 11_689_512, 34: 21_797_672, 50: 25_557_032, 101: 44_549_160, 152: 60_192_808}  # torchvision's
TOOLS = {"torchinfo": "4,089,238,376", "fvcore": "4,111,512,576", "ptflops": "4,132,436,968",
         "FlopCounterMode": "8,178,368,512"}


def costs(graph, kind: str, **options: str) -> dict[str, int]:
    """{part of a kind: its cost} of the table."""
    return {row.name: row.cells[2] for row in tabulated("cost", graph, **options).rows if row.cells[1] == kind}


def heights(graph, **options: str) -> dict[str, float]:
    outlines = pictured("cost", graph, canvas="slide", **options)["layout"]["meta"]["outlines"]
    return {name: top - bottom for name, (_, bottom, _, top) in ((name, bounds(d)) for name, d in outlines.items())}


def texts(figure: dict) -> list[str]:
    return [text for trace in figure["data"] for text in trace.get("text", ())]


@pytest.mark.parametrize(("depth", "name"), [*product(DEPTHS, COSTS)], ids=str)
def test_every_column_adds_up_to_the_total(graphs, depth, name):
    graph, total = graphs[depth], sum(metric(name, graphs[depth]).values())
    assert sum(costs(graph, "stage", metric=name).values()) == total
    assert sum(costs(graph, "operation", metric=name).values()) == total


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_total_of_the_parameters_is_the_published_one(graphs, depth):
    assert sum(costs(graphs[depth], "stage", metric="parameters").values()) == PARAMETERS[depth]


@pytest.mark.parametrize(("depth", "name"), [*product(DEPTHS, COSTS)], ids=str)
def test_blocks_add_up_to_their_stage(graphs, depth, name):
    stages = costs(graphs[depth], "stage", metric=name)
    for place, count in enumerate(LAYERS[depth], start=1):
        blocks = costs(graphs[depth], "residual block", metric=name, root=f"layer{place}")
        assert [*blocks] == [f"layer{place}.{block}" for block in range(count)]
        assert sum(blocks.values()) == stages[f"layer{place}"]


@pytest.mark.parametrize("name", COSTS)
def test_a_part_is_as_high_as_its_share(graphs, name):
    high, stages = heights(graphs[50], metric=name), costs(graphs[50], "stage", metric=name)
    room = sum(high.get(stage, 0) for stage in stages)
    for stage, cost in stages.items():
        assert high.get(stage, 0) == pytest.approx(room * cost / sum(stages.values()), abs=0.6)


def test_what_costs_nothing_takes_no_room(graphs):
    drawn = heights(graphs[50], metric="parameters", root="layer3.0")
    free = {node for node, value in metric("parameters", graphs[50]).items() if not value}
    assert {"layer3.0.conv1", "layer3.0.conv2", "layer3.0.conv3"} <= drawn.keys()
    assert not free & drawn.keys()


def test_a_click_zooms_in_and_one_on_what_is_zoomed_into_zooms_out(graphs):
    def sets(root: str) -> dict:
        return pictured("cost", graphs[50], root=root)["layout"]["meta"]["sets"]

    assert sets("")["layer3"] == {"root": "layer3"}
    assert sets("layer3")["layer3.4"] == {"root": "layer3.4"}
    assert sets("layer3.4")["layer3.4"] == {"root": "layer3"}
    assert sets("layer3")["layer3"] == sets("layer3.4")[""] == {"root": ""}


@pytest.mark.parametrize(("asked", "shown"), [("layer3.1.conv2", "layer3.1"), ("conv1", "stem"),
                                              ("layer2,layer3", "layer2")])
def test_the_nearest_part_that_can_be_opened_is_zoomed_into(graphs, asked, shown):
    assert pictured("cost", graphs[50], root=asked) == pictured("cost", graphs[50], root=shown)


def test_hovering_tells_cost_and_shares(graphs):
    hits = pictured("cost", graphs[50], root="layer3.0")["data"][-1]
    told = dict(zip(hits["customdata"], hits["hovertext"], strict=True))["layer3.0.conv2"]
    macs, block, whole = 256 * 256 * 9 * 14 * 14, 372_506_624, 4_089_184_256
    assert f"MACs: {macs:,}" in told
    assert f"{100 * macs / whole:#.3g} % of the network" in told
    assert f"{100 * macs / block:#.3g} % of layer3.0" in told
    assert block == 14**2 * (4 * 512 * 256 + 256 * 256 * 9 + 256 * 1024 + 512 * 1024)


@pytest.mark.parametrize(("part", "whole", "shown"), [(1, 1, "100"), (1, 10, "10.0"), (1, 3, "33.3"), (0, 5, "0.00"),
                                                      (1, 10**6, "< 0.01"), (0, 0, "0.00")])
def test_shares_have_three_digits(part, whole, shown):
    assert percent(part, whole) == shown


@pytest.mark.parametrize("canvas", CANVASES)
def test_every_tool_stands_beside_its_number(graphs, canvas):
    figure = pictured("cost", graphs[50], cost="conventions", canvas=canvas)
    shown = texts(figure)
    assert {tool: shown[shown.index(f"<b>{tool}</b>") + 1] for tool in TOOLS} == {
        tool: f"<b>{number}</b>" for tool, number in TOOLS.items()}


def test_switches_change_the_readers_own_count_only(graphs):
    plain, doubled = (tabulated("cost", graphs[50], cost="conventions", count=count).rows
                      for count in ("", "double"))
    assert (plain[0].cells[1], doubled[0].cells[1]) == (4_089_184_256, 2 * 4_089_184_256)
    assert [row.cells[:2] for row in plain[1:]] == [row.cells[:2] for row in doubled[1:]]


def test_the_rows_of_the_conventions_add_up(graphs):
    table = tabulated("cost", graphs[50], cost="conventions", count="relu,adds,pooling")
    assert len(table.rows) == 1 + len(CONVENTIONS)
    for row in table.rows:
        _, total, *addends, _ = row.cells
        assert sum(addends) == total


@pytest.mark.parametrize("canvas", CANVASES)
def test_bars_are_as_long_as_their_numbers(graphs, canvas):
    """ResNet-18 has the same multiply-adds in v1: every piece of a bar is that long."""
    figure = pictured("cost", graphs[18], cost="conventions", canvas=canvas, count="double")
    bars = [bounds(d + "Z") for shape in figure["layout"]["shapes"] if "xref" not in shape
            for d in shape["path"].split("Z") if d]
    widths = sorted(right - left for left, _, right, top in bars)
    grey = [width for width in widths[:-1] if width > widths[-2] / 2]
    assert len(grey) == len(CONVENTIONS) + 3  # two of them in two pieces, and your own
    assert max(grey) - min(grey) < 0.2


def test_the_columns_of_a_plain_network_are_stages_and_operations():
    figure = pictured("cost", trace(Spec(34, variant="plain")))
    titles = ("stages", "residual blocks", "operations")
    assert [text for text in figure["data"][0]["text"] if text in titles] == ["stages", "operations"]
