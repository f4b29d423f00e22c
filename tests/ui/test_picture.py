"""The picture under the pointer: hovering, clicking, colouring."""

import re
from fractions import Fraction
from math import floor

import pytest
from playwright.sync_api import expect

from explorer.metrics.units import quantity
from explorer.residual import residual_blocks
from explorer.spec import Spec
from explorer.theme import CANVASES, THEMES
from tests.networks import traced
from tests.ui.screen import NETWORK, PANEL, PLACE, Screen

CONV1 = 64 * 112 * 112  # values in the tensor that leaves it
OVERLAYS = {
    "Parameters": f"Parameters: {quantity(7 * 7 * 3 * 64 + 2 * 64)}",  # and batch norm's scale and shift
    "MACs": f"MACs: {quantity(CONV1 * 7 * 7 * 3)}",
    "Activation memory": f"Activation memory: {quantity(2 * 4 * CONV1, 'B')}",  # of conv1 and bn1; ReLU is in place
    "Channels": "Channels: 64",
    "Receptive field": "Receptive field: 7 px",
}


SEEN = "document.querySelector('#picture .plot').layout.xaxis.range.reduce((left, right) => right - left)"


def worked(size: int) -> str:
    """Dumoulin and Visin 2016, for conv1."""
    steps = Fraction(size + 2 * 3 - 1 * (7 - 1) - 1, 2)
    dropped = " (the floor drops ½ of a step)" if steps - floor(steps) == Fraction(1, 2) else ""
    return f"⌊({size} + 2·3 − 1·(7 − 1) − 1)/2⌋ + 1 = {floor(steps) + 1}{dropped}"


def test_hovering_a_convolution_tells_shapes_and_arithmetic(screen: Screen):
    assert screen.hover("conv1") == [
        "conv1", "convolution 7×7, stride 2, padding 3", "3×224×224 → 64×112×112", f"height, width: {worked(224)}"]


def test_where_height_and_width_differ_both_are_worked(screen: Screen):
    lines = screen.go("height=225&width=96").hover("conv1")
    assert lines[2:] == ["3×225×96 → 64×113×48", f"height: {worked(225)}", f"width: {worked(96)}"]


def test_a_click_opens_a_block_and_one_on_its_title_closes_it(screen: Screen):
    operations = {f"layer2.0.{name}" for name in ("conv1", "bn1", "conv2", "bn2", "conv3", "bn3", "downsample.0")}
    assert not operations & set(screen.parts)
    screen.click("layer2.0").until(open="layer2.0", select="layer2.0")
    assert operations < set(screen.parts)
    screen.click("layer2.0").until(open="")
    assert not operations & set(screen.parts)


def test_a_click_opens_and_a_click_on_its_label_folds_a_stage(screen: Screen):
    screen.click("layer3").until(closed="layer3")
    assert "layer3.0" not in screen.parts
    screen.click("layer3").until(closed="")
    assert "layer3.0" in screen.parts


@pytest.mark.parametrize("opened", ["", "layer2.0,layer2.1"])
def test_a_shortcut_tells_why_it_is_what_it_is(screen: Screen, opened: str):
    screen.go(f"open={opened}")
    screen.click("layer2.0.shortcut")
    why = "projection: stride 2 and 256 → 512 channels, so x goes through a 1×1 convolution and batch norm"
    expect(screen.inspector).to_contain_text(why)
    assert screen.address["select"] == "layer2.0.shortcut"
    screen.click("layer2.1.shortcut")
    expect(screen.inspector).to_contain_text("identity: x and F(x) both are 512×28×28, so x is added as it is")


def test_what_is_selected_is_outlined(screen: Screen):
    outline = screen.page.locator("#picture .light .selected")
    expect(outline).to_have_attribute("d", "")
    screen.click("layer2.0.shortcut")
    meta = screen.page.evaluate("document.querySelector('#picture .plot').layout.meta")
    expect(outline).to_have_attribute("d", meta["outlines"]["layer2.0.shortcut"])
    light, lane = outline.bounding_box(), screen.page.evaluate(PLACE, [NETWORK, "layer2.0.shortcut"])
    assert light["x"] < lane[0] < light["x"] + light["width"]


