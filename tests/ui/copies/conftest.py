"""A copy of two small networks, served as plain files below a path of its own, and one that is a single file."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page

from explorer.cli import main
from tests.ui.conftest import importing
from tests.ui.screen import Screen

LIVE = "https://example.com/app"
PLACE = "class/copy"
HOSTILE = "</script><img src=x onerror=alert(1)>"


class Files(SimpleHTTPRequestHandler):
    def log_message(self, *said: object) -> None:
        """A test is quiet."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `python -m explorer site` writes."""
    out = tmp_path_factory.mktemp("site") / PLACE
    assert main(["site", str(out), "--depths", "18", "34", "--sizes", "64", "--live", LIVE]) == 0
    return out


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[str]:
    root = str(folder.parents[1])
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=root)) as serving:
        Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_port}/{PLACE}/"
        serving.shutdown()


@pytest.fixture(scope="session")
def modules(context: BrowserContext, server: str) -> Iterator[Page]:
    with importing(context, f"{server}static/page.css") as page:
        yield page


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `python -m explorer offline` writes."""
    out = tmp_path_factory.mktemp("offline") / "resnet8.html"
    view = ("open=layer2.0", "tab=cost", f"filter={HOSTILE}")
    settings = [part for setting in view for part in ("--set", setting)]
    assert main(["offline", str(out), "--variant", "cifar", "--depth", "8", *settings]) == 0
    return out


@pytest.fixture
def offline(context: BrowserContext, file: Path) -> Iterator[Screen]:
    """The file, opened where nothing else can be reached; all that went wrong in it fails the test."""
    page, troubles = context.new_page(), []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.route(lambda url: not url.startswith(("file:", "data:", "blob:")), lambda route: route.abort())
    page.on("request", lambda request: request.url.startswith("http") and troubles.append(request.url))
    page.on("console", lambda message: message.type == "error" and troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(error.message))
    yield Screen(page, file.as_uri()).open()
    page.close()
    assert troubles == []


@pytest.fixture
def screen(new_screen: Callable[..., Screen]) -> Screen:
    """A copy as it opens."""
    return new_screen().open()
