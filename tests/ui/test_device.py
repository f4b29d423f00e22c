"""The proof on the device: it comes by itself, can be stopped, and is that of the network on the screen."""

import re
from datetime import datetime

from playwright.sync_api import expect

from explorer.measuring.device import choose, name
from tests.ui.screen import Screen

BLOCKS = 3 + 4 + 6 + 3
CONVOLUTIONS = 1 + 3 * BLOCKS + 4  # with four projections
WHEN = re.compile(r"measured at (\S+ \S+) UTC")
SHAPES = 2 * CONVOLUTIONS + (1 + 3 * BLOCKS) + BLOCKS + 4  # batch norms, ReLUs, ⊕; two poolings, flatten, fc
LONG = "depth=152&height=640&width=640"  # seconds to measure, so that there is time to press a button


def test_the_proof_comes_by_itself_and_names_the_device(screen: Screen):
    expect(screen.proof).to_contain_text(f"{SHAPES} of {SHAPES} shapes confirmed")
    expect(screen.proof).to_contain_text(f"of ResNet-50, 3×224×224, on {name(choose())}")
    for told in ("s to build", "s forward", "peak memory", "evaluation mode"):
        expect(screen.proof).to_contain_text(told)


def test_measuring_again_gives_a_newer_proof(new_screen):
    screen = new_screen().open("depth=18&height=33&width=33")
    first = measured_at(screen)
    screen.page.wait_for_function("then => Date.now() >= then + 1000", arg=1000 * first.timestamp())
    screen.button("Measure again").click()
    expect(screen.proof).not_to_contain_text(f"{first:%H:%M:%S}")
    assert measured_at(screen) > first


def measured_at(screen: Screen) -> datetime:
    """What the proof says of when it was measured, once it does."""
    expect(screen.proof).to_contain_text(WHEN)
    return datetime.fromisoformat(WHEN.search(screen.proof.inner_text())[1] + "+00:00")


def test_it_can_be_stopped_and_asked_for_again(new_screen):
    screen = new_screen().open(LONG)
    expect(screen.proof).to_contain_text("(step ")
    screen.button("Stop").click()
    expect(screen.proof).to_have_text("Stopped.")
    expect(screen.button("Stop")).to_be_disabled()
    screen.button("Measure again").click()
    expect(screen.proof).to_contain_text("(step ")
    screen.type("Depth", "18")
    expect(screen.proof).to_contain_text("shapes confirmed by a real forward pass of ResNet-18")


def test_another_network_leads_to_its_own_proof(new_screen):
    screen = new_screen().open(LONG.replace("640", "608"))
    expect(screen.proof).to_contain_text("(step ")
    screen.pick("Depth", "34").until(depth=34)
    expect(screen.proof).to_contain_text("shapes confirmed by a real forward pass of ResNet-34")
