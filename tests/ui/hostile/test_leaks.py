"""Nothing leaves the machine: every connection of the server's processes and every request of the page is counted."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.diagrams import DIAGRAMS
from explorer.ui.links import TABS
from tests.ui.conftest import serving, watched
from tests.ui.screen import Screen

LISTENER = """
import os, sys

def heard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        with open(os.environ["HEARD"], "a") as file:
            file.write(f"{event} {arguments[1] if event != 'socket.getaddrinfo' else arguments[0]!r}\\n")

sys.addaudithook(heard)
"""
HERE = ("'127.0.0.1'", "'localhost'", "'::1'", "None", "'0.0.0.0'", "connect '/")  # the last is a file's socket


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where every Python process that is started from now on writes down whom it speaks to."""
    folder = tmp_path_factory.mktemp("heard")
    (folder / "sitecustomize.py").write_text(LISTENER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH")))))
        patch.setenv("HEARD", str(folder / "heard.txt"))
        yield folder / "heard.txt"


def test_neither_the_server_nor_the_page_speaks_to_another_machine(context, heard):
    with serving() as server:
        page, troubles, asked = context.new_page(), [], []
        page.set_default_timeout(20_000)
        watched(page, troubles)
        page.on("request", lambda request: asked.append(request.url))
        screen = Screen(page, server).open("depth=18")
        for name, tab in zip(TABS, page.get_by_role("tab").all(), strict=True):
            if not DIAGRAMS[name].experiment:
                tab.click()
                screen.until_panel()
        page.close()
    said = heard.read_text().splitlines()
    assert (troubles, [line for line in said if not any(place in line for place in HERE)]) == ([], [])
    assert len(asked) > 10
    assert any(line.startswith("socket.connect") for line in said), "nothing was listened to"
