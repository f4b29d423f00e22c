"""index.html of a folder, and the file that is everything in one: what both say, and how each brings its scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote

from explorer.diagrams import Diagram
from explorer.spec import VARIANTS, Spec
from explorer.theme import CANVASES
from explorer.ui.assets import static_files
from explorer.ui.copies.packing import PAGE, SLIDE, sheets
from explorer.ui.given import BY_GRADIO, PLOTLY, given, listed, template
from explorer.ui.text import BY_TAG, words

STATIC = Path(__file__).parent / "static"
STYLES = ("page.css", "copy.css")
SLIDES = (SLIDE.canvas, SLIDE.theme, "transparent")  # what can be saved; without its ground a light one is transparent
IMPORT = re.compile(r"from '\./(\w+\.js)'")
LINKS = "".join(f'<link rel="stylesheet" href="static/{name}">\n' for name in STYLES)


def scripts() -> dict[str, Path]:
    """Every file that a copy runs or is styled with, by name."""
    files = (*static_files().values(), *STATIC.iterdir())
    return {file.name: file for file in files if file.suffix in (".js", ".css") and file.name not in BY_GRADIO}


def known(specs: Iterable[Spec], languages: Iterable[str], diagrams: Iterable[Diagram], themes: Iterable[str]) -> dict:
    """Of a copy, before anything is asked: what the app's `page` knows, as far as it is here, and what is kept."""
    specs, languages = tuple(specs), tuple(languages)
    depths = {name: [spec.depth for spec in specs if spec.variant == name] for name in VARIANTS}
    app = given()
    page = {
        **app,
        "canvases": {name: CANVASES[name].width for name in PAGE},
        "diagrams": [{**listed(diagram), "settings": [], "colours": []} for diagram in diagrams],
        "shared": [],
        "saving": [{**option, "choices": [choice for choice in option["choices"] if choice in SLIDES]}
                   for option in app["saving"]],
        "depths": {name: list(dict.fromkeys(some)) for name, some in depths.items()},
    }
    return {
        "page": page,
        "networks": [spec.to_query() for spec in specs],
        "tags": {tag.lower(): language for tag, language in BY_TAG.items() if language in languages},
        "sheets": {diagram.name: [f"-{canvas}-{theme}" for canvas, theme in sheets(diagram, themes)]
                   for diagram in diagrams},
    }


def linked(facts: Mapping[str, object]) -> str:
    """The page of a folder: its styles and scripts are files beside it."""
    ahead = f'<link rel="preload" as="script" href="static/{PLOTLY.name}">'
    return _page(facts, LINKS + ahead, '<script type="module" src="static/site.js"></script>')


def carrying(facts: Mapping[str, object], kept: Mapping[str, str]) -> str:
    """The page that has all within itself. From a file no module is loaded, so an import map holds each as a data: URL,
    under its name; `kept` are the packed files in base64."""
    files = scripts()
    styles = "".join(f"<style>\n{_text(files[name])}</style>\n" for name in STYLES)
    modules = {f"explorer/{name}": _as_url(file) for name, file in files.items()
               if file.suffix == ".js" and name != PLOTLY.name}
    plotly = _text(files[PLOTLY.name]).replace("</script", "<\\/script")
    return _page(facts, styles, "\n".join((
        f'<script type="application/json" id="kept">{_json(kept)}</script>',
        f'<script type="importmap">{_json({"imports": modules})}</script>',
        f"<script>{plotly}</script>",
        '<script type="module">import "explorer/carried.js";</script>')))


def _page(facts: Mapping[str, object], style: str, script: str) -> str:
    pieces = {name.upper(): template(name) for name in ("diagram", "panel", "inspector")}
    return Template(_text(STATIC / "copy.html")).substitute(
        TITLE=escape(words()["page.title"]), STYLE=style, SCRIPT=script, GIVEN=_json(facts), **pieces)


def _as_url(module: Path) -> str:
    return "data:text/javascript;charset=utf-8," + quote(IMPORT.sub(r"from 'explorer/\1'", _text(module)))


def _json(content: object) -> str:
    """JSON that ends no script element, whatever is in it."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
