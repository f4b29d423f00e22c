"""A tab that is closed, a server that is started again, slow and broken connections, browsers that lack something."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from explorer.export.pictures import browser_path
from explorer.ui.assets import address
from tests.ui.conftest import BROWSER_ARGUMENTS, free_port, listening, serving
from tests.ui.screen import NETWORK, Screen
from tests.ui.test_device import LONG
from tests.ui.wire import fetch

T = TypeVar("T")
LOOK, LITTLE = 0.3, 10  # seconds to look at a process, and percent of a core that are no work
STARTED = 30  # seconds until all processes wait
SECONDS = 2  # until the device is free of what nobody waits for
LACKING = ("--disable-3d-apis", "--disable-webgl", "--test-third-party-cookie-phaseout")


def processes(url: str) -> set[int]:
    """Of the server that listens there: those that it has started."""
    return {child.pid for child in listening(url).children(recursive=True)}


def running() -> set[int]:
    return {one.pid for one in psutil.process_iter(["status"]) if one.info["status"] != psutil.STATUS_ZOMBIE}


def until(true: Callable[[], T], seconds: float) -> T:
    """What it answers when it is true, or at last."""
    last = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < last:
        time.sleep(0.05)
    return found


def at_work(url: str) -> set[int]:
    """Those of them that use the processor."""
    children = listening(url).children(recursive=True)
    for child in children:
        child.cpu_percent()
    time.sleep(LOOK)
    return {child.pid for child in children if child.is_running() and child.cpu_percent() > LITTLE}


def test_a_closed_tab_frees_the_device(new_screen, server):
    """What runs for nobody is left, or ended with its process, in whose place comes another."""
    screen = new_screen().open(LONG)
    expect(screen.proof).to_contain_text("(step ")
    assert (before := until(lambda: at_work(server), SECONDS))
    screen.page.close()
    assert until(lambda: not before & at_work(server), SECONDS + LOOK)
    expect(new_screen().open("depth=18&height=40&width=40").proof).to_contain_text("shapes confirmed")


def test_a_program_that_breaks_off_frees_the_device(server):
    """It asked for a picture of an experiment that takes minutes."""
    asked = f"{address('figure/degradation')}?variant=cifar&depth=56&height=32&width=32&classes=10&steps=1000"
    assert until(lambda: not at_work(server), STARTED)
    with socket.create_connection((urlsplit(server).hostname, urlsplit(server).port)) as connection:
        connection.sendall(f"GET /{asked} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert (before := until(lambda: at_work(server), SECONDS))
    assert until(lambda: not before & at_work(server), SECONDS + LOOK)


def test_a_tab_goes_on_with_a_server_that_was_started_again(context: BrowserContext):
    port = free_port()
    with serving(port) as url:
        screen = Screen(context.new_page(), url).open("depth=18&open=layer2.0")
        expect(screen.proof).to_contain_text("shapes confirmed")
    with serving(port):
        screen.pick("Depth", "34").until(depth=34, open="layer2.0")
        expect(screen.proof).to_contain_text("shapes confirmed by a real forward pass of ResNet-34")
        screen.page.close()


def test_a_tab_whose_server_was_killed_in_mid_run_opens_anew(context: BrowserContext):
    """Gradio does that when the server is there again; what the page shows is in its address."""
    port = free_port()
    with serving(port) as url:
        screen = Screen(context.new_page(), url).open(f"{LONG}&open=layer2.0")
        expect(screen.proof).to_contain_text("(step ")
        screen.page.evaluate("window.before = true")
        killed, orphans = listening(url), processes(url)
        killed.kill()
        killed.wait(SECONDS)
        assert until(lambda: not orphans & running(), SECONDS)
    with serving(port):
        screen.page.wait_for_function("!window.before")
        screen.until(**dict(parse_qsl(LONG)), open="layer2.0")
        screen.page.close()


def test_two_servers_give_the_same_bytes_at_the_same_address(server):
    path = f"{address('figure/network')}?depth=101&overlay=macs"
    with serving() as other:
        (_, here, figure), (_, there, same) = (fetch(f"{one}{path}") for one in (server, other))
    assert figure == same
    assert here["cache-control"] == there["cache-control"] == "public, max-age=31536000, immutable"


def test_slow_and_broken_connections_do_not_keep_others_waiting(server):
    """Forty that never end their request, and ten that do not read their answer."""
    place = urlsplit(server).hostname, urlsplit(server).port
    with ExitStack() as held:
        for number in range(50):
            connection = held.enter_context(socket.create_connection(place))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            whole = b"\r\n\r\n" if number < 10 else b""
            connection.sendall(f"GET /{address('static/plotly-basic.min.js')} HTTP/1.1\r\nHost: x".encode() + whole)
        assert fetch(f"{server}{address('facts')}?depth=34")[0] == 200
        assert fetch(server)[0] == 200


@pytest.fixture(scope="module")
def lacking(browser: Browser) -> Iterator[Browser]:
    """Without WebGL, and with cookies of third parties off."""
    launched = browser.browser_type.launch(executable_path=browser_path(), args=[*BROWSER_ARGUMENTS, *LACKING])
    yield launched
    launched.close()


def test_in_another_site_s_frame_without_webgl_and_cookies_it_is_drawn(lacking: Browser, server: str, tmp_path: Path):
    page = lacking.new_page()
    (tmp_path / "index.html").write_text(f'<iframe src="{server}?embed=1&depth=18" width="1000" height="500"></iframe>')
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        page.goto(f"http://localhost:{other.server_port}/")
        other.shutdown()
    frame = page.frame_locator("iframe")
    expect(frame.locator(f"{NETWORK} .main-svg").first).to_be_visible()
    assert page.evaluate("document.createElement('canvas').getContext('webgl')") is None
    page.close()


def test_at_twice_the_size_all_can_be_reached(browser: Browser, server: str):
    """1440×900 at 200 % are 720×450 CSS pixels."""
    page = browser.new_page(viewport={"width": 720, "height": 450}, device_scale_factor=2, locale="en-GB")
    screen = Screen(page, server).open("depth=152&tab=cost").until_panel()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for label in ("Depth", "Colour by"):
        screen.control(label).scroll_into_view_if_needed()
        expect(screen.control(label)).to_be_in_viewport()
    page.close()
