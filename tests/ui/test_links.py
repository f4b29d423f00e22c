"""The address says what is on the screen, and brings it back."""

from urllib.parse import parse_qsl, urlencode

import pytest
from playwright.sync_api import expect

from tests.ui.screen import GO, NETWORK, PANEL, Screen

EVERYTHING = {
    "depth": "34", "height": "128", "width": "320", "classes": "10", "level": "operations", "overlay": "macs",
    "open": "layer1", "closed": "layer2.0,layer3", "select": "layer4.1.conv2",
}
HOSTILE = ["<img src=x onerror=alert(1)><b>", "![x](https://example.com/x) **b**"]


def test_a_link_restores_controls_picture_and_selection(new_screen):
    screen = new_screen().open(urlencode(EVERYTHING))
    assert screen.address == screen.shown == EVERYTHING
    assert screen.controls() == ["34", "128", "320", "10", "operations", "macs"]
    assert {"layer2.0", "layer3", "layer4.1.conv2"} < set(screen.parts)
    assert not {"layer2.0.conv1", "layer3.0"} & set(screen.parts)
    expect(screen.inspector.locator("h2")).to_have_text("layer4.1.conv2")
    expect(screen.notice).to_be_hidden()


def test_what_was_done_is_a_link_to_it(screen: Screen, new_screen):
    screen.pick("Depth", "101").until(depth=101)
    screen.click("layer2.0").until(open="layer2.0")
    screen.click("layer2.0.shortcut").pick("Colour by", "Channels").until(overlay="channels")
    again = new_screen().open(screen.page.evaluate("location.search.slice(1)"))
    assert (again.shown, again.texts, again.parts) == (screen.shown, screen.texts, screen.parts)
    assert again.inspector.inner_text() == screen.inspector.inner_text()


def test_a_bad_link_is_mended_and_told(new_screen):
    screen = new_screen().open("depth=51&height=97&width=0&level=rooms&overlay=taste")
    assert screen.address == screen.shown == {**Screen.FIRST, "height": "97"}
    for told in ("no ResNet of depth 51: choose 18, 26, 34, 50, 101 or 152", "width cannot be 0: choose a whole number",
                 "no level 'rooms': choose stages, blocks or operations", "no overlay 'taste': choose stage, "):
        expect(screen.notice).to_contain_text(told)


def test_a_bad_value_goes_from_the_address_where_its_network_stands_already(screen: Screen):
    expect(screen.proof).to_contain_text("shapes confirmed")  # nothing else writes the address any more
    screen.page.evaluate(GO, "depth=51")
    expect(screen.notice).to_contain_text("no ResNet of depth 51")
    assert screen.address == screen.shown == Screen.FIRST


def test_parts_that_do_not_exist_in_a_link_are_told_and_go_from_it(new_screen):
    screen = new_screen().open("open=layer9.0,layer2.0&closed=no&select=<b>")
    expect(screen.notice).to_have_text("The link names what this network has not: layer9.0, no, <b>.")
    screen.until(open="layer2.0")
    assert screen.address == {**Screen.FIRST, "open": "layer2.0"}
    screen.click("layer1.0").until(open="layer2.0,layer1.0")
    expect(screen.notice.locator("p")).to_have_count(1)


def test_parts_that_the_next_network_has_not_are_no_mistake(new_screen):
    screen = new_screen().open("depth=101&open=layer3.20")
    screen.type("Depth", "18").until(open="", depth=18)
    expect(screen.inspector.locator("h2")).to_have_text("ResNet-18")
    expect(screen.notice).to_be_hidden()


def test_what_every_object_of_javascript_has_is_no_part_of_a_network(new_screen):
    screen = new_screen().open("open=toString&closed=valueOf&select=constructor&tab=layers&sort=constructor")
    expect(screen.inspector.locator("h2")).to_have_text("ResNet-50")
    screen.page.get_by_role("search").get_by_role("combobox").fill("constructor")
    screen.page.get_by_role("button", name="Parameters", exact=True).click()
    screen.page.wait_for_function("location.search.endsWith('&sort=parameters')")
    assert screen.address == {**Screen.FIRST, "tab": "layers", "sort": "parameters"}
    assert not any(screen.lit("selected", where) for where in (NETWORK, PANEL))


@pytest.mark.parametrize(("query", "told"), [
    ("level=blocks&overlay=constructor", "no overlay 'constructor': choose "),
    ("variant=nothing&level=blocks&overlay=stage", "no variant 'nothing': choose ")])
