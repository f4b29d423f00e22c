"""class Diagram: the Gradio component that hosts our Plotly pictures. What it does is in static/explorer.js."""

from __future__ import annotations

from string import Template

import gradio as gr

from explorer.ui import bundle
from explorer.ui.assets import address
from explorer.ui.given import STATIC, template


class Diagram(gr.HTML):
    """The Network, which can be walked, clicked and saved, and through it all that is linked with it on the page.

    Its value says what to show: {"query": the address, "whole": it says all and not only what changes, "notice": a
    sentence, "problems": {control: a sentence}, "asked": it answers the controls, and is dropped where they have been
    set anew since}; or of a "run", by its number, what is "said", its "problem", or that it is "done". It sends four
    events: `drawn` ({query, anew}) when a picture stands, or a person wants the network measured `anew`; `navigate`
    ({query}) when the address asks for other controls; `experiment` ({query, run}) to carry out what a diagram shows,
    and `halt` ({run}) to end that.
    """

    def __init__(self, **options: object):
        loader = Template((STATIC / "loader.js").read_text(encoding="utf-8"))
        super().__init__(
            html_template=template("diagram"),
            js_on_load=loader.substitute(SCRIPT=address(f"static/{bundle.NAME}")),
            apply_default_css=False,
            **options,
        )

    def preprocess(self, payload: object) -> None:
        """A figure is never sent back."""

    def postprocess(self, value: dict | None) -> dict | None:
        return value

    def api_info(self) -> dict:
        return {"type": "object"}
