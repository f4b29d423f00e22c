"""Every text of the picture can be read: large enough, and none over another."""

import pytest

from explorer.metrics import METRICS
from tests.ui.screen import Screen, overlapping

LEAST = 12
STATES = [
    *(f"depth={depth}&level={level}" for depth in (18, 152) for level in ("stages", "blocks", "operations")),
    *(f"depth={depth}&open=layer2.0,layer3.1" for depth in (50, 152)),
    *(f"depth=152&overlay={name}" for name in METRICS),
    "depth=50&overlay=activation_memory&open=layer4.0",
    "depth=18&height=1&width=1", "depth=152&height=4096&width=4096&classes=100000&open=layer1.0",
    "depth=50&height=4096&width=32&open=layer1.0", "depth=50&height=32&width=4096&open=layer3.0",
]


@pytest.mark.parametrize("width", [1440, 900, 390])
def test_no_text_is_small_or_over_another(new_screen, width: int):
    screen: Screen = new_screen(width, 900).open()
    troubles = {}
    for state in STATES:
        texts = screen.go(state).texts
        small = [text.text for text in texts if text.size < LEAST]
        if found := small + overlapping(texts):
            troubles[state] = found
    assert troubles == {}


def test_the_caption_and_the_keys_fit_on_a_phone(new_screen):
    screen: Screen = new_screen(390, 844).open("depth=152&height=4096&width=4096&overlay=receptive_field")
    above = ("() => document.querySelector('#picture .plot').data.find(({ xaxis }) => xaxis === 'x2')"
             ".text.map(text => text.replace(/<.?b>/g, ''))")
    box, still = screen.plot.bounding_box(), screen.page.evaluate(above)
    found = [text for text in screen.texts if text.text in still]
    assert len(found) == len(still)
    assert min(text.left for text in found) >= box["x"]
    assert max(text.right for text in found) <= box["x"] + box["width"]
