"""Sizes on the page are those of the tensors, and everything has its place on one axis."""

from functools import cache
from itertools import pairwise
from math import log2, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.fold import LEVELS, hierarchy, opened, visible
from explorer.layout import Drawn, layout
from explorer.pieces import Room, reach
from explorer.residual import residual_blocks
from explorer.spec import DEPTHS, Spec
from explorer.tracing import trace

ROOM = Room(left=10, right=1310, axis=200, tall=240)
PANNING = Room(left=10, right=310, axis=200, tall=240, pans=True)
SIZES = st.sampled_from([(224, 224), (33, 33), (1, 1), (320, 240), (4096, 1), (1, 4096)])
SIDES = [(224, 224), (1, 4096), (4096, 1)]
OPENED = st.sets(st.sampled_from(["layer1.0", "layer3.1"]))


traced = cache(trace)


def placed(spec: Spec, level: str = "blocks", also: tuple[str, ...] = (), room: Room = ROOM, reserve: float = 0):
    graph = traced(spec)
    stages = hierarchy(graph)
    names = opened(stages, level, also)
    drawn = Drawn(dict(graph.nodes(data="shape")), stages, names, room)
    return layout([drawn], [stage.name for stage in stages], {stage.name: reserve for stage in stages})[0]


def boxes(*args, **options) -> dict:
    return {box.part.name: box for box in placed(*args, **options).boxes}


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_face_is_as_high_as_the_square_root_of_the_height(graphs, depth):
    heights = {name: box.height for name, box in boxes(Spec(depth)).items()}
    assert heights["input"] == ROOM.tall
    for name, size in [("conv1", 112), ("maxpool", 56), ("layer1.0", 56), ("layer2.0", 28), ("layer4.1", 7)]:
        assert heights[name] == pytest.approx(ROOM.tall * sqrt(size / 224))


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_volume_is_as_thick_as_the_logarithm_of_its_channels(depth):
    widths = {name: box.width for name, box in boxes(Spec(depth)).items()}
    first = 64 * (1 if depth < 50 else 4)
    for stage in (2, 3, 4):
        channels = first * 2 ** (stage - 1)
        assert widths[f"layer{stage}.0"] / widths["layer1.0"] == pytest.approx(log2(channels) / log2(first))


def test_depth_into_the_page_is_the_square_root_of_the_width():
    there = boxes(Spec(50, 64, 4096))
    assert there["conv1"].dy / there["maxpool"].dy == pytest.approx(sqrt(2))
    assert there["layer1.0"].dy / there["layer3.0"].dy == pytest.approx(sqrt(4))


@settings(max_examples=40)
@given(st.sampled_from(DEPTHS), SIZES, st.sampled_from(LEVELS), OPENED)
def test_the_picture_fills_its_room(depth, size, level, also):
    there = placed(Spec(depth, *size), level, tuple(also))
    starts, ends = zip(*there.stages.values(), strict=True)
    assert (starts[0], ends[-1]) == pytest.approx((ROOM.left, ROOM.right), rel=1e-3)
    assert starts[1:] == ends[:-1]
    assert all(ROOM.left <= box.x and box.right <= ROOM.right + 0.1 for box in there.boxes)


@settings(max_examples=40)
@given(st.sampled_from(DEPTHS), SIZES, st.sampled_from(LEVELS), OPENED)
def test_every_visible_part_is_one_box_or_one_sum(depth, size, level, also):
    graph = traced(Spec(depth, *size))
    stages = hierarchy(graph)
    there = placed(Spec(depth, *size), level, tuple(also))
    seen = sorted(part.name for part in visible(stages, opened(stages, level, also)))
    joints = {joint.name for joint in there.joints}
    assert sorted([*(box.part.name for box in there.boxes), *joints & set(seen)]) == seen
    assert len(there.lanes) == len(residual_blocks(graph))


@settings(max_examples=40)
@given(st.sampled_from(DEPTHS), SIZES, st.sampled_from(LEVELS))
def test_what_stands_on_the_axis_is_in_the_order_of_the_network(depth, size, level):
    there = placed(Spec(depth, *size), level)
    order = {node: place for place, node in enumerate(traced(Spec(depth, *size)))}
    on_axis = [box for box in there.boxes if abs(box.y + box.height / 2 - there.axis) < 0.01]
    assert all(left.x < right.x for left, right in pairwise(on_axis))
    assert all(order[left.part.nodes[0]] < order[right.part.nodes[0]] for left, right in pairwise(on_axis))


@pytest.mark.parametrize("size", SIDES)
def test_a_wire_begins_where_the_slanted_side_of_a_volume_ends(size):
    """On the line from the lower front corner to the lower back corner, or right of both."""
    there = placed(Spec(50, *size))
    begins = {round(left, 3) for left, _, y in there.wires if y == there.axis}
    for box in there.boxes[:-1]:
        rise = (there.axis - box.y) / box.dy
        assert round(box.x + box.width + min(rise, 1) * box.dx, 3) in begins


