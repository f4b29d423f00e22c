"""The first picture, drawn before plotly.js has come, and on a second page before Gradio has made it."""

import io
from contextlib import contextmanager

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import BrowserContext, Page, expect

from explorer.ui.given import PLOTLY
from tests.ui.conftest import PERMISSIONS, watched
from tests.ui.screen import NETWORK, Screen

MACS = "depth=152&height=224&width=224&classes=1000&level=blocks&overlay=macs"
OPERATIONS = "depth=18&height=64&width=96&classes=10&level=operations&overlay=stage"
CIFAR = "depth=1202&height=32&width=32&classes=10&variant=cifar&level=stages&overlay=stage"
NOT_AS_WE_WRITE_IT = "depth=34"
GRADIO = "**/assets/Blocks*"
SKETCHED = "() => document.querySelectorAll('.sketch > g > path, .sketch > g > text').length"
SEEN = 32  # a difference of grey, of 255, that somebody might see


@pytest.fixture
def new_context(browser):
    """A browser of somebody who has not been here, or has; all that goes wrong in it fails the test."""
    opened, troubles = [], []

    def make(**settings) -> BrowserContext:
        opened.append(context := browser.new_context(locale="en-GB", permissions=PERMISSIONS, **settings))
        context.on("page", lambda page: watched(page, troubles))
        return context

    yield make
    for context in opened:
        context.close()
    assert troubles == []


@contextmanager
def held(page: Page, addresses: str):
    """Answers to them wait until this ends."""
    routes = []
    page.route(addresses, lambda route: routes.append(route))
    yield
    for route in routes:
        route.continue_()
    page.unroute(addresses)


def grey(page: Page, clip: dict) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot(clip=clip, animations="disabled"))).convert("L")


def differing(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels in which somebody might see a difference."""
    return sum(ImageChops.difference(one, other).histogram()[SEEN:]) / (one.width * one.height)


def alike(sketched: Image.Image, drawn: Image.Image) -> bool:
    """Whether the two differ in less than a fiftieth of what is drawn on the ground."""
    ground = Image.new("L", drawn.size, drawn.getpixel((0, 0)))
    return differing(sketched, drawn) < differing(drawn, ground) / 50


@pytest.mark.parametrize(("query", "width", "theme", "language"), [
    (MACS, 1024, "dark", "zh-CN"), (OPERATIONS, 390, "light", "zh-CN"), (CIFAR, 1440, "dark", "en-GB")])
def test_the_sketch_is_the_picture_that_plotly_draws(browser, server, query, width, theme, language):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale=language)
    screen = Screen(context.new_page(), server)
    with held(screen.page, f"**/{PLOTLY.name}"):
        screen.page.goto(f"{server}?{query}")
        screen.page.wait_for_function(f"({SKETCHED})() && document.querySelector('#proof p')")
        clip = screen.plot.bounding_box()
        sketched = grey(screen.page, clip)
    screen.until()
    drawn = grey(screen.page, clip)
    context.close()
    assert alike(sketched, drawn)


def stood(context: BrowserContext, server: str, query: str = "") -> dict:
    """Where the picture of a first page stands."""
    first = Screen(context.new_page(), server).open(query)
    assert first.page.evaluate(SKETCHED) == 0
    place = first.plot.bounding_box()
    first.page.close()
    return place


@pytest.mark.parametrize("query", [MACS, "utm=lecture&__theme=dark"])
def test_a_second_page_has_its_picture_before_gradio_has_made_the_page(new_context, server, query):
    context = new_context()
    place = stood(context, server)
    second = Screen(context.new_page(), server)
    with held(second.page, GRADIO):
        second.page.goto(f"{server}?{query}")
        second.page.wait_for_function(SKETCHED)
        assert second.page.locator(NETWORK).count() == 0
        sketched = grey(second.page, place)
    second.until()
    assert second.page.evaluate(SKETCHED) == 0
    assert second.plot.bounding_box() == place
    assert alike(sketched, grey(second.page, place))


@pytest.mark.parametrize(("first", "second", "width"), [
    ("", NOT_AS_WE_WRITE_IT, 1440), ("", "embed=1", 1440), ("embed=1", "", 1440), ("depth=0", "", 1440),
    ("", CIFAR, 1440), ("", "", 1000)])
def test_nothing_is_drawn_where_it_is_not_known_what_or_where(new_context, server, first, second, width):
    context = new_context(viewport={"width": 1440, "height": 900})
    stood(context, server, first)
    screen, asked = Screen(context.new_page(), server), []
    screen.page.set_viewport_size({"width": width, "height": 900})
    screen.page.on("request", lambda request: asked.append(request.url))
    with held(screen.page, GRADIO):
        screen.page.goto(f"{server}?{second}")
        screen.page.wait_for_function("document.querySelector('gradio-app').childElementCount")
        assert [url for url in asked if "/figure/" in url] == []
    screen.until()


def test_where_the_page_cannot_go_on_the_early_picture_does_not_hide_why(browser, server):
    with browser.new_context() as context:
        stood(context, server)
        second = Screen(context.new_page(), server)
        second.page.route("**/words*", lambda route: route.abort())
        second.page.goto(server)
        expect(second.page.locator(".explorer .trouble")).to_contain_text("cannot be reached")
        assert second.page.evaluate(SKETCHED) == 0


def test_the_sketch_leaves_no_room_behind(new_context, server):
    """Opened wide, a picture that is made narrow has nothing beside it to scroll to."""
    screen = Screen(new_context(viewport={"width": 1440, "height": 900}).new_page(), server).open()
    screen.page.set_viewport_size({"width": 1000, "height": 900})
    screen.page.wait_for_function("document.querySelector('#picture .stage').clientWidth < 1000")
    screen.until()
    screen.page.wait_for_function("""() => {
      const { scrollWidth, clientWidth } = document.querySelector('#picture .stage');
      return scrollWidth === clientWidth;
    }""")


def test_a_browser_that_keeps_nothing_shows_the_page_as_ever(new_context, server):
    context = new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })")
    for _ in range(2):
        Screen(context.new_page(), server).open()
