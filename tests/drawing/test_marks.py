"""Marks are drawn where they are said to be: labels that are spread, lines that turn, bars that are hit."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explorer.drawing.marks import Label, arc, faces, hit_trace, silhouette, spread, text_trace
from explorer.layout import Box, Lane
from tests.diagrams.geometry import bounds, points

LENGTHS = st.floats(0, 1000)
TINY = 1e-6


@st.composite
def rows(draw):
    """Centres from left to right, a width each, and the gap between them."""
    centres = sorted(draw(st.lists(LENGTHS, min_size=1, max_size=12)))
    return centres, [draw(st.floats(0, 200)) for _ in centres], draw(st.floats(0, 20))


def edges(centres, widths):
    return [(centre - width / 2, centre + width / 2) for centre, width in zip(centres, widths, strict=True)]


@given(rows(), LENGTHS)
def test_spread_labels_never_overlap(row, right):
    centres, widths, gap = row
    placed = edges(spread(centres, widths, 0, right, gap), widths)
    assert all(after[0] - before[1] >= gap - TINY for before, after in pairwise(placed))


@given(rows(), LENGTHS)
def test_spread_labels_stay_in_the_room_that_holds_them(row, spare):
    centres, widths, gap = row
    right = sum(widths) + gap * (len(widths) - 1) + spare
    placed = edges(spread(centres, widths, 0, right, gap), widths)
    assert placed[0][0] >= -TINY
    assert placed[-1][1] <= right + TINY


@given(rows())
def test_what_does_not_overlap_is_not_moved(row):
    centres, widths, gap = row
    where = edges(centres, widths)
    assume(all(after[0] - before[1] >= gap for before, after in pairwise(where)))
    assert spread(centres, widths, -1000, 2000, gap) == pytest.approx(centres)


@given(rows())
def test_spreading_twice_is_spreading_once(row):
    centres, widths, gap = row
    right = sum(widths) + gap * len(widths)
    once = spread(centres, widths, 0, right, gap)
    assert spread(once, widths, 0, right, gap) == pytest.approx(once, abs=TINY)


@pytest.mark.parametrize(("anchor", "share"), [("start", 0), ("middle", 0.5), ("end", 1)])
def test_a_label_begins_where_its_anchor_says(anchor, share):
    label = Label("conv1 7×7", 100, 0, 12, "#000000", anchor)
    assert label.left == pytest.approx(100 - share * label.width)


def test_texts_are_one_trace_with_a_size_and_a_colour_each():
    labels = [Label("input", 1, 2, 12, "#111111"), Label("layer1", 3, 4, 13, "#222222", "start", bold=True)]
    trace = text_trace(labels)
    assert (trace["x"], trace["y"], trace["text"]) == ([1, 3], [2, 4], ["input", "<b>layer1</b>"])
    assert (trace["textfont"]["size"], trace["textfont"]["color"]) == ([12, 13], ["#111111", "#222222"])
    assert trace["textposition"] == ["middle center", "middle right"]


def test_a_hit_area_is_a_bar_of_its_place_and_extent():
    trace = hit_trace([("conv1", (10, 20, 40, 80), "words")])
    assert (trace["x"], trace["width"], trace["base"], trace["y"]) == ([25], [30], [20], [60])
    assert (trace["customdata"], trace["hovertext"]) == (["conv1"], ["words"])


def test_the_faces_of_a_volume_share_its_corners():
    box = Box(None, 10, 20, 30, 40, 5, 6)
    front, top, side = map(bounds, faces(box))
    assert (front, top, side) == ((10, 20, 40, 60), (10, 60, 45, 66), (40, 20, 45, 66))
    assert bounds(silhouette(box)) == (10, 20, box.right, box.top) == (10, 20, 45, 66)


@given(st.floats(1, 50), st.floats(0, 100), st.floats(1, 100), st.one_of(st.none(), st.floats(0, 0.5)))
def test_a_lane_goes_up_across_and_down_and_never_back(radius, start, length, cut):
    end = start + length
    gap = None if cut is None else (start + (0.5 - cut) * length, start + (0.5 + cut) * length)
    way = [(x, y) for _, x, y in points(arc(Lane(None, start, end, 0, 5, 40, gap), radius))]
    assert all(after[0] - before[0] >= -0.11 for before, after in pairwise(way))
    assert way[0] == pytest.approx((start, 0), abs=0.06)
    assert way[-1] == pytest.approx((end, 5), abs=0.06)
    assert max(y for _, y in way) == 40
