"""deploy/nginx.conf as it stands, but for its ports and folders: two processes behind it, and the static site."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from explorer.cli import main
from explorer.ui.assets import address
from explorer.ui.guard.refused import Refused
from explorer.ui.guard.size import LIMIT
from tests.apart import run
from tests.ui.conftest import ROOT, free_port, listening, serving, wait_for
from tests.ui.screen import Screen
from tests.ui.test_device import LONG
from tests.ui.wire import fetch

PEOPLE, CONNECTIONS = 500, 6  # of each browser
NO_NGINX = "no nginx to test with: `make test` installs it, and so does `apt-get install nginx` on Debian"
AS_WRITTEN = ("127.0.0.1:7861", "127.0.0.1:7862", "listen 80;", "listen 8080;", "/var/cache/resnet-explorer",
              "/run/resnet-explorer.pid", "/srv/explorer", "user www-data;")


@dataclass(frozen=True)
class Hall:
    """The address of the app and that of the static site, and the processes behind the first."""

    url: str
    site: str
    behind: tuple[str, ...]
    folder: Path

    def served_by(self, **headers: str) -> int:
        """Which process answers a person who sends this: the id that Gradio gives each."""
        return app_id(self.url, **headers)


def app_id(url: str, **headers: str) -> int:
    return json.loads(fetch(f"{url}gradio_api/app_id", **headers)[2])["app_id"]


@pytest.fixture(scope="module")
def hall(tmp_path_factory) -> Iterator[Hall]:
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        pytest.fail(NO_NGINX, pytrace=False)
    folder, ports = tmp_path_factory.mktemp("nginx"), (free_port(), free_port())
    assert main(["site", str(folder / "site"), "--depths", "18"]) == 0
    with ExitStack() as running:
        behind = tuple(running.enter_context(serving()) for _ in range(2))
        here = (*(urlsplit(url).netloc for url in behind), *(f"listen 127.0.0.1:{port};" for port in ports),
                f"{folder}/cache", f"{folder}/pid", f"{folder}/site", f"user {getuser()};")
        text = (ROOT / "deploy/nginx.conf").read_text()
        for written, ours in zip(AS_WRITTEN, here, strict=True):
            assert written in text
            text = text.replace(written, ours)
        (folder / "nginx.conf").write_text(text)
        process = subprocess.Popen([program, "-c", folder / "nginx.conf", "-e", folder / "errors", "-g", "daemon off;"])
        running.callback(process.wait, 10)
        running.callback(process.terminate)
        app, site = (f"http://127.0.0.1:{port}/" for port in ports)
        wait_for(site, process)
        yield Hall(app, site, behind, folder / "site")


def test_a_person_stays_with_a_process_and_people_go_to_both(hall):
    processes = set()
    for _ in range(20):
        _, headers, page = fetch(hall.url)
        cookie = headers["set-cookie"].split(";")[0]
        (served,) = {hall.served_by(Cookie=cookie) for _ in range(3)}
        assert f'"app_id":{served}' in page.decode(), "it is the one that gave the page"
        processes.add(served)
    assert processes == {app_id(url) for url in hall.behind}


def test_a_figure_is_asked_of_a_process_once(hall):
    path = f"{hall.url}{address('figure/network')}?depth=101&overlay=macs"
    encodings = ("gzip", "gzip, deflate, br", "identity") * 2
    answers = [fetch(path, **{"Accept-Encoding": encoding}) for encoding in encodings]
    assert [headers["x-cache"] for _, headers, _ in answers] == ["MISS", "HIT", "MISS", "HIT", "HIT", "HIT"]
    assert len({content for _, _, content in answers}) == 2


def test_what_is_refused_is_not_kept(hall):
    path = f"{hall.url}{address('figure/network')}?depth=51"
    for _ in range(2):
        status, headers, content = fetch(path)
        assert (status, headers["x-cache"]) == (400, "MISS")
        assert "no ResNet of depth 51" in content.decode()


def test_too_large_a_request_has_our_sentence(hall):
    status, _, content = fetch(f"{hall.url}gradio_api/queue/join", b"x" * (LIMIT + 1))
    assert (status, json.loads(content)) == (413, {"error": str(Refused("request.size", limit=f"{LIMIT:,}"))})


def test_without_cookies_what_is_queued_comes_too(browser: Browser, hall):
    context = browser.new_context(locale="en-GB")
    context.route("**/*", lambda route: route.continue_(
        headers={name: value for name, value in route.request.headers.items() if name != "cookie"}))
    screen = Screen(context.new_page(), hall.url).open("depth=18&height=32&width=32")
    expect(screen.proof).to_contain_text("shapes confirmed")
    context.close()


def test_a_process_that_is_killed_in_mid_lecture_loses_nobody(context: BrowserContext, hall):
    screen = Screen(context.new_page(), hall.url).open(f"{LONG}&open=layer2.0")
    expect(screen.proof).to_contain_text("(step ")
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies(hall.url))
    by = hall.served_by(Cookie=cookie)
    (victim,) = (url for url in hall.behind if app_id(url) == by)
    screen.page.evaluate("window.before = true")
    listening(victim).kill()
    screen.page.wait_for_function("!window.before")
    screen.until(depth=screen.address["depth"], open="layer2.0")
    screen.pick("Depth", "34").until(depth=34, open="layer2.0")
    assert hall.served_by(Cookie=cookie) != by
    screen.page.close()


def test_the_static_site_holds_500_people(hall):
    """Each fetches the page and every file that its first picture takes, all at once."""
    scripts = [f"static/{file.name}" for file in (hall.folder / "static").iterdir() if file.suffix in (".js", ".css")]
    figure = next((hall.folder / "kept/en").glob("depth=18*/*-broad-light.gz")).relative_to(hall.folder)

    async def get(client: aiohttp.ClientSession, file: str) -> int:
        async with client.get(hall.site + file) as answer:
            return len(await answer.read()) if answer.status == 200 else 0

    async def person() -> list[int]:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        async with aiohttp.ClientSession(connector=connector, auto_decompress=False) as client:
            page = await get(client, "")
            return [page, *await asyncio.gather(*(get(client, file) for file in (*scripts, str(figure))))]

    async def people() -> list[list[int]]:
        return await asyncio.gather(*(person() for _ in range(PEOPLE)))

    sizes = [(hall.folder / f"{file}.gz").stat().st_size for file in ("index.html", *scripts)]
    assert run(people(), 120) == [[*sizes, (hall.folder / figure).stat().st_size]] * PEOPLE
