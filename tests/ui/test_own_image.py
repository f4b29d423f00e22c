"""A picture of the reader's own is looked at, and kept nowhere."""

import json
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from explorer.ui.assets import address
from tests.ui.hostile.http import ask
from tests.ui.screen import PANEL
from tests.ui.wire import fetch

LINK = "depth=8&variant=cifar&height=32&width=32&classes=10"
NO_PICTURE = "this is no picture that can be read: give one as JPEG, PNG or WEBP"


def plain(colour: str = "red") -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return file.getvalue()


def asked(server: str, diagram: str, body: object, kind: str = "figure") -> tuple[int, dict, object]:
    status, headers, answer = fetch(f"{server}{address(f'{kind}/{diagram}')}?{LINK}", json.dumps(body).encode(),
                                    **{"Content-Type": "application/json"})
    return status, headers, json.loads(answer)


def sent(image: bytes) -> dict:
    return {"image": b64encode(image).decode()}


def test_the_figure_is_of_it_and_is_not_to_be_kept(server):
    status, headers, figure = asked(server, "feature_maps", sent(plain()))
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert any("Picture: your own" in text for trace in figure["data"] for text in trace.get("text", ()))


def test_the_next_who_asks_sees_the_usual_picture(server):
    """Its own table is another, and that of the others stays."""
    path = f"{server}{address('table/feature_maps')}?{LINK}"
    before = json.loads(fetch(path)[2])
    assert asked(server, "feature_maps", sent(plain()), "table")[2]["rows"] != before["rows"]
    assert json.loads(fetch(path)[2]) == before


@pytest.mark.parametrize(("diagram", "body", "sentence"), [
    ("feature_maps", sent(b"GIF89a"), NO_PICTURE),
    ("feature_maps", {"image": "%"}, 'there is no picture in the question: send {"image": "…"}'),
    ("feature_maps", {"image": 5}, 'there is no picture in the question: send {"image": "…"}'),
    ("feature_maps", {}, 'there is no picture in the question: send {"image": "…"}'),
    ("signal", sent(plain()), "signal looks at no picture: leave it out"),
    ("shapes", sent(plain()), "shapes looks at no picture: leave it out"),
    ("nothing", sent(plain()), "no diagram 'nothing': choose network, block, "),
])
def test_what_cannot_be_looked_at_is_told(server, diagram, body, sentence):
    status, _, told = asked(server, diagram, body)
    assert status == 400
    assert told["error"].startswith(sentence)


def test_a_large_file_is_refused_before_it_is_read(server):
    answer = ask(server, f"/{address('figure/feature_maps')}?{LINK}", json.dumps({"image": "A" * 1_100_000}).encode())
    assert (answer.status, b"cannot be larger than" in answer.body) == (413, True)


def test_on_the_page_it_is_shown_and_no_link_has_it(new_screen, tmp_path: Path):
    (tmp_path / "red.png").write_bytes(plain())
    screen = new_screen().open(f"{LINK}&tab=feature_maps&run=feature_maps").until_panel()
    said = screen.page.locator(f"{PANEL} .notes")
    expect(said).to_contain_text("china.jpg")
    before = screen.page.url
    screen.page.locator(f"{PANEL} .image").set_input_files(tmp_path / "red.png")
    expect(said).to_contain_text("Picture: your own")
    assert screen.page.url == before


def test_the_second_one_is_shown_where_the_first_is_still_on_its_way(new_screen):
    """The first is let go, and its table, which comes last, is dropped."""
    screen, held, asked = new_screen().open(f"{LINK}&tab=feature_maps&run=feature_maps").until_panel(), [], []

    def hold(route: Route) -> None:
        (held if len(held) < 2 else asked).append(route)
        if asked:
            route.continue_()

    screen.page.route("**/feature_maps?*", hold)
    for colour in ("red", "blue"):
        file = {"name": "own.png", "mimeType": "image/png", "buffer": plain(colour)}
        screen.page.locator(f"{PANEL} .image").set_input_files(file)
        screen.page.wait_for_selector(f"{PANEL} .stage[aria-busy]")
    screen.until_panel()
    expect(screen.page.locator(f"{PANEL} .notes")).to_contain_text("Picture: your own")
    rows = screen.page.locator(f"{PANEL} tbody").inner_text()
    (table,) = (route for route in held if "/table/" in route.request.url)
    with screen.page.expect_event("requestfinished", lambda request: request == table.request):
        table.continue_()
    images = [{route.request.post_data_json["image"] for route in routes} for routes in (held, asked)]
    assert images[0].isdisjoint(images[1])
    assert len(asked) == 2
    assert screen.page.locator(f"{PANEL} tbody").inner_text() == rows


HOLD = """() => {
  const { readAsDataURL } = FileReader.prototype;
  FileReader.prototype.readAsDataURL = function (file) {
    FileReader.prototype.readAsDataURL = readAsDataURL;
    window.release = () => new Promise((read) => {
      this.addEventListener('load', () => setTimeout(read, 100));
      readAsDataURL.call(this, file);
    });
  };
}"""


def test_a_first_one_that_is_read_later_than_the_second_is_dropped(new_screen):
    screen, sent_on = new_screen().open(f"{LINK}&tab=feature_maps&run=feature_maps").until_panel(), []
    screen.page.on("request", lambda request: "/feature_maps?" in request.url and sent_on.append(request))
    screen.page.evaluate(HOLD)
    for colour in ("red", "blue"):
        file = {"name": "own.png", "mimeType": "image/png", "buffer": plain(colour)}
        screen.page.locator(f"{PANEL} .image").set_input_files(file)
    expect(screen.page.locator(f"{PANEL} .notes")).to_contain_text("Picture: your own")
    before = len(sent_on)
    screen.page.evaluate("release()")
    assert screen.page.locator(f"{PANEL} .stage[aria-busy]").count() == 0
    assert len(sent_on) == before
