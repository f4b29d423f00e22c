"""The diagrams beneath the Network: each behind its tab, linked with it, and in the address."""

import base64
import csv
import re
from collections.abc import Iterator
from io import BytesIO
from math import comb
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from explorer.diagrams import DIAGRAMS
from explorer.ui.text import words
from tests.ui.screen import NETWORK, PANEL, Screen
from tests.ui.test_access import violations
from tests.ui.test_save import saved

TABS = [name for name, diagram in DIAGRAMS.items() if name != "network" and not diagram.experiment]
BLOCKS, CONVOLUTIONS = 3 + 4 + 6 + 3, 1 + 3 * (3 + 4 + 6 + 3) + 4  # of ResNet-50, with four projections
GREEN = (0, 255, 0)
INPUT = """() => {
  const plot = document.querySelector('.panel .plot');
  const { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  const [west, south, east, north] = plot.layout.meta.image;
  const [across, down] = [(x) => Math.round(left + xaxis.l2p(x)), (y) => Math.round(top + yaxis.l2p(y))];
  return [across(west), down(north), across(east), down(south)];
}"""


def opened(new_screen, query: str, **size: object) -> Screen:
    return new_screen(**size).open(query).until_panel()


def title(name: str) -> str:
    return words()[f"diagram.{name}"]


@pytest.mark.parametrize("name", TABS)
def test_a_tab_is_drawn_when_it_is_opened_and_its_question_stands_above(screen: Screen, name: str):
    screen.page.get_by_role("tab", name=title(name), exact=True).click()
    screen.until_panel()
    assert screen.address.get("tab", TABS[0]) == name
    expect(screen.page.locator(f"{PANEL} .question")).to_have_text(words()[f"diagram.{name}.question"])


def test_only_the_open_diagram_is_fetched(new_screen):
    screen, asked = new_screen(), []
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.open("tab=layers").until_panel()
    fetched = set(re.findall(r"/(?:figure|table)/(\w+)", " ".join(asked)))
    assert fetched == {"network", "layers"}


def every_tab(screen: Screen) -> Iterator[str]:
    """Opens one after the other."""
    for name in TABS:
        screen.page.get_by_role("tab", name=title(name), exact=True).click()
        screen.until_panel()
        assert screen.address.get("tab", TABS[0]) == name
        yield name


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_grave_in_any_tab(new_screen, theme: str):
    screen = opened(new_screen, "select=layer2.0", theme=theme)
    expect(screen.proof).to_contain_text("shapes confirmed")  # no button changes while axe looks
    assert {name: violations(screen, PANEL, theme) for name in every_tab(screen)} == {name: [] for name in TABS}


def test_on_a_phone_nothing_leaves_the_page_sideways(new_screen):
    screen = opened(new_screen, "select=layer2.0", width=390, height=844)
    widths = {name: screen.page.evaluate("document.documentElement.scrollWidth") for name in every_tab(screen)}
    assert [name for name, width in widths.items() if width > 390] == []


def test_arrow_keys_go_through_the_tabs(screen: Screen):
    screen.page.get_by_role("tab", selected=True).focus()
    screen.keys(["ArrowRight"])
    expect(screen.page.get_by_role("tab", selected=True)).to_have_text(title(TABS[1]))
    assert screen.address["tab"] == TABS[1]


def test_a_link_restores_the_tab_and_what_is_set_in_it(new_screen):
    query = "tab=paths&measure=layers&route=layer2.1,layer3.0"
    screen = opened(new_screen, query)
    assert {name: screen.address.get(name) for name in ("tab", "measure", "route")} == {
        "tab": "paths", "measure": "layers", "route": "layer2.1,layer3.0"}
    expect(screen.control("Weighted layers")).to_be_checked()
    screen.control("Residual branches").check()
    screen.page.go_back()
    expect(screen.control("Weighted layers")).to_be_checked()


def test_a_bad_tab_is_told_and_replaced(new_screen):
    screen = opened(new_screen, "tab=taste&view=smell")
    for told in ("no tab 'taste': choose ", "no view 'smell': choose "):
        expect(screen.notice).to_contain_text(told)
    assert "tab" not in screen.address


