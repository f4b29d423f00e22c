"""A picture is saved as a slide: 16:9, and readable from the last row."""

import re
import struct
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from explorer.diagrams import DIAGRAMS
from tests.ui.screen import TEXTS, Screen, Text, overlapping

SVG = "{http://www.w3.org/2000/svg}"
LEAST = 18
STATES = ["depth=50&overlay=stage", "open=layer2.0&overlay=receptive_field", "depth=152",
          "depth=152&overlay=activation_memory", "depth=18&level=operations"]


def saved(screen: Screen, button: str, folder: Path) -> Path:
    with screen.page.expect_download() as download:
        screen.button(button).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def rendered(page: Page, file: Path) -> list[Text]:
    """The texts of a saved picture in a window of its size."""
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.set_content(f'<div class="plot">{file.read_text("utf-8")}</div>')
    return [Text(**found) for found in page.evaluate(TEXTS)]


def test_a_saved_svg_is_a_slide_with_a_caption(screen: Screen, tmp_path: Path):
    file = saved(screen, "Save SVG", tmp_path)
    root = ElementTree.parse(file).getroot()
    assert file.name == "resnet50-224x224-network.svg"
    assert (root.tag, root.get("width"), root.get("height")) == (f"{SVG}svg", "1920", "1080")
    assert screen.caption in ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert not re.search(r'(href|src)="(?!#|data:)', file.read_text("utf-8"))


def test_a_saved_png_has_twice_the_pixels(screen: Screen, tmp_path: Path):
    file = saved(screen, "Save PNG", tmp_path)
    assert file.name == "resnet50-224x224-network.png"
    head = file.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:24]) == (3840, 2160)


def test_a_slide_can_be_read_from_the_last_row(screen: Screen, new_screen, tmp_path: Path):
    window = new_screen().page
    for state in STATES:
        texts = rendered(window, saved(screen.go(state), "Save SVG", tmp_path))
        assert len(texts) > 10
        assert [text.text for text in texts if text.size < LEAST] == []
        assert [text.text for text in texts if text.left < 0 or text.right > 1920] == []
        assert overlapping(texts) == []


def test_what_is_saved_is_what_is_shown(new_screen, tmp_path: Path):
    screen = new_screen(theme="dark").open("depth=18&height=96&width=128&open=layer2.0&overlay=channels")
    file = saved(screen, "Save SVG", tmp_path)
    assert file.name == "resnet18-96x128-network.svg"
    words = file.read_text("utf-8")
    for text in ("ResNet-18, 3×96×128", "layer2.0 BasicBlock", "Channels:"):
        assert text in words


def test_the_caption_can_be_switched_off_and_the_link_says_so(screen: Screen, new_screen, tmp_path: Path):
    caption = screen.caption
    screen.control("Off").check()
    screen.until(caption="off")
    assert caption not in [text.text for text in screen.texts]
    words = saved(screen, "Save SVG", tmp_path).read_text("utf-8")
    assert "ResNet-50" not in words
    assert "layer2" in words
    again = new_screen().open("caption=off")
    expect(again.control("Off")).to_be_checked()


@pytest.mark.parametrize(("shape", "size"), [("4:3", ("1440", "1080")), ("Square", ("1080", "1080")),
                                             ("Half a slide", ("960", "1080"))])
def test_a_slide_has_the_shape_that_was_chosen_and_can_be_read(screen: Screen, new_screen, tmp_path: Path, shape, size):
    window = new_screen().page
    screen.go("depth=34&open=layer2.0").open_kit()
    screen.control(shape).check()
    file = saved(screen, "Save SVG", tmp_path)
    root = ElementTree.parse(file).getroot()
    assert (root.get("width"), root.get("height")) == size
    texts = rendered(window, file)
    assert [text.text for text in texts if text.size < LEAST or text.right > int(size[0])] == []
    assert overlapping(texts) == []


@pytest.mark.parametrize(("ground", "corner"), [("light", (255, 255, 255, 255)), ("transparent", (0, 0, 0, 0)),
                                                ("dark", (20, 22, 27, 255))])
def test_a_slide_has_the_ground_that_was_chosen(screen: Screen, tmp_path: Path, ground, corner):
    """That of the dark theme is #14161B."""
    screen.go(f"depth=18&ground={ground}")
    with Image.open(saved(screen, "Save PNG", tmp_path)) as image:
        assert image.convert("RGBA").getpixel((2, 2)) == corner


def test_what_more_can_be_saved_closes_where_it_is_left_and_at_escape(screen: Screen):
    kit, button = screen.page.locator(".kit"), screen.page.locator(".kit summary")
    button.click()
    screen.page.locator("h1").click()
    expect(kit).not_to_have_attribute("open", "")
    button.click()
    expect(kit).to_have_attribute("open", "")
    screen.keys(["Tab", "Escape"])
    expect(kit).not_to_have_attribute("open", "")
    expect(button).to_be_focused()


def test_all_slides_of_a_network_are_in_one_file(screen: Screen, tmp_path: Path):
    screen.go("depth=18&height=64&width=64")
    screen.page.wait_for_function("Object.keys(document.querySelector('#picture .plot').layout.meta.folds).length > 0")
    screen.open_kit()
    with zipfile.ZipFile(saved(screen, "All slides (zip)", tmp_path)) as deck:
        assert deck.testzip() is None
        names = [name.removesuffix(".svg").partition("-")[2] for name in deck.namelist() if name.endswith(".svg")]
        measured = [name for name, diagram in DIAGRAMS.items() if diagram.experiment]
        stages = ["stem", "layer1", "layer2", "layer3", "layer4", "head"]
        assert names == ["network", *stages, *(name for name in DIAGRAMS if name not in ("network", *measured))]
        assert len(deck.namelist()) == 2 * len(names)
        texts = [ElementTree.fromstring(deck.read(name)) for name in deck.namelist() if name.endswith(".svg")]
        assert all("ResNet-18" in "".join(root.itertext()) for root in texts)
