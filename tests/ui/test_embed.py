"""One diagram in a frame of another page, without what is around it."""

from playwright.sync_api import expect

from tests.ui.screen import NETWORK, PANEL, Screen

AROUND = "#heading", "#question", f"{NETWORK} .toolbar", f"{PANEL} [role=tablist]", f"{PANEL} .table", ".inspector"


def bare(screen: Screen, shown: str, hidden: str) -> None:
    expect(screen.page.locator(f"{shown} .stage")).to_be_visible()
    for around in (*AROUND, hidden):
        expect(screen.page.locator(around).first).to_be_hidden()


def test_the_network_stands_alone(new_screen):
    screen = new_screen().open("embed=1&depth=18&open=layer2.0")
    bare(screen, NETWORK, PANEL)
    screen.click("layer2.0").until(open="")
    assert screen.address["embed"] == "1"
