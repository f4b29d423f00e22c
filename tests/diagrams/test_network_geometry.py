"""The geometry audit of the Network: lanes, sums and volumes stand apart at every depth, level and canvas."""

from itertools import pairwise, product

import pytest

from explorer.fold import PLATES
from explorer.residual import residual_blocks
from tests.diagrams.audits import unreadable
from tests.diagrams.geometry import CASES, ROUNDING, case_name, crossings, failures, length_inside, overlaps, points

pytestmark = pytest.mark.parametrize("pictures", [case for case in CASES if case[0] == "network"], indirect=True,
                                     ids=case_name)


def test_it_can_be_read(pictures):
    assert unreadable(pictures) == {}


def test_there_are_as_many_lanes_as_blocks(pictures):
    def missing(picture):
        return {block.shortcut_name for block in residual_blocks(picture.graph)} ^ set(picture.lanes)

    assert failures(pictures, missing) == []


def test_no_line_runs_through_a_volume(pictures):
    def pierced(picture):
        """Of those that cross a volume's bounds: its corners lie aslant."""
        for line, name in crossings(picture.lines, picture.volumes) if picture.lines else ():
            corners = [(x, y) for _, x, y in points(picture.meta["outlines"][name])]
            if length_inside(line, corners) > 2 * ROUNDING:
                yield line, name

    assert failures(pictures, lambda picture: [*pierced(picture)]) == []


def test_every_sum_stands_at_the_end_of_its_lane(pictures):
    def astray(picture):
        lanes = {block.merge: picture.lanes[block.shortcut_name] for block in residual_blocks(picture.graph)}
        return [merge for merge, (left, _, right, top) in picture.joints.items()
                if max(abs(lanes[merge][-1][2] - (left + right) / 2), abs(lanes[merge][-1][3] - top)) > ROUNDING]

    assert failures(pictures, astray) == []


def test_no_two_lanes_lie_on_one_line(pictures):
    def touching(picture):
        uprights = [(name, x0, *sorted((y0, y1))) for name, lane in picture.lanes.items()
                    for x0, y0, x1, y1 in lane if x0 == x1]
        near = sorted(uprights, key=lambda line: line[1])
        return [(a[0], b[0]) for a, b in pairwise(near)
                if a[0] != b[0] and b[1] - a[1] < ROUNDING and min(a[3], b[3]) - max(a[2], b[2]) > ROUNDING]

    assert failures(pictures, touching) == []


def test_lanes_go_from_left_to_right_without_meeting(pictures):
    def meeting(picture):
        spans = sorted((min(x0 for x0, *_ in lane), max(x1 for _, _, x1, _ in lane)) for lane in picture.lanes.values())
        return [(a, b) for a, b in pairwise(spans) if b[0] < a[1]]

    assert failures(pictures, meeting) == []


def test_no_lane_lies_on_the_border_of_an_open_block(pictures):
    def touching(picture):
        lines = [shape["line"]["width"] for shape in picture.figure["layout"]["shapes"] if "Q" in shape["path"]]
        half = (max(lines, default=0) + 1) / 2
        for (block, border), (name, lane) in product(picture.borders.items(), picture.lanes.items()):
            if name != f"{block}.shortcut":
                ends = [x for x0, _, x1, _ in lane for x in (x0, x1)]
                if any(border[0] - half < x < border[2] + half for x in ends):
                    yield block, name

    assert failures(pictures, lambda picture: [*touching(picture)]) == []


def test_no_label_lies_on_a_volume(pictures):
    def covered(picture):
        volumes = set(picture.volumes)
        both = [*picture.volumes.items(), *((f"text {text.text}", text.area) for text in picture.texts)]
        return [pair for pair in overlaps(both) if len(volumes & set(pair)) == 1]

    assert failures(pictures, covered) == []


def test_the_label_of_a_stage_stands_under_its_stage(pictures):
    """The middle of one is within the other: at the border of the canvas a label may be wider than its stage."""
    def elsewhere(picture):
        stages = {stage for _, stage in picture.graph.nodes(data="stage")}
        places = {name: area for name, area in reversed(picture.hits) if name in stages}  # its label, not its volume
        for name, shape in pairwise(picture.texts):  # the shape stands under the name
            left, _, right, _ = places.get(name.text.split()[0], shape.area)
            if not left <= (shape.area[0] + shape.area[2]) / 2 <= right and not (
                    shape.area[0] <= (left + right) / 2 <= shape.area[2]):
                yield name.text

    assert failures(pictures, lambda picture: [*elsewhere(picture)]) == []


def test_volumes_stand_apart(pictures):
    def colliding(picture):
        plates = {node for node, op in picture.graph.nodes(data="op") if op in PLATES}
        return [pair for pair in overlaps(picture.volumes.items()) if not plates & set(pair)]

    assert failures(pictures, colliding) == []


def test_opening_a_block_changes_no_scale_on_the_page(pictures):
    heights = {}
    for picture in pictures:
        if "overlay" not in picture.case and picture.canvas.pans:
            _, bottom, _, top = picture.volumes["input"]
            heights.setdefault(picture.case.partition(" ")[0], set()).add(round(top - bottom))
    assert all(len(found) == 1 for found in heights.values()), heights
