"""The lengths of all paths drawn as bars, a switch per block, and the tree that a run of blocks unravels to."""

from itertools import product
from math import comb

import pytest

from explorer.diagrams.paths import counted, power
from explorer.spec import DEPTHS, Spec
from explorer.theme import CANVASES
from explorer.tracing import trace
from tests.diagrams.geometry import Picture, crossings, overlaps
from tests.networks import LAYERS, pictured, tabulated


def hits(figure: dict) -> list[tuple[str, float, float]]:
    """(name, width, height) of everything that answers to the pointer."""
    bars = figure["data"][-1]
    return list(zip(bars["customdata"], bars["width"], bars["y"], strict=True))


def told(figure: dict) -> list[str]:
    return [text for name, text in zip(figure["data"][-1]["customdata"], figure["data"][-1]["hovertext"], strict=True)
            if not name]


def texts(figure: dict) -> str:
    return " ".join(figure["data"][0]["text"])


@pytest.mark.parametrize("depth", DEPTHS)
def test_every_number_of_branches_has_a_bar_that_tells_its_paths(graphs, depth):
    n = sum(LAYERS[depth])
    bars = told(pictured("paths", graphs[depth]))
    assert len(bars) == n + 1
    assert all(f"{comb(n, k):,} paths" in bar for k, bar in enumerate(bars))


@pytest.mark.parametrize("measure", ["branches", "layers"])
def test_the_table_has_every_path_once(graphs, measure):
    table = tabulated("paths", graphs[152], measure=measure)
    assert sum(row.cells[1] for row in table.rows) == 2**50
    assert sum(row.cells[2] for row in table.rows) == pytest.approx(100, rel=1e-3)


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_click_on_a_block_takes_its_shortcut_and_a_second_one_does_not(graphs, depth):
    before = pictured("paths", graphs[depth], route="layer4.1,layer2.0")["layout"]["meta"]["sets"]
    assert before["layer3.1"] == {"route": "layer2.0,layer3.1,layer4.1"}
    after = pictured("paths", graphs[depth], **before["layer3.1"])["layout"]["meta"]["sets"]
    assert after["layer3.1"] == {"route": "layer2.0,layer4.1"}
    assert len(before) == sum(LAYERS[depth])


def test_the_route_is_there_for_other_pictures(graphs):
    route = pictured("paths", graphs[50], route="layer3.1")["layout"]["meta"]["route"]
    assert {"input", "layer3.0.conv1", "layer3.1.add", "layer3.1.shortcut", "layer3.2", "output"} <= set(route)
    assert not {"layer3.1.conv1", "layer3.1", "layer3.2.shortcut", "layer3.0.downsample.0"} & set(route)


def test_what_is_said_of_the_route_is_counted(graphs):
    """16 blocks; layer2.0 projects: over it one layer instead of three. 16 − 1 branches in 16 ways."""
    said = texts(pictured("paths", graphs[50], route="layer2.0"))
    assert "15 of 16 branches, 48 weighted layers" in said
    assert f"as many branches: {comb(16, 15)}." in said
    assert "as many weighted layers: 4." in said  # the four blocks that project


def test_a_part_that_is_no_block_changes_nothing(graphs):
    plain = pictured("paths", graphs[18])
    assert pictured("paths", graphs[18], route="layer4", tree="conv1") == plain


@pytest.mark.parametrize(("first", "run"), [
    ("", ("layer1.0", "layer1.1", "layer2.0")),
    ("layer2.1", ("layer2.1", "layer3.0", "layer3.1")),
    ("layer4.1", ("layer3.1", "layer4.0", "layer4.1")),
])
def test_three_blocks_unravel_to_eight_paths(graphs, first, run):
    """The k-th F stands 2^(n − k) times, as often as its ⊕; the last ⊕ gives the one output."""
    figure = pictured("paths", graphs[18], panel="tree", tree=first)
    names = [name for name, _, _ in hits(figure)]
    switch = 1
    assert [names.count(block) - switch for block in run] == [4, 2, 1]
    assert [names.count(f"{block}.add") for block in run] == [4, 2, 1]
    assert "2³ = 8 paths" in texts(figure)


