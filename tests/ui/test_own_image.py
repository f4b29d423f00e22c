"""A picture of the reader's own is looked at, and kept nowhere."""

import json
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from explorer.ui.assets import address
from tests.ui.hostile.http import ask
from tests.ui.screen import PANEL
from tests.ui.wire import fetch

LINK = "depth=8&variant=cifar&height=32&width=32&classes=10"
NO_PICTURE = "this is no picture that can be read: give one as JPEG, PNG or WEBP"


def red() -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "PNG")
    return file.getvalue()


def asked(server: str, diagram: str, body: object, kind: str = "figure") -> tuple[int, dict, object]:
    status, headers, answer = fetch(f"{server}{address(f'{kind}/{diagram}')}?{LINK}", json.dumps(body).encode(),
                                    **{"Content-Type": "application/json"})
    return status, headers, json.loads(answer)


def sent(image: bytes) -> dict:
    return {"image": b64encode(image).decode()}


def test_the_figure_is_of_it_and_is_not_to_be_kept(server):
    status, headers, figure = asked(server, "feature_maps", sent(red()))
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert any("Picture: your own" in text for trace in figure["data"] for text in trace.get("text", ()))


def test_the_next_who_asks_sees_the_usual_picture(server):
    """Its own table is another, and that of the others stays."""
    path = f"{server}{address('table/feature_maps')}?{LINK}"
    before = json.loads(fetch(path)[2])
    assert asked(server, "feature_maps", sent(red()), "table")[2]["rows"] != before["rows"]
    assert json.loads(fetch(path)[2]) == before


@pytest.mark.parametrize(("diagram", "body", "sentence"), [
    ("feature_maps", sent(b"GIF89a"), NO_PICTURE),
    ("feature_maps", {"image": "%"}, 'there is no picture in the question: send {"image": "…"}'),
    ("feature_maps", {"image": 5}, 'there is no picture in the question: send {"image": "…"}'),
    ("feature_maps", {}, 'there is no picture in the question: send {"image": "…"}'),
    ("signal", sent(red()), "signal looks at no picture: leave it out"),
    ("shapes", sent(red()), "shapes looks at no picture: leave it out"),
    ("nothing", sent(red()), "no diagram 'nothing': choose network, block, "),
])
def test_what_cannot_be_looked_at_is_told(server, diagram, body, sentence):
    status, _, told = asked(server, diagram, body)
    assert status == 400
    assert told["error"].startswith(sentence)


def test_a_large_file_is_refused_before_it_is_read(server):
    answer = ask(server, f"/{address('figure/feature_maps')}?{LINK}", json.dumps({"image": "A" * 1_100_000}).encode())
    assert (answer.status, b"cannot be larger than" in answer.body) == (413, True)


def test_on_the_page_it_is_shown_and_no_link_has_it(new_screen, tmp_path: Path):
    (tmp_path / "red.png").write_bytes(red())
    screen = new_screen().open(f"{LINK}&tab=feature_maps&run=feature_maps").until_panel()
    said = screen.page.locator(f"{PANEL} .notes")
    expect(said).to_contain_text("china.jpg")
    before = screen.page.url
    screen.page.locator(f"{PANEL} .image").set_input_files(tmp_path / "red.png")
    expect(said).to_contain_text("Picture: your own")
    assert screen.page.url == before
