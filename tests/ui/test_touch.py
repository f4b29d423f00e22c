"""The page under a finger: it scrolls where a mouse would pan, and a tap does what a click does."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from explorer.residual import residual_blocks
from explorer.spec import Spec
from tests.networks import traced
from tests.ui.conftest import watched
from tests.ui.screen import NETWORK, PANEL, PLACE, Screen

STEPS = 12
TIP = "() => document.querySelector('.tip:not([hidden])')?.getBoundingClientRect().toJSON()"


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Screen]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True,
                                  locale="en-GB")
    page, troubles = context.new_page(), []
    watched(page, troubles)
    yield Screen(page, server)
    context.close()
    assert troubles == []


def tap(screen: Screen, name: str) -> tuple[float, float]:
    """A finger on a part of the Network, and where it was."""
    screen.plot.scroll_into_view_if_needed()
    x, y = screen.page.evaluate(PLACE, [NETWORK, name])
    screen.page.touchscreen.tap(x, y)
    return x, y


def swipe(screen: Screen, where: str, across: int, down: int) -> None:
    """A finger from the middle of a picture, as the browser gets it from the screen."""
    screen.page.locator(f"{where} .stage").scroll_into_view_if_needed()
    box = screen.page.locator(f"{where} .stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, min(box["y"] + box["height"] / 2, 700)
    finger = screen.page.context.new_cdp_session(screen.page)
    for step in range(STEPS):
        point = {"x": x + across * step / STEPS, "y": y + down * step / STEPS}
        kind = "touchMove" if step else "touchStart"
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        screen.page.evaluate("new Promise(requestAnimationFrame)")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_the_whole_network_is_seen_before_anybody_scrolls(phone: Screen):
    """All of it but the last lines of its labels; its actions are below."""
    phone.open()
    picture, actions = (phone.page.locator(f"{NETWORK} {part}").bounding_box() for part in (".stage", ".actions"))
    assert picture["y"] + 0.9 * picture["height"] < 844
    assert picture["y"] + picture["height"] < actions["y"]


@pytest.mark.parametrize("where", [NETWORK, PANEL])
def test_a_finger_on_a_picture_scrolls_the_page(phone: Screen, where: str):
    phone.open("tab=shapes").until_panel()
    phone.page.locator(f"{where} .stage").scroll_into_view_if_needed()
    before = phone.page.evaluate("scrollY")
    swipe(phone, where, 0, -200)
    phone.page.wait_for_function("before => scrollY > before + 50", arg=before)


def test_a_finger_swipes_through_a_wide_picture(phone: Screen):
    phone.open("level=operations")
    swipe(phone, NETWORK, -200, 0)
    phone.page.wait_for_function("document.querySelector('#picture .stage').scrollLeft > 50")


def test_a_tap_opens_a_block(phone: Screen):
    phone.open()
    tap(phone, "layer2.0")
    phone.until(open="layer2.0")
    expect(phone.inspector.locator("h2")).to_have_text("layer2.0")


@pytest.mark.parametrize("name", ["conv1", "layer2.0", "layer3.0.shortcut", "fc"])
def test_a_tap_says_beside_the_part_what_it_is(phone: Screen, name: str):
    phone.open()
    x, y = tap(phone, name)
    phone.until(select=name)
    expect(phone.page.locator(f"{NETWORK} .tip")).to_contain_text(name)
    tip = phone.page.evaluate(TIP)
    assert 0 <= tip["left"] < tip["right"] <= 390
    assert 0 <= tip["top"] < tip["bottom"] <= 844
    assert not (tip["left"] <= x <= tip["right"] and tip["top"] <= y <= tip["bottom"])


def test_what_a_tap_says_stays_until_the_next_tap_elsewhere(phone: Screen):
    phone.open()
    tap(phone, "conv1")
    tip = phone.page.locator(f"{NETWORK} .tip")
    before = tip.bounding_box()
    phone.page.evaluate("scrollBy(0, 50)")
    phone.page.wait_for_function(f"before => ({TIP})().top !== before.y", arg=before)
    expect(tip).to_contain_text("7×7")
    phone.page.locator("#heading").tap()
    expect(tip).to_be_hidden()


def test_a_zoomed_picture_is_swiped_through_and_says_where_one_is(phone: Screen):
    phone.open()
    hint = phone.page.locator(".hint")
    expect(hint).to_have_text(re.compile("^Tap"))
    for _ in range(2):
        phone.button("Zoom in").tap()
    expect(hint).to_have_text(re.compile("^In sight: layer"))
    stage, blocks = phone.page.locator(f"{NETWORK} .stage"), [block.name for block in residual_blocks(traced(Spec(50)))]
    for end, part in ((0, "input"), (10_000, "fc")):
        stage.evaluate("(stage, left) => stage.scrollTo({ left })", end)
        expect(hint).to_contain_text(part)
        assert phone.in_sight([part]) == [part]
        seen = phone.in_sight(blocks)
        assert 0 < len(seen) < len(blocks)
        expect(hint).to_contain_text(seen[0] if end else seen[-1])
    phone.button("Whole picture").tap()
    expect(hint).to_have_text(re.compile("^Tap"))
    phone.button("Zoom in").tap()
    stage.evaluate("stage => stage.scrollTo({ left: 0 })")
    expect(hint).to_contain_text("In sight: input")
    swipe(phone, NETWORK, -200, 0)
    expect(hint).to_have_text(re.compile("^In sight: (?!input)"))