def test_the_block_follows_the_selection_and_the_arrow_keys(screen: Screen):
    screen.go("tab=block&select=layer2.0").until_panel()
    shown = "name => name in document.querySelector('.panel .plot').layout.meta.outlines"
    screen.page.wait_for_function(shown, arg="layer2.0.conv2")
    screen.page.locator(f"{PANEL} .stage").focus()
    screen.keys(["ArrowRight"])
    screen.page.wait_for_function(shown, arg="layer2.1.conv2")
    assert screen.address["select"] == "layer2.1"


def test_a_switch_puts_the_route_over_the_shortcut_and_lights_it_on_the_network(screen: Screen):
    screen.go("tab=paths").until_panel()
    route = screen.page.locator(f"{NETWORK} .light .route")
    expect(route).to_have_attribute("d", "")
    screen.click("layer3.2", PANEL)
    expect(route).not_to_have_attribute("d", "")
    assert screen.address["route"] == "layer3.2"
    outlines = screen.page.evaluate("document.querySelector('#picture .plot').layout.meta.outlines")
    assert outlines["layer3.2.shortcut"] in route.get_attribute("d")
    assert outlines["layer3.2"] not in route.get_attribute("d")
    told = screen.page.locator(f"{PANEL} .plot")
    expect(told).to_contain_text(str(comb(BLOCKS, BLOCKS - 1)))


def test_a_preset_goes_to_its_networks_and_a_step_back_leaves_them(screen: Screen):
    screen.go("depth=18&tab=compare&overlay=macs").until_panel()
    screen.page.get_by_role("link", name=words()["preset.preactivation"]).click()
    screen.until(depth="50", overlay="stage", open="layer2.1").until_panel()
    texts = " ".join(screen.page.locator(f"{PANEL} .plot text").all_text_contents())
    assert "ResNet-50, 3×224×224, v1.5" in texts
    assert "ResNet-50, 3×224×224, v2" in texts
    screen.page.go_back()
    screen.until(depth="18", overlay="macs")


def test_what_is_opened_in_a_comparison_opens_in_both_and_in_the_network(screen: Screen):
    screen.go("depth=34&tab=compare&beside=v1.5-50").until_panel()
    screen.click("layer3.2", PANEL).until(open="layer3.2").until_panel()
    for text in ("layer3.2 BasicBlock", "layer3.2 Bottleneck"):
        expect(screen.page.locator(f"{PANEL} .plot text", has_text=text)).to_have_count(1)
    expect(screen.page.locator(f"{NETWORK} .plot text", has_text="layer3.2 BasicBlock")).to_have_count(1)


def test_both_networks_of_a_comparison_are_zoomed_together(screen: Screen):
    screen.go("depth=34&tab=compare&beside=v1.5-50").until_panel()
    seen = "() => document.querySelector('.panel .plot').layout.xaxis.range.reduce((left, right) => right - left)"
    before = screen.page.evaluate(seen)
    screen.page.locator(PANEL).get_by_role("button", name="Zoom in", exact=True).click()
    screen.page.wait_for_function(f"width => ({seen})() < 0.8 * width", arg=before)
    screen.page.locator(PANEL).get_by_role("button", name="Whole picture", exact=True).click()
    screen.page.wait_for_function(f"width => ({seen})() === width", arg=before)


def test_the_table_is_sorted_filtered_and_in_the_address(screen: Screen):
    screen.go("tab=layers").until_panel()
    rows = screen.page.locator(f"{PANEL} tbody tr")
    screen.page.get_by_label("Filter the rows").fill("convolution")
    expect(rows).to_have_count(CONVOLUTIONS)
    for order in ("ascending", "descending"):
        screen.page.get_by_role("button", name="Parameters", exact=True).click()
        numbers = [int(text.replace(",", "")) for text in rows.locator("td:nth-of-type(6)").all_inner_texts()]
        assert numbers == sorted(numbers, reverse=order == "descending")
        expect(screen.page.locator(f"{PANEL} th[aria-sort={order}]")).to_have_text("Parameters")
    assert (screen.address["filter"], screen.address["sort"]) == ("convolution", "-parameters")


