"""The field of the selected tensor's centre unit, drawn to scale over the input, and the growth beside it."""

import pytest

from explorer.diagrams.receptive_field import LONGEST, SHORTEST
from explorer.metrics import metric
from explorer.spec import DEPTHS, Spec
from explorer.theme import CANVASES
from explorer.tracing import trace
from tests.diagrams.geometry import Picture, bounds, crossings, overlaps
from tests.networks import LAYERS, pictured, tabulated


def texts(figure: dict) -> str:
    return " ".join(figure["data"][0]["text"]).replace("\u00a0", " ")


def meta(figure: dict) -> dict:
    return figure["layout"]["meta"]


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("size", [(224, 224), (320, 240), (33, 64)], ids=str)
def test_the_input_is_drawn_to_scale(size, canvas):
    left, bottom, right, top = meta(pictured("receptive_field", trace(Spec(18, *size)), canvas=canvas))["image"]
    assert (top - bottom) / (right - left) == pytest.approx(size[0] / size[1])


@pytest.mark.parametrize(("select", "side"), [("layer1", 43), ("layer2", 99), ("layer3.0", 147), ("maxpool", 11)])
def test_the_field_is_drawn_in_the_scale_of_the_input(select, side):
    """ResNet-18 at 512 px: what is published, and layer3.0: 99 + 2·8 + 2·16; none of it is clipped."""
    figure = pictured("receptive_field", trace(Spec(18, 512, 512)), select=select)
    left, bottom, right, top = meta(figure)["image"]
    field = side * (right - left) / 512
    squares = [bounds(shape["path"]) for shape in figure["layout"]["shapes"] if shape["path"].count("Z") == 1]
    inside = [area for area in squares if area[0] >= left and area[2] <= right and area[1] >= bottom and area[3] <= top]
    widths = [x1 - x0 for x0, _, x1, _ in inside]
    assert min(abs(width - field) for width in widths) < 0.2


@pytest.mark.parametrize("depth", DEPTHS)
def test_nothing_is_drawn_outside_the_input(graphs, depth):
    figure = pictured("receptive_field", graphs[depth], select="fc")
    left, bottom, right, top = meta(figure)["image"]
    fields = [bounds(shape["path"]) for shape in figure["layout"]["shapes"]
              if shape["fillcolor"].endswith((f",{LONGEST})", f",{SHORTEST})")) and "xref" not in shape]
    assert len(fields) == 2
    assert all(left - 0.1 <= x0 and x1 <= right + 0.1 and bottom - 0.1 <= y0 and y1 <= top + 0.1
               for x0, y0, x1, y1 in fields)


def test_what_is_clipped_is_told_in_pixels(graphs):
    """The centre of 7 units is unit 3. Its field of 427 px begins at 3·32 less all paddings on the way."""
    paddings = 3 + 2 + 3 * 4 + (4 + 3 * 8) + (8 + 5 * 16) + (16 + 2 * 32)
    first = 3 * 32 - paddings
    said = texts(pictured("receptive_field", graphs[50], select="layer4"))
    assert f"rows −{-first} to {first + 426}" in said
    assert f"reaches {-first} px (top, left), {first + 426 - 223} px (bottom, right) beyond it" in said


def test_what_fits_is_told_to_be_inside(graphs):
    said = texts(pictured("receptive_field", graphs[50], select="layer1"))
    assert f"covers {100 * (35 / 224) ** 2:.3g} % of it" in said
    assert "Clipped" not in said


@pytest.mark.parametrize("depth", DEPTHS)
def test_every_block_and_step_has_a_place_in_the_growth(graphs, depth):
    figure = pictured("receptive_field", graphs[depth])
    outside = ["input", "conv1", "maxpool", "avgpool", "fc"]
    blocks = [f"layer{stage}.{i}" for stage, count in enumerate(LAYERS[depth], start=1) for i in range(count)]
    assert meta(figure)["walk"] == [*outside[:3], *blocks, *outside[3:]]


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_bar_ends_at_the_field_over_the_longest_path(graphs, depth):
    figure = pictured("receptive_field", graphs[depth])
    longest = metric("receptive_field", graphs[depth])
    outlines = meta(figure)["outlines"]
    low, high = (bounds(outlines[name])[3] for name in ("conv1", "avgpool"))
    scale = (high - low) / (longest["avgpool"] - longest["conv1"])
    for name in meta(figure)["walk"]:
        node = name if name in longest else f"{name}.add"
        assert bounds(outlines[name])[3] == pytest.approx(low + scale * (longest[node] - longest["conv1"]), abs=0.2)


@pytest.mark.parametrize("select", ["input", "maxpool", "layer3", "layer2.0.shortcut", "avgpool", "fc"])
@pytest.mark.parametrize("size", [(224, 224), (1, 1), (4096, 1), (240, 320)], ids=str)
@pytest.mark.parametrize("canvas", CANVASES)
def test_every_text_can_be_read_whatever_is_selected(canvas, size, select):
    graph = trace(Spec(152, *size, classes=100_000))
    figure = pictured("receptive_field", graph, canvas=canvas, select=select)
    picture, layout = Picture("", graph, CANVASES[canvas], figure), figure["layout"]
    assert overlaps((text.text, text.area) for text in picture.texts) == []
    assert crossings(picture.lines, {text.text: text.area for text in picture.texts}) == []
    assert [text for text in picture.texts if min(text.area[:2]) < 0 or text.area[2] > layout["width"]
            or text.area[3] > layout["height"]] == []


@pytest.mark.parametrize(("select", "others"), [
    ("layer2", {"layer2", "layer2.1", "layer2.1.relu_1"}),
    ("", {"", "layer4", "layer4.1", "layer4.1.relu_1"}),
    ("layer2.0.shortcut", {"layer2.0.shortcut", "layer2.0.downsample.1"}),
    ("layer1.1.shortcut", {"layer1.1.shortcut", "layer1.0", "layer1.0.relu_1"}),
])
def test_names_of_one_tensor_give_one_picture(graphs, select, others):
    figure = pictured("receptive_field", graphs[18], select=select)
    assert others <= set(meta(figure)["covers"])
    assert all(pictured("receptive_field", graphs[18], select=name) == figure for name in meta(figure)["covers"])


def test_the_table_tells_the_published_fields(graphs):
    rows = {row.name: row.cells for row in tabulated("receptive_field", graphs[50]).rows}
    assert list(rows) == list(graphs[50])
    assert rows["layer3.5.add"] == ("layer3.5.add", "1024×14×14", "11×11", "267×267", "16×16")
