"""The live page saves itself as one file, and refuses what is no network in the sentence of every door."""

import asyncio
import gzip
import json

from explorer.ui.assets import address
from explorer.ui.copies import route
from tests.apart import run
from tests.ui.test_save import saved
from tests.ui.wire import fetch

SMALL = "depth=8&height=32&width=32&classes=10&variant=cifar"


def test_the_page_is_saved_as_it_stands(new_screen, tmp_path):
    screen = new_screen().open(f"{SMALL}&open=layer2.0&tab=paths")
    screen.page.locator(".kit summary").click()
    file = saved(screen, "Save offline file", tmp_path)
    page = file.read_text(encoding="utf-8")
    (given,) = (line for line in page.splitlines() if 'id="given"' in line)
    facts = json.loads(given.removeprefix('<script type="application/json" id="given">').removesuffix("</script>"))
    assert file.name == "resnet8-cifar-32x32-explorer.html"
    assert (facts["networks"], facts["theme"]) == ([SMALL], "light")
    assert facts["query"] == f"{SMALL}&level=blocks&open=layer2.0&overlay=stage&tab=paths"


def test_a_bad_network_is_refused(server):
    status, _, body = fetch(f"{server}{address('offline')}?depth=51")
    assert (status, json.loads(body)["error"][:24]) == (400, "no ResNet of depth 51: c")


def test_who_waits_for_their_turn_is_not_late(monkeypatch):
    async def written(arguments: tuple[str, ...]) -> bytes:
        return b"page"

    async def scene():
        offline = route.Offline()
        async with offline.turn:
            asked = asyncio.ensure_future(offline.made("--depth=18"))
            await asyncio.sleep(1.2 * route.SECONDS)
        return await asked

    monkeypatch.setattr(route, "SECONDS", 0.5)
    monkeypatch.setattr(route, "_written", written)
    assert gzip.decompress(run(scene())) == b"page"
