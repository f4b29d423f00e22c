"""One server and one browser for every test of the page. Its pages must stay quiet: one for a file, or new ones."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from explorer.export.pictures import browser_path
from tests.ui.screen import Screen

ROOT = Path(__file__).parents[2]
BROWSER_ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses to run as root without it
    "--disable-gpu",
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"),
]
NO_BROWSER = "no browser to test with: `make test` installs one, and so does `apt-get install chromium` on Debian"
HERE = ("127.0.0.1", "localhost")
PERMISSIONS = ["clipboard-read", "clipboard-write"]
START_SECONDS, STATE_SECONDS = 90, 60  # a state is waited for, on a busy machine too


@contextmanager
def serving(port: int | None = None) -> Iterator[str]:
    """The address of the app, which runs as a person would run it, while this lasts."""
    port = port or free_port()
    url = f"http://127.0.0.1:{port}/"
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen([sys.executable, ROOT / "app.py"], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
                                   env={**os.environ, "GRADIO_SERVER_PORT": str(port)})
        try:
            wait_for(url, process)
            yield url
        finally:
            orphans = _stop(process)
            log.seek(0)
            said = log.read()
    assert "Traceback" not in said, said
    assert orphans == []


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


def wait_for(url: str, process: subprocess.Popen) -> None:
    last = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < last:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"app.py did not begin to serve {url}")


def listening(url: str) -> psutil.Process:
    """What answers at an address of this machine."""
    port = urlsplit(url).port
    (pid,) = {one.pid for one in psutil.net_connections("tcp") if one.laddr.port == port and one.status == "LISTEN"}
    return psutil.Process(pid)


def _stop(process: subprocess.Popen) -> list[psutil.Process]:
    """Ends it as a container would, and gives those of its processes that it left behind."""
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _, left = psutil.wait_procs(children, timeout=10)
    for child in left:
        child.kill()
    return left


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            launched = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_ARGUMENTS)
        except Error:
            pytest.fail(NO_BROWSER, pytrace=False)
        yield launched
        launched.close()


@contextmanager
def context_in(browser: Browser, locale: str) -> Iterator[BrowserContext]:
    """What its pages fetch and compile they share."""
    opened = browser.new_context(locale=locale, reduced_motion="reduce", permissions=PERMISSIONS)
    opened.set_default_timeout(STATE_SECONDS * 1000)
    expect.set_options(timeout=STATE_SECONDS * 1000)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all, so that plotly.js is fetched and compiled once."""
    with context_in(browser, "en-GB") as opened:
        yield opened


@pytest.fixture
def new_screen(context: BrowserContext, server: str) -> Iterator[Callable[..., Screen]]:
    """Makes screens of any size; all that went wrong in them fails the test."""
    pages, troubles = [], []

    def make(width: int = 1440, height: int = 900, theme: str = "light") -> Screen:
        pages.append(page := context.new_page())
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        watched(page, troubles)
        return Screen(page, server)

    yield make
    for page in pages:
        page.close()
    assert troubles == []


@contextmanager
def importing(context: BrowserContext, url: str) -> Iterator[Page]:
    """Where the modules beside this address can be imported, with no page around them."""
    page = context.new_page()
    page.goto(url)
    yield page
    page.close()


def watched(page: Page, troubles: list[str]) -> None:
    """Writes down errors, and requests to anywhere else than this machine."""
    page.on("console", lambda message: message.type == "error" and troubles.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: troubles.append(f"error: {error.stack}"))
    page.on("request", lambda request: _is_outside(request.url) and troubles.append(f"request: {request.url}"))


def _is_outside(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.hostname not in HERE


@pytest.fixture(scope="module")
def shared(context: BrowserContext, server: str) -> Iterator[tuple[Screen, list[str]]]:
    """A page that the tests of a file use one after the other, and what went wrong in it."""
    page, troubles = context.new_page(), []
    watched(page, troubles)
    yield Screen(page, server).open().begin(), troubles
    page.close()


@pytest.fixture
def screen(shared: tuple[Screen, list[str]]) -> Iterator[Screen]:
    """The page as it opens, with its picture drawn; to open one for each test would be most of what the test costs.

    It is left so too: what a test had measured would keep others waiting for the device.
    """
    screen, troubles = shared
    yield screen
    screen.begin()
    told, troubles[:] = list(troubles), []
    assert told == []
