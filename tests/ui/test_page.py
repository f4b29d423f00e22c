"""What is asked with the controls, and what is answered."""

import pytest
from playwright.sync_api import Browser, Route, expect

from explorer.metrics.units import quantity
from explorer.spec import VARIANTS
from tests.ui.screen import Screen

PARAMETERS = {18: 11_689_512, 50: 25_557_032, 152: 60_192_808}  # published by torchvision
SIZE = "choose a whole number from 1 to 4096"
BAD = {
    "Depth": [("51", "no ResNet of depth 51: choose 18, 26, 34, 50, 101 or 152 (the nearest is 50)"),
              ("abc", "no ResNet of depth 'abc': choose 18, 26, 34, 50, 101 or 152")],
    "Height, px": [("0", f"height cannot be 0: {SIZE}"), ("5000", f"height cannot be 5000: {SIZE}")],
    "Width, px": [("224.5", f"width cannot be 224.5: {SIZE}"), ("", f"width is empty: {SIZE}")],
    "Classes": [("100001", "classes cannot be 100001: choose a whole number from 1 to 100000")],
}
CUT_OFF = """() => [...document.querySelectorAll('#question .block')]
.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ id }) => id)"""
IN_ONE_COLUMN = """() => {
  const columns = [...document.querySelectorAll('#below > *')];
  const [inspector, panel] = columns.map((column) => column.getBoundingClientRect());
  return panel.top >= inspector.bottom && panel.width === inspector.width;
}"""
TEXT_AND_ARROW = """() => {
  const [input, arrow] = ['input', '.icon-wrap'].map((part) => document.querySelector(`#variant ${part}`));
  const room = parseFloat(getComputedStyle(input).paddingRight);
  return [input.getBoundingClientRect().right - room, arrow.getBoundingClientRect().left];
}"""


@pytest.fixture
def screen(new_screen) -> Screen:
    """A page for each test: an answer to what was typed may come when the next has begun."""
    return new_screen().open()


def name_of(label: str) -> str:
    return label.split(",")[0].lower()


def test_it_opens_on_resnet_50_at_224_drawn(screen: Screen):
    assert screen.address == screen.shown == Screen.FIRST
    parameters, macs = quantity(PARAMETERS[50]), quantity(4_089_184_256)
    assert screen.caption == f"ResNet-50, 3×224×224, v1.5 · {parameters} parameters · {macs} MACs"


def test_a_depth_picked_from_the_list_is_drawn(screen: Screen):
    screen.control("Depth").click()
    expect(screen.page.get_by_role("option")).to_contain_text([str(depth) for depth in VARIANTS["v1.5"].depths])
    screen.page.get_by_role("option", name="152").click()
    screen.until(depth=152)
    assert screen.address == screen.shown == {**Screen.FIRST, "depth": "152"}
    assert f"{quantity(PARAMETERS[152])} parameters" in screen.caption


def test_a_depth_that_is_typed_is_drawn(screen: Screen):
    screen.type("Depth", "18").until(depth=18)
    assert screen.address == screen.shown == {**Screen.FIRST, "depth": "18"}
    assert f"{quantity(PARAMETERS[18])} parameters" in screen.caption


def test_a_number_that_is_typed_is_drawn(screen: Screen):
    typed = {"height": "320", "width": "97", "classes": "10"}
    for label in ("Height, px", "Width, px", "Classes"):
        screen.type(label, typed[name_of(label)]).until(**{name_of(label): typed[name_of(label)]})
    assert screen.address == screen.shown == {**Screen.FIRST, **typed}
    assert screen.caption.startswith("ResNet-50, 3×320×97")


def test_what_is_half_typed_is_not_asked(browser: Browser, server: str):
    """A key every 200 ms, by a clock that stands while this machine presses the next: it is that of a whole context."""
    with browser.new_context(locale="en-GB") as context:
        screen, asked = Screen(context.new_page(), server).open(), []
        screen.page.on("request", lambda sent: asked.append(sent.url) if "/figure/network" in sent.url else None)
        screen.page.clock.install(time=0)
        screen.page.clock.pause_at(1)
        field = screen.control("Height, px")
        field.fill("")
        for key in "4097":
            field.press(key)
            screen.page.clock.run_for(200)
        screen.page.clock.resume()
        expect(screen.notice).to_have_text("height cannot be 4097: choose a whole number from 1 to 4096")
        assert asked == []
        assert screen.address == screen.shown == Screen.FIRST


@pytest.mark.parametrize("label", BAD)
def test_a_bad_value_is_told_and_the_picture_stays(screen: Screen, label: str):
    before = screen.shown, screen.address, [text.text for text in screen.texts]
    for value, sentence in BAD[label]:
        screen.enter(label, value)
        expect(screen.notice).to_have_text(sentence)
        assert (screen.shown, screen.address, [text.text for text in screen.texts]) == before
    screen.enter(label, "34")
    screen.until(**{name_of(label): 34})
    expect(screen.notice).to_be_hidden()


def test_every_bad_value_is_told(screen: Screen):
    for label in BAD:
        screen.enter(label, BAD[label][0][0])
    sentences = [told[0][1] for told in BAD.values()]
    expect(screen.notice.locator("p")).to_have_text(sentences)
    for label, sentence in zip(BAD, sentences, strict=True):
        told, asked = (found.bounding_box() for found in (screen.notice.get_by_text(sentence), screen.control(label)))
        assert told["x"] < asked["x"] + asked["width"]
        assert asked["x"] < told["x"] + told["width"]
        expect(screen.control(label)).to_have_attribute("aria-invalid", "true")


