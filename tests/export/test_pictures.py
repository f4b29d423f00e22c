"""A picture as a file: of the size of its canvas, its text as text, nothing in it of chance or of the clock."""

import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from plotly.io import from_json

from explorer.export.pictures import as_file
from explorer.spec import Spec
from explorer.theme import CANVASES
from tests.networks import pictured, traced

SLIDE = CANVASES["slide"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def picture() -> dict:
    return pictured("shapes", traced(Spec(8, variant="cifar")), canvas="slide")


@pytest.fixture(scope="module")
def svg(picture) -> bytes:
    return as_file(picture, "slide.svg", "Shapes")


def test_an_svg_has_the_canvas_and_its_text_as_text(picture, svg):
    root = ElementTree.fromstring(svg)
    told = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    written = [text for trace in picture["data"] if trace.get("mode") == "text" for text in trace["text"]]
    labels = {re.sub("<.*?>", "", text) for text in written}
    assert (root.get("width"), root.get("height")) == (str(SLIDE.width), str(SLIDE.height))
    assert labels
    assert labels <= told


def test_an_svg_points_only_into_itself(svg):
    names = set(re.findall(rb'id="([^"]+)"', svg))
    assert set(re.findall(rb"url\(#?([^)]+)\)", svg)) <= names
    assert not re.search(rb'(href|src)="(?!#|data:)', svg)


def test_a_png_has_twice_the_pixels(picture):
    head = as_file(picture, "slide.png", "Shapes")[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:]) == (2 * SLIDE.width, 2 * SLIDE.height)


def test_a_pdf_is_one_page_of_the_canvas_and_of_no_day(picture):
    content = as_file(picture, "slide.pdf", "Shapes")
    (box,) = re.findall(rb"/MediaBox \[([\d. ]+)\]", content)
    points = [float(side) for side in box.split()]
    assert points == pytest.approx([0, 0, SLIDE.width * 72 / 96, SLIDE.height * 72 / 96], abs=1)
    assert set(re.findall(rb"\(D:(\d{8})", content)) == {b"20151210"}


def test_json_is_read_by_plotly(picture):
    back = from_json(as_file(picture, "slide.json", "Shapes").decode())
    assert (back.layout.width, back.layout.height) == (SLIDE.width, SLIDE.height)
    assert len(back.data) == len(picture["data"])


def test_html_has_its_title_escaped_and_plotly_inside(picture):
    page = as_file(picture, Path("a b.html").name, "a <b> & c").decode()
    assert "<title>a &lt;b&gt; &amp; c</title>" in page
    assert not re.search(r'<(script|link)[^>]+(src|href)=', page)
    assert json.dumps(picture["layout"]["width"]) in page
