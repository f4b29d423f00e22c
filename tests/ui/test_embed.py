"""One diagram in a frame of another page, without what is around it."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from explorer.ui.assets import address
from explorer.ui.text import words
from tests.ui.conftest import importing
from tests.ui.screen import NETWORK, PANEL, Screen
from tests.ui.test_laboratory import SMALL
from tests.ui.wire import fetch

EMBEDDED = "query => import(`./embed.js?${encodeURIComponent(query)}`).then(({ embedded }) => embedded)"
AROUND = "#heading", "#question", f"{NETWORK} .toolbar", f"{PANEL} [role=tablist]", f"{PANEL} .table", ".inspector"


@pytest.fixture(scope="module")
def module(context: BrowserContext, server: str) -> Iterator[Page]:
    with importing(context, f"{server}{address('static/page.css')}") as page:
        yield page


def bare(screen: Screen, shown: str, hidden: str) -> None:
    expect(screen.page.locator(f"{shown} .stage")).to_be_visible()
    for around in (*AROUND, hidden):
        expect(screen.page.locator(around).first).to_be_hidden()


def test_the_network_stands_alone(new_screen):
    screen = new_screen().open("embed=1&depth=18&open=layer2.0")
    bare(screen, NETWORK, PANEL)
    screen.click("layer2.0").until(open="")
    assert screen.address["embed"] == "1"


@pytest.mark.parametrize("run", ["", "&run=signal"])
def test_no_experiment_is_begun_there_and_the_way_to_the_whole_page_is_shown(new_screen, run):
    """Whose page it stands in nobody knows."""
    screen, asked = new_screen(), []
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.page.goto(f"{screen.url}?embed=1&tab=signal&{SMALL}{run}")
    whole = screen.page.get_by_role("link", name=words()["page.whole"])
    expect(whole).to_be_visible()
    expect(screen.page.locator(".laboratory button:visible")).to_have_count(0)
    there = dict(parse_qsl(urlsplit(whole.get_attribute("href")).query))
    assert (there["tab"], there.keys() & {"embed", "run"}) == ("signal", set())
    assert "run" not in screen.address
    assert [url for url in asked if "signal?" in url or "/queue/join" in url] == []


def test_no_colours_are_measured_there(new_screen):
    screen = new_screen().open(f"embed=1&{SMALL}&overlay=latency").until(overlay="stage")
    assert screen.address["overlay"] == "stage"


@pytest.mark.parametrize("query", ["embed=1", "embed=0", "embed=", "embed=01", "embed=1&embed=0", "embed=0&embed=1",
                                   "embed=1&embed=", "embed=&embed=1", "%65mbed=%31", "embed=1;embed=0", "?embed=1"])
def test_what_may_be_framed_by_everybody_is_stripped_and_nothing_else_is(module: Page, server: str, query: str):
    """The policy and the page ask the same of an address, which is anybody's to write."""
    framed = "frame-ancestors" not in fetch(f"{server}?{query}")[1]["content-security-policy"]
    module.evaluate("query => history.replaceState({}, '', query)", f"?{query}")
    assert module.evaluate(EMBEDDED, query) == framed


def test_the_page_around_it_is_told_where_it_is_as_a_space_s_is(context: BrowserContext, server: str):
    """As Gradio's own apps tell it on Hugging Face, whose address then follows."""
    page = context.new_page()
    listening = "<script>told = ''; onmessage = ({data}) => told = data.queryString</script>"
    around = f'{listening}<iframe src="{server}?depth=18"></iframe>'
    page.route(f"{server}around", lambda route: route.fulfill(content_type="text/html", body=around))
    page.goto(f"{server}around")
    page.frame_locator("iframe").locator(NETWORK).get_by_label("Stages", exact=True).check()
    page.wait_for_function("told.includes('depth=18') && told.includes('level=stages')")
    page.close()