def test_a_burst_of_changes_ends_on_the_last(screen: Screen):
    for height in range(100, 120):
        screen.control("Height, px").fill(str(height))
    screen.pick("Depth", "18").until(height=119, depth=18)
    expect(screen.proof).to_contain_text("of ResNet-18")
    assert screen.address == screen.shown == {**Screen.FIRST, "height": "119", "depth": "18"}
    assert screen.caption.startswith("ResNet-18, 3×119×224")


def test_an_answer_that_comes_late_is_dropped(screen: Screen):
    held = []
    screen.page.route("**/figure/network?*height=100&*", lambda route: held.append(route))
    screen.control("Height, px").fill("100")
    screen.page.wait_for_function("new URLSearchParams(location.search).get('height') === '100'")
    screen.control("Height, px").fill("200")
    screen.until(height=200)
    held[0].continue_()
    expect(screen.proof).to_contain_text("shapes confirmed")
    assert screen.caption.startswith("ResNet-50, 3×200×224")


def test_the_level_is_chosen(screen: Screen):
    for level, part in (("Operations", "layer3.5.bn2"), ("Stages", "layer4"), ("Blocks", "layer3.5")):
        screen.control(level).check()
        screen.until(level=level.lower())
        assert part in screen.parts
        assert screen.address["level"] == level.lower()


def test_all_blocks_open_and_close_and_the_level_follows(screen: Screen):
    screen.click("layer2.0").until(open="layer2.0")
    screen.button("Open all").click()
    screen.until(level="operations", open="")
    expect(screen.control("Operations")).to_be_checked()
    assert {"layer1.0.conv1", "layer4.2.bn3"} < set(screen.parts)
    screen.button("Close all").click()
    screen.until(level="blocks")
    expect(screen.control("Blocks")).to_be_checked()
    assert not [part for part in screen.parts if part.startswith("layer1.0.conv")]


def test_nothing_leaves_the_page_sideways(new_screen):
    screen = new_screen(390, 844).open("open=layer2.0&select=layer2.0&overlay=receptive_field")
    expect(screen.inspector.locator("h2")).to_have_text("layer2.0")
    for width in (390, 900, 1440):
        screen.page.set_viewport_size({"width": width, "height": 844})
        screen.page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)


@pytest.mark.parametrize("width", [720, 768, 390])
def test_a_narrow_page_is_one_column_and_cuts_nothing_off(new_screen, width: int):
    screen = new_screen(width, 900).open().until_panel()
    screen.page.wait_for_function(IN_ONE_COLUMN)
    assert screen.page.evaluate(CUT_OFF) == []


def test_a_name_of_a_network_does_not_run_under_its_arrow(new_screen):
    screen = new_screen(720, 450).open()
    text_ends, arrow_begins = screen.page.evaluate(TEXT_AND_ARROW)
    assert text_ends <= arrow_begins


def test_the_whole_picture_is_on_the_first_screen(screen: Screen):
    box = screen.plot.bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 900
    assert box["x"] + box["width"] <= 1440


def test_another_network_brings_its_depths_and_its_usual_size(screen: Screen):
    screen.pick("Network", "ResNet for CIFAR (6n + 2)").until(variant="cifar")
    assert screen.address == {**Screen.FIRST, "variant": "cifar", "height": "32", "width": "32", "classes": "10"}
    assert screen.caption.startswith("ResNet-50, 3×32×32, ")  # 6·8 + 2
    screen.type("Depth", "1202").until(depth=1202)
    assert "19.4 M parameters" in screen.caption  # He et al. 2015, Table 6
    screen.pick("Network", "Plain (no shortcuts)").until(variant="plain")
    assert screen.address == {**Screen.FIRST, "variant": "plain", "depth": "34"}


def test_your_own_stages_make_the_depth(screen: Screen):
    screen.pick("Network", "Your own stages").until(variant="own")
    expect(screen.control("Depth")).to_be_hidden()
    screen.type("Blocks a stage", "3,4,23,3").until(layers="3,4,23,3")
    assert screen.caption.startswith(f"ResNet-{3 * (3 + 4 + 23 + 3) + 2}, ")
    screen.enter("Blocks a stage", "3,x")
    expect(screen.notice).to_contain_text("layers cannot be '3,x': give the blocks of 1 to 4 stages, such as 3,4,6,3")


def test_a_depth_of_another_family_is_told_with_the_nearest(new_screen):
    screen = new_screen().open("variant=cifar&depth=57")
    expect(screen.notice).to_contain_text("(the nearest is 56)")
    assert screen.address["depth"] == "56"


def test_what_fails_of_a_network_that_nobody_looks_at_any_more_is_not_told(screen: Screen):
    held: list[Route] = []
    screen.page.route("**/facts?*depth=18&*", lambda route: held.append(route))
    screen.type("Depth", "18").until(depth=18)
    screen.type("Depth", "34").until(depth=34)
    expect(screen.inspector.locator("h2")).to_have_text("ResNet-34")
    (late,) = held
    with screen.page.expect_event("requestfinished", lambda request: request == late.request):
        late.fulfill(body="no facts")
    screen.page.evaluate("new Promise((told) => setTimeout(told, 100))")
    expect(screen.page.locator(".trouble")).to_be_hidden()