def test_a_count_of_181_digits_stands_in_full_and_its_share_as_a_power_of_ten(screen: Screen):
    screen.go("tab=paths&variant=cifar&depth=1202").until_panel()
    blocks = 3 * (1202 - 2) // 6
    row = screen.page.locator(f"{PANEL} tbody tr", has=screen.page.locator(f"text='{blocks // 2}'"))
    expect(row.locator("td").first).to_have_text(f"{comb(blocks, blocks // 2):,}")
    mantissa, exponent = f"{100 / 2**blocks:.2e}".split("e-")
    assert (mantissa, exponent) == ("2.41", "179")
    expect(screen.page.locator(f"{PANEL} tbody tr").first.locator("td").last).to_have_text("2.41×10⁻¹⁷⁹")


def test_a_column_of_sentences_has_room_for_them(screen: Screen):
    screen.go("tab=cost&cost=conventions")
    sentences = screen.page.locator(f"{PANEL} tbody td:last-child")
    sentences.first.wait_for()
    lines = "cells => cells.map(cell => cell.clientHeight / parseFloat(getComputedStyle(cell).lineHeight))"
    assert max(sentences.evaluate_all(lines)) < 5


def test_a_table_that_fails_late_leaves_the_one_that_was_asked_for_since(screen: Screen):
    screen.go("tab=layers&depth=34").until_panel()
    held, asked = [], []
    screen.page.route("**/table/layers?*depth=18&*", lambda route: held.append(route))
    screen.page.on("request", lambda request: "/table/" in request.url and asked.append(request.url))
    screen.go("tab=layers&depth=18")
    screen.go("tab=layers&depth=50").until_panel()
    rows = screen.page.locator(f"{PANEL} tbody tr")
    expect(rows.filter(has_text="layer1.0.conv3")).not_to_have_count(0)
    with screen.page.expect_event("requestfinished", lambda request: request == held[0].request):
        held[0].fulfill(body="no table")
    screen.click("layer2.1").until(open="layer2.1")
    expect(screen.page.locator(".trouble")).to_be_hidden()
    assert len(asked) == 2


def test_a_row_selects_its_operation_and_arrows_walk_the_rows(screen: Screen):
    screen.go("tab=layers&filter=layer3.1.").until_panel()
    screen.page.get_by_role("button", name="layer3.1.conv2", exact=True).click()
    expect(screen.inspector.locator("h2")).to_have_text("layer3.1.conv2")
    assert screen.lit("selected", NETWORK)
    screen.keys(["ArrowDown", "Enter"])
    expect(screen.inspector.locator("h2")).to_have_text("layer3.1.bn2")


def test_the_table_is_saved_as_csv(screen: Screen, tmp_path: Path):
    screen.go("tab=layers&depth=18").until_panel()
    with screen.page.expect_download() as download:
        screen.button("Save CSV").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert file.name == "resnet18-224x224-layers.csv"
    assert sum(int(row["parameters"]) for row in rows) == 11_689_512  # published by torchvision


@pytest.mark.parametrize("name", TABS)
def test_a_diagram_is_saved_as_a_slide(screen: Screen, tmp_path: Path, name: str):
    screen.go(f"tab={name}&select=layer2.0").until_panel()
    with screen.page.expect_download() as download:
        screen.page.locator(f"{PANEL} [data-action=svg]").click()
    assert download.value.suggested_filename == f"resnet50-224x224-{name}.svg"
    file = tmp_path / "slide.svg"
    download.value.save_as(file)
    assert re.match(r'<svg[^>]* width="1920" height="1080"', file.read_text("utf-8"))


@pytest.mark.parametrize(("text", "name"), [("layer3.5", "layer3.5"), ("7x7", "conv1"),
                                            ("downsample", "layer1.0.downsample.0"), ("layer3.4.bn2", "layer3.4.bn2")])
def test_search_finds_by_name_and_by_kind_and_goes_there(screen: Screen, text: str, name: str):
    field = screen.page.get_by_role("search").get_by_role("combobox")
    field.fill(text)
    field.press("Enter")
    expect(screen.inspector.locator("h2")).to_have_text(name)
    screen.page.wait_for_function("name => name in document.querySelector('#picture .plot').layout.meta.outlines",
                                  arg=name)
    assert screen.address["select"] == name


