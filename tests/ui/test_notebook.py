"""A figure shows itself in a notebook, and a page of it needs no network."""

import json
import re

import pytest
from plotly.io import renderers

import explorer
from explorer.export.pictures import as_file
from explorer.theme import CANVASES
from tests.ui.conftest import watched

SPEC = explorer.Spec(8, variant="cifar")


@pytest.fixture(scope="module")
def figure():
    return explorer.figure("shapes", SPEC, canvas="slide")


def test_jupyterlab_is_handed_the_whole_figure_with_its_size_and_its_title(figure):
    (shown,) = renderers["plotly_mimetype"].to_mimebundle(figure.to_plotly_json()).values()
    assert (shown["layout"]["width"], shown["layout"]["height"]) == (CANVASES["slide"].width, CANVASES["slide"].height)
    assert "ResNet-8, 3×32×32" in json.dumps(shown, ensure_ascii=False)
    assert not re.search(r"https?://(?!plot\.ly)", json.dumps(shown))  # the address of Plotly's editor, which is off


def test_a_classic_notebook_fetches_no_plotly(figure):
    assert "cdn.plot.ly" not in renderers["notebook"].to_mimebundle(figure.to_plotly_json())["text/html"]


def test_a_page_of_it_is_drawn_without_a_network(context, figure):
    troubles: list[str] = []
    watched(page := context.new_page(), troubles)
    page.set_content(as_file(figure.to_plotly_json(), "shapes.html", "Shapes").decode())
    page.locator("#picture .main-svg").first.wait_for()
    assert (page.title(), troubles) == ("Shapes", [])
    page.close()
