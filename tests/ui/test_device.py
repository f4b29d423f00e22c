"""The proof on the device: it comes by itself, can be stopped, and is that of the network on the screen."""

from playwright.sync_api import expect

from explorer.measuring.device import choose, name
from tests.ui.screen import Screen

BLOCKS = 3 + 4 + 6 + 3
CONVOLUTIONS = 1 + 3 * BLOCKS + 4  # with four projections
SHAPES = 2 * CONVOLUTIONS + (1 + 3 * BLOCKS) + BLOCKS + 4  # batch norms, ReLUs, ⊕; two poolings, flatten, fc


def test_the_proof_comes_by_itself_and_names_the_device(screen: Screen):
    expect(screen.proof).to_contain_text(f"{SHAPES} of {SHAPES} shapes confirmed")
    expect(screen.proof).to_contain_text(f"of ResNet-50 on {name(choose())}")
    for told in ("ms to build", "ms forward", "peak memory"):
        expect(screen.proof).to_contain_text(told)
