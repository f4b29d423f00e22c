"""A picture of one's own at the command line."""

import json

import pytest
from PIL import Image

from explorer.cli import main

SMALL = ("--depth", "8", "--variant", "cifar")


@pytest.fixture
def file(tmp_path) -> str:
    Image.new("RGB", (40, 30), "red").save(tmp_path / "red.png")
    return str(tmp_path / "red.png")


def test_a_figure_is_of_it_and_says_so(file, tmp_path):
    out = tmp_path / "maps.json"
    assert main(["figure", "feature_maps", str(out), *SMALL, "--image", file]) == 0
    texts = [text for trace in json.loads(out.read_bytes())["data"] for text in trace.get("text", ())]
    assert any("Picture: your own" in text for text in texts)


def test_a_table_is_of_it(file, tmp_path):
    own, other = tmp_path / "own.csv", tmp_path / "other.csv"
    assert main(["table", "feature_maps", str(own), *SMALL, "--image", file]) == 0
    assert main(["table", "feature_maps", str(other), *SMALL]) == 0
    assert own.read_bytes() != other.read_bytes()


@pytest.mark.parametrize(("name", "diagram", "sentence"), [
    ("nothing.png", "feature_maps", "nothing.png cannot be read: No such file or directory"),
    (__file__, "feature_maps", "this is no picture that can be read: give one as JPEG, PNG or WEBP"),
    (__file__, "signal", "signal looks at no picture: leave it out"),
    (__file__, "shapes", "shapes looks at no picture: leave it out"),
])
def test_what_cannot_be_looked_at_is_told(capsys, name, diagram, sentence):
    assert main(["table", diagram, *SMALL, "--image", name]) == 2
    assert capsys.readouterr().err == f"{sentence}\n"
