"""A reader whose browser asks for Chinese gets all of the page in Chinese."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from explorer.diagrams import DIAGRAMS
from explorer.ui.text import words
from tests.ui.conftest import context_in
from tests.ui.screen import Screen

ENGLISH, CHINESE = words(), words("zh-CN")
SELECTED = "open=layer2.0&select=layer2.0.shortcut&overlay=receptive_field"


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with context_in(browser, "zh-CN") as opened:
        yield opened


def english_in(part: Locator) -> set[str]:
    """The lines that are English where Chinese has a text of its own."""
    texts = {text for key, text in ENGLISH.items() if text != CHINESE[key]}
    return texts & {line.strip(" :") for line in part.inner_text().splitlines()}


def test_labels_picture_inspector_and_proof_are_chinese(new_screen):
    screen = new_screen().open(SELECTED)
    expect(screen.proof).to_contain_text("175 个形状中有 175 个得到证实")
    expect(screen.inspector).to_contain_text("投影：步幅 2、通道数 256 → 512，因此 x 经过 1×1 卷积、批归一化")
    for key in ("page.depth", "page.variant", "option.overlay", "page.search"):
        expect(screen.control(CHINESE[key]).first).to_be_visible()
    assert {"恒等捷径", "感受野:", "1×1 卷积, /2、批归一化：256 → 512"} <= {text.text for text in screen.texts}
    assert english_in(screen.page.locator("body")) == set()
    assert screen.page.locator("html").get_attribute("lang") == "zh-CN"


def test_every_diagram_beneath_is_chinese(screen: Screen):
    for name, diagram in DIAGRAMS.items():
        if name != "network" and not diagram.experiment:
            screen.page.get_by_role("tab", name=CHINESE[f"diagram.{name}"], exact=True).click()
            expect(screen.page.locator(".panel .question")).to_have_text(CHINESE[f"diagram.{name}.question"])
            assert english_in(screen.until_panel().page.locator(".panel")) == set()


def test_a_refusal_is_chinese(screen: Screen):
    screen.enter(CHINESE["page.height"], "0")
    expect(screen.notice).to_have_text("高度不能是 0：请填写 1 到 4096 之间的整数")


def test_a_saved_slide_is_chinese(screen: Screen, tmp_path: Path):
    with screen.page.expect_download() as download:
        screen.button(CHINESE["page.action.svg"]).click()
    download.value.save_as(tmp_path / "slide.svg")
    slide = (tmp_path / "slide.svg").read_text("utf-8")
    assert "ResNet-50, 3×224×224, v1.5 · 参数量 25.6 M · 4.09 G MACs" in slide
    assert "Microsoft YaHei" in slide