@pytest.mark.parametrize("tab", ["shapes", "paths", "layers"])
def test_hovering_and_selecting_light_the_same_everywhere_and_ask_nobody(screen: Screen, tab: str):
    screen.go(f"tab={tab}").until_panel()
    expect(screen.proof).to_contain_text("shapes confirmed")
    asked = []
    screen.page.on("request", lambda request: asked.append(request.url))
    for name in ("layer2.0", "layer3.1"):
        screen.hover(name)
        assert screen.lit("hovered", NETWORK)
        assert screen.lit("hovered", PANEL)
        screen.click(f"{name}.shortcut")
        expect(screen.inspector.locator("h2")).to_have_text(f"{name}.shortcut")
        assert screen.lit("selected", NETWORK)
        assert screen.lit("selected", PANEL)
    assert asked == []


def test_an_overlay_recolours_explains_and_tells_its_number(screen: Screen):
    fills = "() => document.querySelector('#picture .plot').layout.shapes.map(it => it.fillcolor + it.path).join()"
    seen = {screen.page.evaluate(fills)}
    for overlay, told in OVERLAYS.items():
        screen.pick("Colour by", overlay).until(overlay=overlay.lower().replace(" ", "_"))
        seen.add(screen.page.evaluate(fills))
        assert f"{overlay}:" in [text.text for text in screen.texts]
        screen.page.mouse.move(0, 0)
        assert screen.hover("conv1")[-1] == told
    assert len(seen) == 1 + len(OVERLAYS)


def test_dark_mode_redraws_at_once(screen: Screen):
    ink = "() => document.querySelector('#picture .plot').data[1].textfont.color[0]"
    assert screen.page.evaluate(ink) == THEMES["light"].ink
    for theme in ("dark", "light"):
        screen.page.emulate_media(color_scheme=theme)
        screen.page.wait_for_function(f"ink => ({ink})() === ink", arg=THEMES[theme].ink)


def test_it_is_drawn_for_the_room_that_there_is_and_again_when_that_changes(new_screen):
    screen = new_screen(390, 844).open()
    for canvas, width in (("narrow", 390), ("medium", 900), ("wide", 1440), ("narrow", 390)):
        screen.page.set_viewport_size({"width": width, "height": 844})
        screen.page.wait_for_function("height => document.querySelector('#picture .plot').layout.height === height",
                                      arg=CANVASES[canvas].height)
    assert screen.shown == Screen.FIRST


def test_the_buttons_zoom_and_show_the_whole_again(screen: Screen):
    seen = "() => document.querySelector('#picture .plot').layout.xaxis.range.reduce((left, right) => right - left)"
    whole = screen.page.evaluate(seen)
    screen.button("Zoom in").click()
    screen.page.wait_for_function(f"whole => ({seen})() < whole", arg=whole)
    screen.button("Whole picture").click()
    screen.page.wait_for_function(f"whole => ({seen})() === whole", arg=whole)


def test_below_it_is_said_which_parts_of_it_are_in_sight(screen: Screen):
    hint, blocks = screen.page.locator(".hint"), [block.name for block in residual_blocks(traced(Spec(50)))]
    expect(hint).to_have_text(re.compile("^Hover"))
    for _ in range(3):
        screen.button("Zoom in").click()
    expect(hint).to_have_text(re.compile("^In sight"))
    seen = screen.in_sight(blocks)
    assert 1 < len(seen) < len(blocks)
    expect(hint).to_contain_text(f"In sight: {seen[0]} to {seen[-1]}. Hover")
    screen.button("Whole picture").click()
    expect(hint).to_have_text(re.compile("^Hover"))


def test_the_whole_of_a_wide_picture_comes_into_sight(screen: Screen):
    screen.go("depth=152&level=operations")
    texts = len(screen.texts)
    screen.button("Whole picture").click()
    whole = screen.page.evaluate("document.querySelector('#picture .plot').layout.meta.width")
    screen.page.wait_for_function(f"whole => {SEEN} >= whole - 1", arg=whole)
    assert len(screen.texts) < texts  # those that would lie on one another
    screen.button("Zoom in").click()
    screen.page.wait_for_function(f"whole => {SEEN} < whole - 1", arg=whole)
