"""A link that has been sent goes on to show what it showed."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from explorer.diagrams import DIAGRAMS
from explorer.spec import Invalid
from explorer.ui.links import MOST, TABS, mended, pictured

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


@pytest.mark.parametrize(("name", "meant"), [("DEPTH", "depth"), ("dept", "depth"), ("hieght", "height"),
                                             ("varient", "variant"), ("Overlay", "overlay"), ("V", "v")])
def test_a_name_that_is_nearly_ours_is_told_and_shown(name, meant):
    spec, _, problems = mended(f"{name}=18")
    assert spec.depth == 50
    assert [str(problem) for problem in problems] == [f"no option '{name}': choose {meant}"]


@pytest.mark.parametrize("name", [
    "utm", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "fbclid", "gclid", "msclkid",
    "igshid", "__theme", "__sign", "__lang", "logs", "ref", "source", "share", "token", "page", "id", "q", "s", "t"])
def test_what_others_keep_in_a_link_is_left_in_peace(name):
    assert mended(f"{name}=18&depth=18")[2] == ()


def test_many_names_take_no_time():
    assert len(mended("&".join(f"depth{number}=1" for number in range(10**5)))[2]) <= MOST


def test_a_name_that_no_picture_has_is_told_with_those_of_the_network():
    with pytest.raises(Invalid, match=r"no option 'size': choose .*canvas, .*depth, height, width, classes, variant"):
        pictured("size=64", DIAGRAMS["network"])


def test_a_link_of_a_version_that_is_not_yet_is_told_and_shown():
    spec, _, problems = mended("depth=18&v=2")
    assert spec.depth == 18
    assert [str(problem) for problem in problems] == ["no v '2': choose 1"]
