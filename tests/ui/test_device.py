"""The proof on the device: it comes by itself, can be stopped, and is that of the network on the screen."""

import re
from datetime import datetime
from itertools import dropwhile

from playwright.sync_api import expect

from explorer.measuring.device import choose, name
from tests.ui.screen import Screen

BLOCKS = 3 + 4 + 6 + 3
CONVOLUTIONS = 1 + 3 * BLOCKS + 4  # with four projections
WHEN = re.compile(r"measured at (\S+ \S+) UTC")
SHAPES = 2 * CONVOLUTIONS + (1 + 3 * BLOCKS) + BLOCKS + 4  # batch norms, ReLUs, ⊕; two poolings, flatten, fc
KNOWN = {"depth=34&height=33&width=33": "of ResNet-34, 3×33×33", "depth=18&height=33&width=33": "of ResNet-18, 3×33×33"}
TOLD = """() => {
  const [told, proof] = [[], document.querySelector('#proof')];
  new MutationObserver(() => told.push(proof.innerText)).observe(proof, { subtree: true, childList: true });
  return told;
}"""
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


def test_it_can_be_stopped_and_asked_for_again(screen: Screen):
    screen.go(LONG)
    expect(screen.proof).to_contain_text("(step ")
    screen.button("Stop").click()
    expect(screen.proof).to_have_text("Stopped.")
    expect(screen.button("Stop")).to_be_disabled()
    screen.button("Measure again").click()
    expect(screen.proof).to_contain_text("(step ")
    screen.type("Depth", "18")
    expect(screen.proof).to_contain_text("shapes confirmed by a real forward pass of ResNet-18")


def test_another_network_leads_to_its_own_proof(screen: Screen):
    screen.go(LONG.replace("640", "608"))
    expect(screen.proof).to_contain_text("(step ")
    screen.pick("Depth", "34").until(depth=34)
    expect(screen.proof).to_contain_text("shapes confirmed by a real forward pass of ResNet-34")


def test_a_step_back_in_mid_run_shows_the_proof_that_is_there_and_keeps_it(screen: Screen):
    for query, proof in KNOWN.items():
        expect(screen.go(query).proof).to_contain_text(proof)
    expect(screen.go(LONG.replace("640", "576")).proof).to_contain_text("(step ")
    told = screen.page.evaluate_handle(TOLD)
    for query, proof in KNOWN.items():
        expect(screen.go(query).proof).to_contain_text(proof)
    said = list(dropwhile(lambda text: "(step " in text, told.json_value()))
    assert [text for text in said if not any(proof in text for proof in KNOWN.values())] == []
