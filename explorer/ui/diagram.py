"""class Diagram: the Gradio component that hosts our Plotly pictures. What it does is in static/explorer.js."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from string import Template

import gradio as gr

from explorer.diagrams import CAPTION, DIAGRAMS
from explorer.laboratory import EXPERIMENTS
from explorer.laboratory.overlays import MEASURED
from explorer.options import Option
from explorer.spec import VARIANTS, Spec
from explorer.theme import CANVASES
from explorer.ui.assets import STATIC, address


class Diagram(gr.HTML):
    """The Network, which can be walked, clicked and saved, and through it all that is linked with it on the page.

    Its value says what to show: {"query": the address, "whole": it says all and not only what changes, "notice": a
    sentence, "problems": {control: a sentence}}; or of a "trial", a query, what is "said", its "problem", or that it is
    "done" or "stopped". It sends four events: `drawn` ({query, anew}) when a picture stands, or a person wants the
    network measured `anew`; `navigate` ({query}) when the address asks for other controls; `experiment` ({query}) to
    carry out what a diagram shows, and `halt` to end that.
    """

    def __init__(self, **options: object):
        loader = Template((STATIC / "loader.js").read_text(encoding="utf-8"))
        super().__init__(
            html_template=template("diagram"),
            js_on_load=loader.substitute(ADDRESS=address(), GIVEN=json.dumps(_given())),
            apply_default_css=False,
            **options,
        )

    def preprocess(self, payload: object) -> None:
        """A figure is never sent back."""

    def postprocess(self, value: dict | None) -> dict | None:
        return value

    def api_info(self) -> dict:
        return {"type": "object"}


def template(name: str) -> str:
    """One of our pieces of the page."""
    return (STATIC / f"{name}.html").read_text(encoding="utf-8")


def _given() -> dict:
    """What the page needs to know before anything is asked."""
    return {
        "canvases": {name: canvas.width for name, canvas in CANVASES.items() if canvas.pans},
        "diagrams": [_listed(diagram) for diagram in DIAGRAMS.values()],
        "shared": _plain([CAPTION]),
        "depths": {variant.name: variant.depths for variant in VARIANTS.values()},
        "usual": Spec.variant,
    }


def _listed(diagram) -> dict:
    """What the page needs to know of a diagram to offer it."""
    return {"name": diagram.name, "options": _plain(diagram.options), "follows": _plain(diagram.follows),
            "settings": _plain(diagram.settings), "experiment": diagram.experiment, "presets": {**diagram.presets},
            "overlays": {name: _plain(EXPERIMENTS[measure.experiment].settings) for name, measure in MEASURED.items()}
            if diagram.overlaid else {},
            "colours": [name for name, measure in MEASURED.items() if measure.experiment == diagram.experiment],
            "table": diagram.table is not None, "pictured": diagram.pictured}


def _plain(options: Iterable[Option]) -> list[dict]:
    """Options as JSON; a range of whole numbers is its ends."""
    return [{**asdict(option), "choices": [], "range": [option.choices[0], option.choices[-1]]}
            if isinstance(option.choices, range) else asdict(option) for option in options]
