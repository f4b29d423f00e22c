"""The page by keyboard, and for those who do not see it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.ui.screen import Screen

REACHABLE = """() => [...document.querySelectorAll('button, input, textarea, select, a[href], [tabindex="0"]')]
  .filter(node => node.checkVisibility() && !node.disabled && node.tabIndex >= 0)
  .filter(node => !(node.type === 'radio' && !node.checked))
  .filter(node => !window.reached?.has(node)).map(node => node.outerHTML.slice(0, 120))"""
REACHED = "() => { (window.reached ??= new Set()).add(document.activeElement); }"
GRAVE = ("serious", "critical")


def violations(screen: Screen, where: str | None = None, theme: str = "light") -> list[str]:
    """Of the whole page, or of a part of it. On the dark ground only colours are other than on the light one."""
    rules = {"runOnly": ["color-contrast"]} if theme == "dark" else {}
    found = Axe().run(screen.page, where, {**rules, "resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found if rule["impact"] in GRAVE for node in rule["nodes"]]


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 1440), ("light", 390)])
def test_axe_finds_nothing_grave(new_screen, theme: str, width: int):
    screen = new_screen(width, theme=theme).open("open=layer2.0&select=layer2.0")
    expect(screen.proof).to_contain_text("shapes confirmed")
    assert violations(screen, theme=theme) == []


def test_axe_finds_nothing_grave_in_a_refusal(screen: Screen):
    expect(screen.proof).to_contain_text("shapes confirmed")
    screen.control("Height, px").fill("0")
    expect(screen.notice).to_be_visible()
    assert violations(screen) == []


def test_tab_reaches_everything(screen: Screen):
    assert len(screen.page.evaluate(REACHABLE)) > 15
    for _ in range(40):
        screen.keys(["Tab"])
        screen.page.evaluate(REACHED)
    assert screen.page.evaluate(REACHABLE) == []


def test_a_list_of_choices_closes_behind_the_keyboard(screen: Screen):
    lists = screen.page.get_by_role("listbox")
    screen.control("Network").focus()
    expect(lists).to_have_count(1)
    screen.keys(["Tab", "Tab"])
    expect(screen.control("Height, px")).to_be_focused()
    expect(lists).to_have_count(0)


def test_a_list_of_choices_closes_at_a_press_on_a_picture(screen: Screen):
    screen.control("Network").click()
    expect(screen.page.get_by_role("listbox")).to_be_visible()
    box = screen.plot.bounding_box()
    screen.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 5)
    expect(screen.page.get_by_role("listbox")).to_have_count(0)


def test_arrows_walk_and_enter_opens_and_closes(screen: Screen):
    screen.plot.focus()
    for name in ("input", "conv1", "maxpool", "layer1.0", "layer1.1"):
        screen.keys(["ArrowRight"])
        expect(screen.inspector.locator("h2")).to_have_text(name)
        assert screen.address["select"] == name
    screen.keys(["ArrowLeft", "Enter"]).until(open="layer1.0")
    screen.keys(["Enter"]).until(open="", select="layer1.0")


def test_an_open_block_is_walked_into_and_closed(screen: Screen):
    screen.plot.focus()
    screen.keys(["ArrowRight"] * 4 + ["Enter"]).until(open="layer1.0")
    screen.keys(["ArrowRight"])
    expect(screen.inspector.locator("h2")).to_have_text("layer1.0.downsample.0")
    screen.keys(["ArrowLeft", "Enter"]).until(open="")
    assert screen.address["select"] == "layer1.0"


def test_escape_selects_none(screen: Screen):
    screen.plot.focus()
    screen.keys(["ArrowRight"])
    expect(screen.inspector.locator("h2")).to_have_text("input")
    screen.keys(["Escape"])
    expect(screen.inspector.locator("h2")).to_have_text("ResNet-50")
    assert "select" not in screen.address
