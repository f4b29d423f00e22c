"""Staircase, worksheet and Table 1 on a canvas say what is computed, and can be read on every one."""

import pytest

from explorer.diagrams.shapes import VIEWS
from explorer.fold import combined, hierarchy
from explorer.metrics import metric
from explorer.residual import residual_blocks
from explorer.spec import DEPTHS, Spec
from explorer.theme import CANVASES, THEMES
from explorer.tracing import trace
from explorer.worksheet import lines
from tests.diagrams.geometry import Picture, bounds, overlaps, points
from tests.networks import LAYERS, pictured, tabulated


def picture(graph, canvas="wide", **options) -> Picture:
    return Picture("", graph, CANVASES[canvas], pictured("shapes", graph, canvas=canvas, **options))


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("size", [(224, 224), (225, 33), (1, 1), (4096, 4096)], ids=str)
@pytest.mark.parametrize("depth", [18, 152])
def test_it_can_be_read(depth, size, canvas):
    graph = trace(Spec(depth, *size, classes=100_000))
    for view in VIEWS:
        shown = picture(graph, canvas, view=view)
        width, height = (shown.figure["layout"][side] for side in ("width", "height"))
        assert overlaps((text.text, text.area) for text in shown.texts) == []
        assert [text for text in shown.texts if min(text.area[:2]) < 0 or text.area[2] > width
                or text.area[3] > height] == []
        assert [pair for pair in overlaps(shown.hits) if pair[0] != pair[1]] == []
        assert min(text.size for text in shown.texts) >= (18 if canvas == "slide" else 12)
        assert CANVASES[canvas].pans or height == CANVASES[canvas].height


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_staircase_has_a_step_for_every_block(graphs, depth):
    walk = picture(graphs[depth], view="staircase").meta["walk"]
    assert walk == ["input", "conv1", "maxpool", *(block.name for block in residual_blocks(graphs[depth])),
                    "avgpool", "fc"]


def test_the_staircase_tells_the_sizes_of_the_paper(graphs):
    """He et al. 2015, Table 1, with the channels of the 50-layer network."""
    rows = {row.name: row.cells for row in tabulated("shapes", graphs[50], view="staircase").rows}
    for stage, (size, channels, blocks) in enumerate(
            zip((56, 28, 14, 7), (256, 512, 1024, 2048), LAYERS[50], strict=True), start=1):
        for place in range(blocks):
            assert rows[f"layer{stage}.{place}"][1:5] == (f"layer{stage}", size, size, channels)


@pytest.mark.parametrize("canvas", ["wide", "narrow", "slide"])
def test_every_size_stands_over_its_steps_and_beside_the_scale(graphs, canvas):
    """conv1 halves 224 to 112, the pooling that to 56, and every stage from the second on once more; 1 is what is
    pooled. The scale has each once more, that of layer1 and of the stem the same."""
    sizes = [224 // 2**halvings for halvings in range(6)] + [1]
    texts = [text.text for text in picture(graphs[50], canvas, view="staircase").texts]
    assert [texts.count(str(size)) for size in sizes] == [2 + (size == 56) for size in sizes]


def test_the_memory_of_its_steps_is_that_of_the_network(graphs):
    rows = tabulated("shapes", graphs[101], view="staircase").rows
    assert sum(row.cells[-1] for row in rows) == sum(metric("activation_memory", graphs[101]).values())


def test_steps_are_as_high_as_the_doublings_that_they_stand_for():
    """256, 128, 64, 32, 16, 8 and 1 px: every halving is one step of the same height."""
    shapes = pictured("shapes", trace(Spec(18, 256, 256)), view="staircase")["layout"]["shapes"]
    bars = [bounds(f"{d}Z") for shape in shapes for d in shape["path"].split("Z") if d and "xref" not in shape
            and shape["fillcolor"].startswith("#")]
    resolution = sorted(bars, key=lambda bar: (-round(bar[1]), bar[0]))[:13]
    heights = [round(top - bottom, 1) for _, bottom, _, top in resolution]
    doublings = [8, 7, *[6] * 3, 5, 5, 4, 4, 3, 3, 0]
    assert heights[:12] == pytest.approx([(1 + number) * heights[0] / 9 for number in doublings], abs=0.2)


def test_an_area_is_as_large_as_the_memory(graphs):
    """The lowest bars, all as wide as one another, are as high as what their steps make."""
    graph, values = graphs[34], metric("activation_memory", graphs[34])
    made = [combined(values, part, "sum") for stage in hierarchy(graph)
            for part in stage.children]
    shapes = pictured("shapes", graph, view="staircase")["layout"]["shapes"]
    bars = [bounds(f"{d}Z") for shape in shapes for d in shape["path"].split("Z") if d and "xref" not in shape
            and shape["fillcolor"].startswith("#")]
    floor = min(bottom for _, bottom, _, _ in bars)
    heights = [top - bottom for _, bottom, _, top in sorted(bar for bar in bars if bar[1] == floor)]
    largest = max(heights) / max(made)
    assert heights == pytest.approx([number * largest for number in made if number], abs=0.2)


@pytest.mark.parametrize(("width", "steps"), [(64, 0), (200, 12)])
def test_where_height_and_width_differ_the_width_is_a_line_over_the_steps(width, steps):
    """Twelve steps of 18 layers have a width: all but the classifier."""
    shapes = pictured("shapes", trace(Spec(18, 64, width)), view="staircase")["layout"]["shapes"]
    drawn = [shape["path"] for shape in shapes if shape["line"].get("color") == THEMES["light"].ink]
    assert [len([*points(d)]) for d in drawn] == [2 * steps] * bool(steps)


@pytest.mark.parametrize("depth", [18, 50])
def test_every_operation_of_the_worksheet_is_lit_in_its_row(graphs, depth):
    outlines = picture(graphs[depth], view="worksheet").meta["outlines"]
    assert set(outlines) == {node for line in lines(graphs[depth]) for node in line.nodes}


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("canvas", CANVASES)
def test_the_chosen_depth_is_always_in_table_1(graphs, depth, canvas):
    shown = picture(graphs[depth], canvas, view="table1", caption="off")
    networks = [text.text for text in shown.texts if text.text.startswith("ResNet-")]
    assert f"ResNet-{depth}" in networks
    assert len(networks) == len(DEPTHS) or canvas not in ("wide", "slide")


def test_the_papers_own_numbers_stand_at_the_foot_for_its_input(graphs):
    texts = {text.text for text in picture(graphs[18], view="table1").texts}
    assert {f"{number} ×10⁹" for number in (1.8, 3.6, 3.8, 7.6, 11.3)} <= texts
