"""The README's pictures can be taken from the app as it is now."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from docs.pictures import HERE, PICTURES, take

FEWEST_COLOURS = 30  # a page of text and edges smoothed has hundreds, an empty one a handful


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_taken_in_its_size_and_shows_something(browser: Browser, server: str, tmp_path: Path, name: str):
    with Image.open(take(browser, server, name, tmp_path)) as picture:
        assert picture.size == PICTURES[name].size
        assert len(picture.convert("RGB").getcolors(picture.width * picture.height)) > FEWEST_COLOURS


def test_every_picture_of_the_readme_is_one_of_them_and_stands_in_its_size():
    shown = re.findall(r"!\[[^\]]+\]\(docs/(.+?)\)", (HERE.parent / "README.md").read_text(encoding="utf-8"))
    assert set(shown) <= PICTURES.keys()
    for name, asked in PICTURES.items():
        with Image.open(HERE / name) as picture:
            assert picture.size == asked.size