def test_a_search_that_finds_nothing_says_so(screen: Screen):
    field = screen.page.get_by_role("search").get_by_role("combobox")
    field.fill("transformer")
    field.press("Enter")
    assert "transformer" in field.evaluate("field => field.validationMessage")


def test_a_picture_of_the_reader_lies_under_the_field_and_goes_nowhere(new_screen, tmp_path: Path):
    file = tmp_path / "own.png"
    Image.new("RGB", (8, 8), GREEN).save(file)
    content = base64.b64encode(file.read_bytes()).decode()
    screen = opened(new_screen, "tab=receptive_field&select=layer2.0")
    sent = []
    screen.page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    screen.page.set_input_files(f"{PANEL} .image", file)
    expect(screen.page.locator(f"{PANEL} .plot image")).to_have_attribute("href", f"data:image/png;base64,{content}")
    centre, corner = colours_of_the_input(screen)
    assert distance(corner, GREEN) < 30
    assert distance(centre, corner) > 60
    screen.click("layer3.1").until(select="layer3.1")
    assert sent
    assert not [request for request in sent if content in request]


def distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def colours_of_the_input(screen: Screen) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """In the middle of the input, where the field is, and in its corner."""
    screen.page.locator(f"{PANEL} .stage").scroll_into_view_if_needed()
    left, top, right, bottom = screen.page.evaluate(INPUT)
    shot = Image.open(BytesIO(screen.page.screenshot())).convert("RGB")
    return shot.getpixel((round((left + right) / 2), round((top + bottom) / 2))), shot.getpixel((left + 4, top + 4))


def test_what_is_no_picture_is_told(new_screen, tmp_path: Path):
    file = tmp_path / "own.png"
    file.write_text("not a picture")
    screen = opened(new_screen, "tab=receptive_field")
    screen.page.set_input_files(f"{PANEL} .image", file)
    expect(screen.page.locator(".trouble")).to_have_text(words()["page.image.none"])


def test_saving_the_network_is_still_the_first_button(screen: Screen, tmp_path: Path):
    assert saved(screen, "Save SVG", tmp_path).name == "resnet50-224x224-network.svg"


def test_shapes_are_sorted_as_numbers_and_found_as_they_are_typed(screen: Screen):
    screen.go("tab=layers&sort=-out").until_panel()
    rows = screen.page.locator(f"{PANEL} tbody tr")
    channels = [int(text.partition("×")[0]) for text in rows.locator("td:nth-of-type(5)").all_inner_texts()]
    assert channels == sorted(channels, reverse=True)
    screen.page.get_by_label("Filter the rows").fill("7x7")
    expect(rows.first).to_contain_text("7×7")


def test_a_small_share_is_not_nothing(screen: Screen):
    """Of 2^50 paths through ResNet-152 one takes no branch."""
    screen.go("tab=paths&depth=152").until_panel()
    share = screen.page.locator(f"{PANEL} tbody tr").first.locator("td").last
    assert f"{100 / 2**50:.2e}" == "8.88e-14"
    expect(share).to_have_text("8.88×10⁻¹⁴")


def test_a_link_shows_the_selected_row(new_screen):
    screen = opened(new_screen, "tab=layers&select=layer3.4.conv2")
    screen.page.locator(f"{PANEL} .scroller").scroll_into_view_if_needed()
    expect(screen.page.locator(f"{PANEL} tr[aria-current]")).to_be_in_viewport(ratio=0.5)
    assert screen.page.evaluate("document.querySelector('.panel .scroller').scrollTop") > 0


def test_names_that_the_network_has_not_go_from_the_address(screen: Screen):
    screen.go("tab=paths&depth=152&route=layer3.30,layer2.1,junk").until_panel()
    expect(screen.inspector.locator("h2")).to_have_text("ResNet-152")
    assert screen.address["route"] == "layer3.30,layer2.1"
    screen.pick("Depth", "18").until(depth=18)
    screen.page.wait_for_function("new URLSearchParams(location.search).get('route') === 'layer2.1'")