def test_a_plate_leans_on_the_volume_before_it():
    leaning = [(before, box) for before, box in pairwise(placed(Spec(50), also=("layer2.0",)).boxes) if box.plate]
    assert {box.part.name for _, box in leaning} == {
        f"layer2.0.{name}" for name in ("bn1", "relu", "bn2", "relu_1", "bn3", "downsample.1")}
    assert all(box.x == pytest.approx(before.x + before.width) for before, box in leaning)


def test_an_open_block_keeps_its_size_while_the_others_move_aside():
    folded, there = boxes(Spec(50)), boxes(Spec(50), also=("layer3.1",))
    natural = 4.2 * log2(1024) * ROOM.tall / 240
    assert there["layer3.1.conv3"].width == pytest.approx(natural)
    assert there["layer3.2"].width < folded["layer3.2"].width < natural


def test_a_projection_interrupts_its_lane_by_its_own_volumes():
    there = placed(Spec(50), also=("layer2.0",))
    (lane,) = [lane for lane in there.lanes if lane.block.name == "layer2.0"]
    own = [box for box in there.boxes if box.part.name in lane.block.shortcut]
    assert (own[0].x, own[-1].right) == pytest.approx(lane.cut)
    assert [box.y + box.height / 2 for box in own] == pytest.approx([lane.top] * 2)
    assert all(lane.cut is None for lane in there.lanes if lane.block.name != "layer2.0")


def test_an_open_block_is_framed_with_all_that_is_inside():
    there = placed(Spec(50), also=("layer2.0",))
    left, bottom, right, top = there.frames["layer2.0"]
    inside = [box for box in there.boxes if box.part.name.startswith("layer2.0.")]
    assert left < min(box.x for box in inside)
    assert bottom < min(box.y for box in inside)
    assert right > max(box.right for box in inside)
    assert top > max(box.top for box in inside)


@pytest.mark.parametrize("level", LEVELS)
def test_a_stage_is_at_least_as_wide_as_its_label(level):
    stages = placed(Spec(152), level, reserve=150).stages
    assert min(right - left for left, right in stages.values()) >= 150 - 1e-6


@pytest.mark.parametrize("depth", DEPTHS)
def test_only_a_room_that_pans_is_left(depth):
    assert placed(Spec(depth), "operations").width == pytest.approx(ROOM.left + ROOM.right, abs=0.1)
    assert placed(Spec(depth), "operations", room=PANNING).width > PANNING.left + PANNING.right


@settings(max_examples=40)
@given(st.sampled_from(DEPTHS), SIZES, st.sampled_from(LEVELS), OPENED)
def test_the_picture_reaches_no_further_than_is_foretold(depth, size, level, also):
    """So that a canvas may leave room once, at whatever level of folding."""
    there = placed(Spec(depth, *size), level, tuple(also))
    above, below, inside = reach(traced(Spec(depth, *size)))
    tops = [*(box.top for box in there.boxes), *(lane.top for lane in there.lanes)]
    assert max(tops) <= there.axis + ROOM.tall * above + 0.1
    assert min(box.y for box in there.boxes) >= there.axis - ROOM.tall * below - 0.1
    frames = [bottom for _, bottom, _, _ in there.frames.values()]
    assert min(frames, default=there.axis) >= there.axis - ROOM.tall * inside - there.clear


@pytest.mark.parametrize(("spec", "pans"), [
    (Spec(152), False), (Spec(200, variant="v2"), False), (Spec(1202, variant="cifar"), True),
], ids=str)
def test_blocks_that_could_not_be_told_apart_are_panned(spec, pans):
    """Less than four pixels from one to the next."""
    assert placed(spec).width == pytest.approx(ROOM.left + ROOM.right, abs=1)
    found = placed(spec, room=PANNING)
    assert (found.width > PANNING.left + PANNING.right + 1) == pans
    assert min(b.x - a.x for a, b in pairwise(found.joints)) > (4 if pans else 0)


def test_a_block_that_normalises_x_first_forks_behind_that():
    """He et al. 2016: where the shape changes both branches take relu(bn1(x))."""
    found = placed(Spec(50, variant="v2"), also=("layer2.0",))
    boxes = {box.part.name: box for box in found.boxes}
    (lane,) = (lane for lane in found.lanes if lane.block.name == "layer2.0")
    assert boxes["layer2.0.relu"].right < lane.start < boxes["layer2.0.conv1"].x
    assert found.frames["layer2.0"][0] < boxes["layer2.0.bn1"].x
