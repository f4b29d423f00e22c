"""What is fetched by address: kept for ever under today's version, and no question breaks it."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import plotly
import pytest
from playwright.sync_api import Browser

from explorer.diagrams import DIAGRAMS
from explorer.laboratory import checkpoints
from explorer.metrics import METRICS
from explorer.theme import CANVASES, THEMES
from explorer.ui.assets import address
from explorer.ui.given import PLOTLY
from explorer.ui.text import LANGUAGES, words
from tests.ui.screen import Screen
from tests.ui.wire import fetch

ROOT = Path(__file__).parents[2]
HOSTILE = ["", "0", "-1", "1e999", "x" * 2000, "%00", "%ff", "%2e%2e%2f", "<script>", "{0}", "a,b,,c", "%D9%A2", "null"]
FIELDS = ["depth", "height", "width", "classes", "variant", "level", "overlay", "canvas", "theme", "caption", "lang"]
PLOTLY_BYTES = 500_000  # on the wire; the bundle with all its kinds of traces has three times that
GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("field", FIELDS)
def test_whatever_is_asked_the_answer_is_a_sentence(server, field):
    for value in HOSTILE:
        status, headers, body = fetch(f"{server}{address('figure/network')}?{field}={value}")
        assert (status, headers["content-type"]) == (400, "application/json")
        assert len(json.loads(body)["error"]) < 300
        assert "\n" not in json.loads(body)["error"]


def test_an_option_that_there_is_not_is_told(server):
    status, _, body = fetch(f"{server}{address('figure/network')}?depth=18&ouvert=layer1")
    assert (status, json.loads(body)["error"][:44]) == (400, "no option 'ouvert': choose level, open, clos")


@pytest.mark.parametrize("field", ["open", "closed"])
def test_names_that_no_network_has_change_nothing(server, field):
    url = f"{server}{address('figure/network')}?depth=18"
    plain = fetch(url)[2]
    assert [value for value in HOSTILE if fetch(f"{url}&{field}={value}")[2] != plain] == []


@pytest.mark.parametrize("path", ["static/app.js", f"static/{PLOTLY.name}", "static/page.css", "facts", "words"])
def test_it_is_small_on_the_wire_and_kept_for_ever(server, path):
    status, headers, body = fetch(f"{server}{address(path)}", **GZIP)
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "Accept-Encoding")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(body) == fetch(f"{server}{address(path)}")[2]


def test_the_page_begins_with_every_script_of_its_first_picture(new_screen, server):
    screen, fetched = new_screen(), set()
    screen.page.on("response", lambda answer: ".js" in answer.url and fetched.add(answer.url.removeprefix(server)))
    screen.open()
    begins = fetch(server)[2].decode().partition("gradio_config")[0]
    named = set(re.findall(r'(?:<script type="module" src|as="script" href)="([^"]+)"', begins))
    assert {one for one in fetched if "/explorer/" in one} == named >= {address(f"static/{PLOTLY.name}")}


def test_the_first_picture_asks_for_little_beside_what_gradio_asks_for(browser: Browser, server):
    """In a browser that has nothing yet: a quarter of its requests and, plotly.js apart, of its bytes."""
    context, finished = browser.new_context(locale="en-GB"), []
    page = context.new_page()
    page.on("requestfinished", lambda request: finished.append(request))
    Screen(page, server).open().until_panel()
    sizes = {request.url.removeprefix(server): request.sizes()["responseBodySize"] for request in finished}
    context.close()
    ours = {url: size for url, size in sizes.items() if url.startswith(address())}
    assert len(ours) < (len(sizes) - len(ours)) / 4
    theirs = sum(sizes.values()) - sum(ours.values())
    plotly_js = ours.pop(address(f"static/{PLOTLY.name}"))
    assert sum(ours.values()) < theirs / 4
    assert plotly_js < PLOTLY_BYTES


def test_plotly_s_bundle_is_of_the_version_that_the_python_package_has():
    whole = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_text("utf-8")
    version = re.search(r"\* plotly\.js v([\d.]+)", whole)[1]
    assert f"* plotly.js (basic - minified) v{version}\n" in PLOTLY.read_text("utf-8")[:200]
    assert f"plotly.js-basic-dist-min@{version}\n" in (ROOT / "Makefile").read_text("utf-8")


def test_an_address_of_another_version_answers_but_is_not_kept(server):
    status, headers, _ = fetch(f"{server}gradio_api/explorer/0123456789ab/facts", **GZIP)
    assert (status, headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("path", [
    "static/%2e%2e%2fassets.py", "static/..%5cassets.py", "static/%2e%2e/assets.py", "static/../assets.py",
    "static//etc/passwd", "static/", "static/page.css%00", "words/en", "figure/", "nothing"])
def test_an_unknown_name_is_not_found(server, path):
    assert fetch(f"{server}{address(path)}")[0] in (400, 404)


def test_a_diagram_that_does_not_exist_is_refused_in_a_sentence(server):
    status, _, body = fetch(f"{server}{address('figure/taste')}")
    *most, last = DIAGRAMS
    assert (status, json.loads(body)) == (400, {"error": f"no diagram 'taste': choose {', '.join(most)} or {last}"})


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("theme", THEMES)
def test_every_overlay_of_the_deepest_network_is_small(server, canvas, theme):
    url = f"{server}{address('figure/network')}?depth=152&canvas={canvas}&theme={theme}"
    assert max(len(fetch(f"{url}&overlay={name}", **GZIP)[2]) for name in METRICS) <= 40_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(server, language):
    answer = json.loads(fetch(f"{server}{address('words')}?languages=xx,{language}")[2])
    assert answer["language"] == language
    assert answer["words"].keys() == words("en").keys()


def test_other_weights_on_offer_are_another_version(tmp_path):
    """The page's script says what can be chosen, and a figure what was found with it: both are kept for ever."""
    weights = tmp_path / "some.pth"
    versions = []
    for content in (None, b"1", b"2"):
        if content:
            weights.write_bytes(content)
            os.utime(weights, ns=(0, 10**9 * int(content)))
        given = {**os.environ, checkpoints.VARIABLE: str(weights) if content else ""}
        asked = [sys.executable, "-c", "from explorer.ui.assets import code_version; print(code_version())"]
        versions.append(subprocess.run(asked, env=given, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert len(set(versions)) == len(versions)
