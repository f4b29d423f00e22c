"""A link that has been sent goes on to show what it showed."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from explorer.diagrams import DIAGRAMS
from explorer.ui.links import TABS, mended, pictured

LINES = [line for line in (Path(__file__).parent / "old_links.txt").read_text("utf-8").splitlines()
         if line and not line.startswith("#")]
LINKS = dict(zip((line.removeprefix("?") for line in LINES[::2]), LINES[1::2], strict=True))


@pytest.mark.parametrize("link", LINKS)
def test_it_shows_what_it_showed(link):
    spec, view, problems = mended(link)
    set_beside = {name: value for name, value in view.items() if value and (name, value) != ("tab", TABS[0])}
    shown = dict(parse_qsl(spec.to_query())) | set_beside
    assert shown == dict(part.split("=", 1) for part in LINKS[link].split())
    assert problems == ()


@pytest.mark.parametrize("link", LINKS)
def test_its_picture_has_an_address(link):
    spec, view, _ = mended(link)
    tab = dict(parse_qsl(link)).get("tab", "network")
    asked, language, options = pictured(link, DIAGRAMS[tab])
    assert (asked, language) == (spec, "en")
    said = [name for name in options if view.get(name)]
    assert [options[name] for name in said] == [view[name] for name in said]


def test_a_link_of_a_version_that_is_not_yet_is_told_and_shown():
    spec, _, problems = mended("depth=18&v=2")
    assert spec.depth == 18
    assert [str(problem) for problem in problems] == ["no v '2': choose 1"]