def test_a_path_of_the_tree_tells_its_weighted_layers(graphs):
    """layer2.0 of ResNet-18 projects: one layer over its shortcut, two through F; the others none, and two."""
    said = set(pictured("paths", graphs[18], panel="tree", tree="layer2.0")["data"][0]["text"])
    assert {"shortcuts: 2", "F₁: 3", "F₂: 4", "F₁ → F₂: 5", "F₃: 3", "F₁ → F₃: 4", "F₂ → F₃: 5",
            "F₁ → F₂ → F₃: 6"} <= said


@pytest.mark.parametrize("options", [
    {"route": "layer1.0,layer2.1,layer4.1"}, {"measure": "layers", "route": "layer3.0"},
    {"panel": "tree", "tree": "layer2.1"}, {"panel": "tree", "tree": "layer4.1"},
], ids=str)
@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("depth", DEPTHS)
def test_every_text_can_be_read_whatever_is_chosen(graphs, depth, canvas, options):
    figure = pictured("paths", graphs[depth], canvas=canvas, **options)
    picture = Picture("", graphs[depth], CANVASES[canvas], figure)
    width, height = figure["layout"]["width"], figure["layout"]["height"]
    assert overlaps((text.text, text.area) for text in picture.texts) == []
    assert crossings(picture.lines, {text.text: text.area for text in picture.texts}) == []
    assert [text for text in picture.texts if min(text.area[:2]) < 0
            or text.area[2] > width or text.area[3] > height] == []


@pytest.mark.parametrize("canvas", CANVASES)
def test_every_switch_is_large_enough_to_be_hit(graphs, canvas):
    """WCAG 2.2, 2.5.8 Target Size (Minimum): 24 px; a switch of 22 has 24 px of its own from edge to edge."""
    figure = pictured("paths", graphs[152], canvas=canvas)
    assert min(min(width, height) for name, width, height in hits(figure) if name) >= 22


@pytest.mark.parametrize(("number", "written"), [
    (1, "1"), (12_870, "12,870"), (2**50, "1,125,899,906,842,624"), (2**200, "1.61×10⁶⁰"), (10**18, "1×10¹⁸"),
])
def test_counts_are_exact_as_far_as_they_can_be_read(number, written):
    assert counted(number) == written


@pytest.mark.parametrize(("number", "written"), [(65_536, "2¹⁶ = 65,536"), (1, "2⁰ = 1"), (12, "12")])
def test_a_power_of_two_is_written_as_one(number, written):
    assert power(number) == written


def test_a_network_without_shortcuts_has_one_path():
    figure = pictured("paths", trace(Spec(34, variant="plain")))
    assert "Without shortcuts there is one path: through all of the 34" in texts(figure)
    assert len(told(figure)) == 1
    assert "branches" not in " ".join(figure["data"][1]["text"])


def test_where_no_relu_follows_the_sum_none_is_spoken_of():
    """He et al. 2016, Fig. 4e."""
    assert "no ReLU follows the ⊕" in texts(pictured("paths", trace(Spec(variant="v2"))))
    assert "no ReLU follows" not in texts(pictured("paths", trace(Spec())))


def test_ways_within_a_branch_are_counted_too():
    """F of an SE block can be crossed past its scaling or through it: 3 ways for each of 16 blocks."""
    figure = texts(pictured("paths", trace(Spec(variant="se"))))
    assert f"{3**16:,} paths" in figure
    assert "more than 2ⁿ" in figure


@pytest.mark.parametrize("canvas", CANVASES)
def test_the_switches_of_600_blocks_leave_a_slide_room(canvas):
    figure = pictured("paths", trace(Spec(1202, variant="cifar")), canvas=canvas)
    assert len(set(figure["data"][-1]["customdata"]) - {""}) == 600
    assert figure["layout"]["height"] == CANVASES[canvas].height or CANVASES[canvas].pans


def test_the_unravelled_run_is_a_table_of_its_paths(graphs):
    """Two blocks of ResNet-18's layer2: F has two weighted layers, the first one's projection has one."""
    rows = tabulated("paths", graphs[18], panel="tree", tree="layer2.0").rows
    crossed = [(sum(taken), 2 * taken[0] + (1 - taken[0]) + 2 * taken[1] + 2 * taken[2] + (1 - taken[2]))
               for taken in product((0, 1), repeat=3)]
    assert sorted(row.cells[1:] for row in rows) == sorted(crossed)
