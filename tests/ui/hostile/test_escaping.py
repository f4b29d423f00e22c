"""Text from outside stays text: in the page, in a picture, in every file; and who may frame the page."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode
from xml.etree import ElementTree

import networkx as nx
import pydot
import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect
from torch import nn

from explorer.diagrams import DIAGRAMS, SAVING, draw
from explorer.export import FORMATS
from explorer.spec import Spec
from explorer.tracing import trace_module
from explorer.ui.links import FREE
from explorer.ui.text import words
from tests.ui.copies.conftest import Files
from tests.ui.hostile.corpus import SCRIPT
from tests.ui.screen import Screen
from tests.ui.wire import fetch

HOSTILE = " ".join((SCRIPT, '"><svg onload=alert(1)>', "<a href='javascript:alert(1)'>x</a>",
           "</script><script>alert(1)</script>"))
NAMES = {"depth", "height", "width", "classes", "variant", "layers", "block", "channels", "zero_init", "lang", "tab",
         *FREE, *(option.name for option in SAVING),
         *(option.name for diagram in DIAGRAMS.values() for option in (*diagram.options, *diagram.settings))}
INJECTED = "img[src='x'], [onerror], [onload], a[href^='javascript']"


@pytest.fixture
def ran(context: BrowserContext) -> Iterator[list[str]]:
    """What was brought to run: every dialog that a page opened."""
    dialogs: list[str] = []

    def opened(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    context.on("dialog", opened)
    yield dialogs
    context.remove_listener("dialog", opened)


@pytest.fixture(scope="module")
def strange():
    """A network whose parts have names that nobody gives in earnest."""
    kind = type(SCRIPT, (nn.Sequential,), {})
    model = kind()
    model.add_module(SCRIPT, nn.Conv2d(3, 4, 3))
    model.add_module('"]; x [label="', nn.ReLU())
    return trace_module(model, (3, 8, 8), spec=Spec())


def test_a_link_with_it_in_every_parameter(new_screen, ran):
    screen = new_screen().open(urlencode(dict.fromkeys(sorted(NAMES), HOSTILE)))
    assert (ran, screen.page.locator(INJECTED).count()) == ([], 0)
    assert SCRIPT in screen.notice.inner_text()


def test_it_is_typed_into_every_field_that_takes_text(new_screen, ran):
    screen = new_screen().open("variant=own&layers=1,1")
    for field in ("#layers textarea, #layers input", "#picture input[type=search]"):
        screen.page.locator(field).first.fill(SCRIPT)
        screen.page.locator(field).first.press("Enter")
        expect(screen.page.locator("body")).to_contain_text(SCRIPT)
    assert (ran, screen.page.locator(INJECTED).count()) == ([], 0)


def test_a_picture_of_a_network_with_such_names(screen: Screen, ran, strange):
    spec = draw("network", strange, words(), level="operations")
    screen.page.evaluate("async spec => { const plot = document.body.appendChild(document.createElement('div'));"
                         " await Plotly.newPlot(plot, spec.data, spec.layout);"
                         " document.body.insertAdjacentHTML('beforeend', decodeURIComponent("
                         " (await Plotly.toImage(plot, { format: 'svg' })).slice(19))); }", spec)
    assert (ran, screen.page.locator(INJECTED).count()) == ([], 0)


def test_files_of_a_network_with_such_names(strange):
    graphml = FORMATS["graphml"].write(strange, words())
    assert ElementTree.fromstring(graphml).find(".//img") is None
    assert set(nx.parse_graphml(graphml)) == set(strange)
    (dot,) = pydot.graph_from_dot_data(FORMATS["dot"].write(strange, words()))
    assert len(dot.get_edges()) == strange.number_of_edges()


@pytest.fixture
def framed(context: BrowserContext, server: str, tmp_path: Path) -> Iterator[Callable[[str], Page]]:
    """A lecturer's page, from a server of its own, with ours in a frame."""
    page = context.new_page()
    page.set_default_timeout(20_000)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=tmp_path)) as lecture:
        Thread(target=lecture.serve_forever, daemon=True).start()

        def show(query: str) -> Page:
            (tmp_path / "index.html").write_text(f'<iframe src="{server}?{query}" width="900" height="600"></iframe>')
            page.goto(f"http://127.0.0.1:{lecture.server_port}/")
            return page

        yield show
        page.close()
        lecture.shutdown()


def test_a_diagram_can_be_framed_by_everybody(framed):
    page = framed("embed=1&depth=18")
    page.frame_locator("iframe").locator("#picture .plot .main-svg").first.wait_for()


def test_the_page_can_be_framed_by_a_space_only(framed, server):
    policy = fetch(server)[1]["content-security-policy"]
    assert "frame-ancestors 'self' https://huggingface.co https://*.hf.space" in policy
    assert framed("depth=18").frames[-1].url.startswith("chrome-error:")


@pytest.mark.parametrize("path", ["", "config", "nothing", "gradio_api/info"])
def test_every_answer_says_what_a_browser_may_do(server, path):
    headers = fetch(f"{server}{path}")[1]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert {policy[name] for name in ("object-src", "script-src-attr", "form-action")} == {"'none'"}
    assert {policy[name] for name in ("default-src", "base-uri")} == {"'self'"}
    assert policy["connect-src"] == "'self' data: blob:"
