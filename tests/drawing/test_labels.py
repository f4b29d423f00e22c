"""Below volumes stands as much as there is room for, and never more."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.drawing.labels import Space, below
from explorer.fold import Part
from explorer.layout import Box
from explorer.spec import Spec
from explorer.theme import CANVASES, THEMES
from explorer.tracing import trace

GRAPH = trace(Spec(50))
NODES = [f"layer2.0.{name}" for name in ("conv1", "conv2", "conv3", "relu_2")]
SLIDE = CANVASES["slide"]
EM = SLIDE.text
FULL = ["conv1 1×1", "128×56×56", "conv2 3×3, /2", "128×28×28", "conv3 1×1", "512×28×28", "relu_2", "512×28×28"]


def written(width: float, room: float):
    """On a slide, in a space so wide and high in em."""
    boxes = [Box(Part(node, "operation", (node,)), EM * width * (place + 0.5) / 4, 0, 1, 1, 0, 1)
             for place, node in enumerate(NODES)]
    return below(GRAPH, boxes, "layer2.0", Space(0, width * EM, room * EM, 0), SLIDE, THEMES["light"])


def rows(labels) -> int:
    return len({label.y for label in labels if label.text in FULL[::2] or label.text in ("conv1", "conv2", "conv3")})


@pytest.mark.parametrize(("width", "room", "in_rows"), [(100, 6, 1), (25, 6, 2), (12, 12, 4)])
def test_each_volume_has_name_kernel_and_shape_in_as_few_rows_as_it_takes(width, room, in_rows):
    labels = written(width, room).labels
    assert ([label.text for label in labels], rows(labels)) == (FULL, in_rows)
    assert {label.size for label in labels} == {EM}


@pytest.mark.parametrize(("width", "room"), [(13, 6), (25, 4.5)])
def test_where_they_would_not_fit_otherwise_they_are_smaller(width, room):
    labels = written(width, room).labels
    assert [label.text for label in labels] == FULL
    assert {SLIDE.smallest <= label.size < EM for label in labels} == {True}


@pytest.mark.parametrize(("width", "texts"), [(8, FULL[::2]), (4, ["conv1", "conv2", "conv3", "relu_2"]), (1, [])])
def test_still_less_room_leaves_the_name_then_the_bare_name_then_nothing(width, texts):
    assert [label.text for label in written(width, 5.6).labels] == texts


@given(st.floats(1, 100), st.floats(0, 12))
def test_labels_keep_to_their_space(width, room):
    under = written(width, room)
    assert under.height <= room * EM
    for label in under.labels:
        assert label.left >= 0
        assert label.left + label.width <= width * EM
        assert room * EM - under.height <= label.y - label.size / 2


@given(st.floats(1, 100), st.floats(0, 12))
def test_labels_of_a_row_stand_apart(width, room):
    labels = sorted(written(width, room).labels, key=lambda label: (label.y, label.left))
    assert all(a.left + a.width < b.left for a, b in pairwise(labels) if a.y == b.y)


def test_nothing_stands_below_nothing():
    assert below(GRAPH, [], "", Space(0, 100, 100, 0), SLIDE, THEMES["light"]).labels == ()
