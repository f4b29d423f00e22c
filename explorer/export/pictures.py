"""A picture as a file: JSON and HTML by Plotly's Python package, SVG, PNG and PDF by kaleido and a Chromium.

The same picture gives the same bytes on one machine: what a browser writes of chance and of the clock is replaced.
SVG and HTML keep text as text, and nothing in them is fetched.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from html import escape
from importlib import import_module
from pathlib import PurePath
from types import ModuleType

from explorer.export.unable import Unable
from explorer.spec import choose

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome", "chromium-browser", "google-chrome-stable",
            "chrome")  # the first draws as the others do and needs two thirds of the time
BROWSER_VARIABLE = "BROWSER_PATH"
PIXELS = 2  # of a PNG for each of the canvas
INSTALL = "pip install -r requirements-export.txt"
DATE = b"(D:20151210000000+00'00')"  # in every PDF: the day of the paper
PAGE = '<!doctype html>\n<meta charset="utf-8">\n<title>{title}</title>\n{picture}\n'


def as_file(picture: dict, file: str, title: str) -> bytes:
    """The content of such a file, by the ending of its name.

    Raises `Invalid`, a ValueError, for an ending that is not in PICTURES, and `Unable` where something is missing.
    """
    return PICTURES[choose("file ending", PurePath(file).suffix, PICTURES)](picture, title)


def _json(picture: dict, title: str) -> bytes:
    """Plotly's own JSON: `plotly.io.from_json` reads it, and `Plotly.newPlot`."""
    return json.dumps(picture, ensure_ascii=False).encode()


def _html(picture: dict, title: str) -> bytes:
    from plotly.io import to_html

    plot = to_html(picture, config={"displaylogo": False}, include_plotlyjs=True, full_html=False, div_id="picture")
    return PAGE.format(title=escape(title), picture=plot).encode()


def _svg(picture: dict, title: str) -> bytes:
    """Plotly names a picture's definitions, and each trace that has no `uid`, by six digits of chance."""
    traces = [trace | {"uid": str(place)} for place, trace in enumerate(picture["data"])]
    drawn = _rendered(picture | {"data": traces}, "svg")
    (chance,) = set(re.findall(rb'id="defs-([0-9a-f]{6})"', drawn))
    return re.sub(rb'((?:id="|url\(#)[a-z-]*)' + chance, rb"\g<1>", drawn)


def _png(picture: dict, title: str) -> bytes:
    return _rendered(picture, "png", PIXELS)


def _pdf(picture: dict, title: str) -> bytes:
    return re.sub(rb"\(D:\d{14}[+-]\d\d'\d\d'\)", DATE, _rendered(picture, "pdf"))


PICTURES: dict[str, Callable[[dict, str], bytes]] = {
    ".svg": _svg, ".png": _png, ".pdf": _pdf, ".html": _html, ".json": _json,
}


def _rendered(picture: dict, format: str, scale: int = 1) -> bytes:
    """Without MathJax, which kaleido would fetch; kaleido starts Chromium without the sandbox that root cannot have."""
    kaleido, name = _kaleido(format.upper()), format.upper()
    size = {side: picture["layout"][side] for side in ("width", "height")}
    try:
        return kaleido.calc_fig_sync(picture, {"format": format, "scale": scale, **size},
                                     kopts={"mathjax": False, "path": browser_path()})
    except kaleido.errors.ChromeNotFoundError as missing:
        raise Unable("browser", format=name, browsers=("Chromium", "Chrome"), variable=BROWSER_VARIABLE) from missing
    except (OSError, RuntimeError) as problem:
        raise Unable("browser.failed", format=name, reason=problem.args[0]) from problem


def _kaleido(format: str) -> ModuleType:
    """The package, which is an extra."""
    try:
        return import_module("kaleido.errors") and import_module("kaleido")
    except ImportError as missing:
        raise Unable("package", format=format, package="kaleido", command=INSTALL) from missing


def browser_path() -> str | None:
    """What BROWSER_PATH says, else the system's Chromium or Chrome; None stands for what kaleido or Playwright has."""
    return os.environ.get(BROWSER_VARIABLE) or next(filter(None, map(shutil.which, BROWSERS)), None)
