"""class Diagram: the Gradio component that hosts our Plotly pictures. What it does is in static/diagram.js."""

from __future__ import annotations

import json
from string import Template

import gradio as gr

from explorer.theme import CANVASES
from explorer.ui.assets import STATIC, address


class Diagram(gr.HTML):
    """A picture that can be walked, clicked and saved. Its value is {"query": what to show}; it sends two events.

    `drawn` ({query}) says that a picture stands, `navigate` ({query}) that the page's address asks for other controls.
    """

    def __init__(self, **options: object):
        widths = {name: canvas.width for name, canvas in CANVASES.items() if canvas.pans}
        loader = Template((STATIC / "loader.js").read_text(encoding="utf-8"))
        super().__init__(
            html_template=(STATIC / "diagram.html").read_text(encoding="utf-8"),
            js_on_load=loader.substitute(ADDRESS=address(), CANVASES=json.dumps(widths)),
            apply_default_css=False,
            **options,
        )

    def preprocess(self, payload: object) -> None:
        """A figure is never sent back."""

    def postprocess(self, value: dict | None) -> dict | None:
        return value

    def api_info(self) -> dict:
        return {"type": "object"}