def test_a_link_as_the_page_writes_it_is_mended_too(context, server, query, told):
    """It is drawn before the server has read it."""
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(error.message))
    screen = Screen(page, server).open(f"depth=50&height=224&width=224&classes=1000&{query}").until(**Screen.FIRST)
    expect(screen.notice).to_contain_text(told)
    assert (screen.address, errors) == (Screen.FIRST, [])
    page.close()


def test_a_hostile_link_is_only_text(new_screen):
    for value in HOSTILE:
        screen = new_screen().open(urlencode(dict.fromkeys(("depth", "level", "select", "open"), value)))
        for told in (f"no ResNet of depth '{value}'", f"no level '{value}'"):
            expect(screen.notice).to_contain_text(told)
        assert screen.page.locator(".notice :is(img, a, b, strong)").count() == 0


def test_what_others_keep_in_the_address_stays(new_screen):
    screen = new_screen().open("utm=lecture&depth=18")
    screen.pick("Depth", "34").until(depth=34)
    assert screen.address == {**Screen.FIRST, "depth": "34", "utm": "lecture"}


def test_back_and_forward_go_through_what_was_shown(new_screen):
    screen = new_screen().open()
    screen.pick("Depth", "18").until(depth=18)
    screen.click("layer2.0").until(open="layer2.0")
    screen.control("Stages").check()
    screen.until(level="stages")
    expected = [{"level": "blocks", "open": "layer2.0"}, {"depth": "18", "open": ""}, Screen.FIRST]
    for state in expected:
        screen.page.go_back()
        screen.until(**state)
    assert screen.address == screen.shown == Screen.FIRST
    expect(screen.control("Depth")).to_have_value("50")
    for state in ({"depth": "18"}, {"open": "layer2.0"}, {"level": "stages"}):
        screen.page.go_forward()
        screen.until(**state)
    expect(screen.control("Stages")).to_be_checked()
    expect(screen.control("Depth")).to_have_value("18")


def test_an_answer_to_what_was_typed_before_a_step_back_is_dropped(new_screen):
    """It comes when the controls show what they showed before; the next answer is taken."""
    screen, held = new_screen().open(), []
    screen.pick("Depth", "18").until(depth=18)
    screen.page.route("**/gradio_api/run/predict*", lambda route: route.continue_() if held else held.append(route))
    with screen.page.expect_request("**/gradio_api/run/predict*"):
        screen.enter("Height, px", "96")
    screen.page.go_back()
    screen.until(depth=50)
    expect(screen.control("Height, px")).to_have_value("224")
    with screen.page.expect_event("requestfinished", lambda request: request == held[0].request):
        held[0].continue_()
    screen.click("layer2.0").until(open="layer2.0")
    assert screen.address == screen.shown == {**Screen.FIRST, "open": "layer2.0", "select": "layer2.0"}
    screen.enter("Height, px", "64").until(height=64)


def test_copy_link_copies_the_address(screen: Screen):
    screen.click("layer2.0").until(open="layer2.0")
    screen.button("Copy link").click()
    expect(screen.button("Copied")).to_be_visible()
    copied = screen.page.evaluate("navigator.clipboard.readText()")
    assert dict(parse_qsl(copied.partition("?")[2])) == screen.address


OURS = "depth=34&height=64&width=64&classes=1000&level=blocks&open=layer2.0&overlay=macs"


@pytest.mark.parametrize(("query", "early"), [("", True), (OURS, True), ("depth=34&open=layer2.0", False)])
def test_what_the_page_wrote_is_drawn_before_the_server_has_read_it(new_screen, query, early):
    """And what is done meanwhile stays, when the answer comes."""
    screen, held = new_screen(), []
    screen.page.route("**/gradio_api/run/predict*", lambda route: route.continue_() if held else held.append(route))
    with screen.page.expect_request("**/gradio_api/run/predict*"):
        screen.page.goto(f"{screen.url}?{query}")
    screen.page.wait_for_function("document.querySelector('#picture .options select')")
    before = screen.until().shown.get("open", "") if early else "layer2.0"
    assert bool(screen.shown) == early
    if early:
        screen.click("layer3.1").until(open=f"{before},layer3.1".strip(","))
    else:
        screen.control("Stages").check()
    held[0].continue_()
    expect(screen.control("Depth")).to_have_value("34" if query else "50")
    screen.until(open=f"{before},layer3.1".strip(",") if early else before, level="blocks" if early else "stages")
