"""The page as one file: from file://, with nothing else in reach, it does what the page does."""

import re

from playwright.sync_api import expect

from explorer.metrics import metric
from explorer.spec import Spec
from tests.networks import traced
from tests.ui.copies.conftest import HOSTILE
from tests.ui.screen import NETWORK, PANEL, Screen

SPEC = Spec(8, variant="cifar")


def test_it_opens_as_the_page_was_and_what_comes_from_outside_is_text(offline: Screen):
    assert offline.shown == {"depth": "8", "height": "32", "width": "32", "classes": "10", "variant": "cifar",
                             "level": "blocks", "open": "layer2.0", "overlay": "stage", "tab": "cost",
                             "filter": HOSTILE}
    assert "layer2.0.conv1" in offline.parts
    expect(offline.page.locator(f"{PANEL} .filter")).to_have_value(HOSTILE)
    assert offline.page.locator("img[src=x]").count() == 0


def test_hover_and_selection_are_linked(offline: Screen):
    offline.page.locator(f"{PANEL} .filter").fill("")
    offline.until_panel()
    assert "conv1" in " ".join(offline.hover("conv1"))
    assert min(offline.lit("hovered", where) for where in (NETWORK, PANEL)) > 0
    offline.click("layer3.0").until(open="layer2.0,layer3.0")
    expect(offline.inspector.locator("h2")).to_have_text("layer3.0")
    assert min(offline.lit("selected", where) for where in (NETWORK, PANEL)) > 0


def test_it_is_coloured_closed_and_reloaded(offline: Screen):
    offline.control("Colour by").select_option("receptive_field")
    offline.until(overlay="receptive_field", open="layer2.0")
    offline.page.reload()
    offline.until(overlay="receptive_field")


def test_its_table_has_the_numbers_of_python(offline: Screen):
    offline.page.get_by_role("tab", name="Cost", exact=True).click()
    offline.page.locator(f"{PANEL} .filter").fill("layer3.0.conv2")
    row = offline.page.locator(f"{PANEL} tbody tr").first
    expect(row).to_contain_text(f"{metric('macs', traced(SPEC))['layer3.0.conv2']:,}")


def test_no_module_in_it_is_loaded_from_beside_it(file):
    page = file.read_text(encoding="utf-8")
    assert not re.search(r"from(%20| )['%27\"]+\./", page)
    assert re.findall(r'<(?:link|script|img)[^>]* (?:src|href)="(?!data:,)', page) == []


def test_its_policy_stands_before_all_that_it_could_stop(file):
    page = file.read_text("utf-8")
    policy = page.index('http-equiv="Content-Security-Policy"')
    assert policy < min(page.index("<script"), page.index("<style"))
    assert "default-src 'none'" in page[policy:page.index(">", policy)]
    assert "http" not in page[page.index("content=", policy):page.index(">", policy)]
