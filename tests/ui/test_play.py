"""Stepping through the depths: the play button, and parts that move to their places where the reader likes motion."""

import pytest
from playwright.sync_api import expect

from tests.ui.screen import NETWORK, Screen

BUTTON = "[data-action=play]"
WATCH = """() => {
  const layer = document.querySelector('#picture .morph');
  window.seen = [];
  const look = () => layer.firstChild && window.seen.push(layer.querySelectorAll('g > g').length);
  new MutationObserver(look).observe(layer, { childList: true, subtree: true });
}"""
BLOCKS = {18: 8, 34: 16, 50: 16, 101: 33, 152: 50}
OTHERS = 1 + 2 + 2  # input; conv1 and maxpool; avgpool and fc


def moving(screen: Screen, motion: str, *depths: int) -> list[int]:
    """How many parts moved from depth to depth."""
    screen.page.emulate_media(reduced_motion=motion)
    screen.page.evaluate(WATCH)
    for depth in depths:
        screen.go(f"depth={depth}").until(depth=depth)
        expect(screen.page.locator(f"{NETWORK} .morph g")).to_have_count(0)
    return screen.page.evaluate("window.seen")


def test_play_goes_on_to_the_deepest_and_stops_there(screen: Screen):
    screen.go("depth=101&overlay=macs")
    screen.page.click(BUTTON)
    expect(screen.page.locator(BUTTON)).to_have_text("■")
    screen.until(depth="152", overlay="macs")
    expect(screen.page.locator(BUTTON)).to_have_text("▶")


def test_whatever_a_person_does_ends_it(screen: Screen):
    screen.go("depth=152")
    screen.page.click(BUTTON)
    screen.until(depth="18")
    screen.plot.press("ArrowRight")
    expect(screen.page.locator(BUTTON)).to_have_text("▶")


@pytest.mark.parametrize(("variant", "offered"), [("v1.5", True), ("cifar", True), ("plain", True), ("own", False)])
def test_it_is_offered_where_there_are_depths_to_step_through(screen: Screen, variant, offered):
    screen.go(f"variant={variant}")
    expect(screen.page.locator(BUTTON)).to_be_visible(visible=offered)


def test_parts_move_to_their_places_and_new_ones_grow(new_screen):
    """Volumes and shortcuts of both pictures: those of the deeper, each of which has the shallower one's names."""
    screen = new_screen().open("depth=50")
    assert set(moving(screen, "no-preference", 101)) == {OTHERS + 2 * BLOCKS[101]}
    assert screen.page.locator(f"{NETWORK} .plot").evaluate("plot => plot.style.opacity") == ""


def test_nothing_moves_for_who_likes_no_motion(new_screen):
    assert moving(new_screen().open("depth=50"), "reduce", 101, 18) == []
