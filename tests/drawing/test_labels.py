"""Below volumes stands as much as there is room for, and never more."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.drawing.labels import MOST_ROOM, Space, below
from explorer.fold import Part
from explorer.layout import Box
from explorer.spec import Spec
from explorer.theme import THEMES
from explorer.tracing import trace

GRAPH = trace(Spec(50))
NODES = [f"layer2.0.{name}" for name in ("conv1", "conv2", "conv3", "relu_2")]
FULL = ["conv1 1×1", "128×56×56", "conv2 3×3, /2", "128×28×28", "conv3 1×1", "512×28×28", "relu_2", "512×28×28"]


def written(width: float, room: float = MOST_ROOM):
    boxes = [Box(Part(node, "operation", (node,)), width * (place + 0.5) / 4, 0, 1, 1, 0, 1)
             for place, node in enumerate(NODES)]
    return below(GRAPH, boxes, "layer2.0", Space(0, width, 100, 10, room), THEMES["light"])


def rows(labels) -> int:
    return len({label.y for label in labels if label.text in FULL[::2] or label.text in ("conv1", "conv2", "conv3")})


def test_where_there_is_room_each_volume_has_name_kernel_and_shape_in_one_row():
    labels = written(1000).labels
    assert [label.text for label in labels] == FULL
    assert rows(labels) == 1


def test_less_room_makes_two_rows_of_them():
    labels = written(250).labels
    assert ([label.text for label in labels], rows(labels)) == (FULL, 2)


@pytest.mark.parametrize(("width", "texts"), [(105, FULL[::2]), (60, ["conv1", "conv2", "conv3", "relu_2"]), (20, [])])
def test_still_less_room_leaves_the_name_then_the_bare_name_then_nothing(width, texts):
    assert [label.text for label in written(width).labels] == texts


@given(st.floats(10, 1000), st.floats(0, MOST_ROOM))
def test_labels_keep_to_their_space(width, room):
    under = written(width, room)
    assert under.height <= room
    for label in under.labels:
        assert label.left >= 0
        assert label.left + label.width <= width
        assert 100 - under.height * 10 <= label.y - label.size / 2


@given(st.floats(10, 1000))
def test_labels_of_a_row_stand_apart(width):
    labels = sorted(written(width).labels, key=lambda label: (label.y, label.left))
    assert all(a.left + a.width < b.left for a, b in pairwise(labels) if a.y == b.y)


def test_nothing_stands_below_nothing():
    assert below(GRAPH, [], "", Space(0, 100, 100, 10), THEMES["light"]).labels == ()
