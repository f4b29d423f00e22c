"""The lines above a picture: the caption says what is drawn, and everything wraps where the canvas ends."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.drawing.header import Item, caption, fitting, header
from explorer.metrics import Measured
from explorer.spec import DEPTHS, Spec
from explorer.theme import CANVASES, THEMES
from explorer.tracing import trace
from explorer.ui.text import words
from tests.diagrams.geometry import bounds

PUBLISHED = {18: ("11.7 M", "1.81 G"), 34: ("21.8 M", "3.66 G"), 50: ("25.6 M", "4.09 G"), 101: ("44.5 M", "7.80 G"),
             152: ("60.2 M", "11.5 G")}  # fmt: skip
LIGHT = THEMES["light"]
CANVAS = st.sampled_from([*CANVASES.values()])
TEXTS = st.text("abcdefghijklmnopqrstuvwxyz ×", min_size=1, max_size=20)
ITEMS = st.builds(Item, TEXTS, st.one_of(st.none(), st.just(("#000000", "dot"))), st.one_of(st.none(), st.just("#FFF")))
SCALES = st.builds(Item, TEXTS, scale=st.sampled_from([("#FFF",), ("#FFF",) * 6]))
ROWS = st.lists(st.lists(st.one_of(ITEMS, SCALES), max_size=8), max_size=4)


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_caption_names_the_network_and_its_published_costs(graphs, depth):
    parameters, macs = PUBLISHED[depth]
    (item,) = caption(graphs[depth], Measured(graphs[depth]), words(), CANVASES["wide"])
    variant = ", v1.5" if depth >= 50 else ""  # a BasicBlock's stride is in its first 3×3 in v1 too
    assert item.text == f"ResNet-{depth}, 3×224×224{variant} · {parameters} parameters · {macs} MACs"


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("depth", DEPTHS)
def test_the_longest_caption_fits_every_canvas(depth, canvas):
    graph = trace(Spec(depth, 4096, 4096, 100_000))
    placed = header([caption(graph, Measured(graph), words(), CANVASES[canvas])], CANVASES[canvas], LIGHT)
    assert max(label.left + label.width for label in placed.labels) <= CANVASES[canvas].width


def test_a_caption_too_long_for_a_line_is_two(graphs):
    network, totals = caption(graphs[50], Measured(graphs[50]), words(), CANVASES["narrow"])
    assert (network.text, totals.text) == ("ResNet-50, 3×224×224, v1.5", "25.6 M parameters · 4.09 G MACs")


@given(ROWS, CANVAS)
def test_every_text_is_shown_in_its_order(rows, canvas):
    texts = [item.text for row in rows for item in row]
    assert [label.text for label in header(rows, canvas, LIGHT).labels] == texts


@given(ROWS, CANVAS)
def test_no_two_texts_of_a_line_overlap_and_lines_go_down(rows, canvas):
    for before, after in pairwise(header(rows, canvas, LIGHT).labels):
        assert after.left > before.left + before.width if after.y == before.y else after.y <= before.y - canvas.text


@given(ROWS, CANVAS)
def test_nothing_is_lower_than_the_header_says(rows, canvas):
    placed = header(rows, canvas, LIGHT)
    floor = canvas.height - placed.height
    assert all(label.y - label.size / 2 >= floor for label in placed.labels)
    assert all(bounds(shape["path"])[1] >= floor for shape in placed.shapes)


@given(ROWS, CANVAS)
def test_a_row_begins_at_the_left(rows, canvas):
    labels = header([[Item(item.text) for item in row] for row in rows], canvas, LIGHT).labels
    assert {label.left for place, label in enumerate(labels) if not place or label.y < labels[place - 1].y} <= {
        canvas.text}


@given(st.one_of(ITEMS, SCALES), CANVAS)
def test_a_sample_stands_left_of_the_text_that_explains_it(item, canvas):
    placed = header([[item]], canvas, LIGHT)
    assert len(placed.shapes) == (1 if item.line else len(item.scale) or item.filling is not None)
    assert all(bounds(shape["path"])[2] < placed.labels[0].left for shape in placed.shapes)


def test_what_explains_a_line_is_drawn_in_its_colour_and_dash():
    (shape,) = header([[Item("identity", line=("#123456", "dot"))]], CANVASES["wide"], LIGHT).shapes
    assert (shape["line"]["color"], shape["line"]["dash"]) == ("#123456", "dot")


@given(st.lists(st.lists(ITEMS, min_size=1, max_size=8), min_size=1, max_size=4), CANVAS)
def test_of_some_wordings_the_first_that_takes_one_line_is_taken_else_the_last(wordings, canvas):
    def lines(wording):
        return len({label.y for label in header([wording], canvas, LIGHT).labels})

    taken = fitting(wordings, canvas)
    assert taken in wordings
    longer = wordings[: wordings.index(taken)]
    assert all(lines(wording) > 1 or len(wording) == 1 for wording in longer)
    assert lines(taken) == 1 or taken == wordings[-1]
