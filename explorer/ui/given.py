"""What the page knows before anything is asked: the diagrams, what can be set in them, the depths of every variant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from explorer.diagrams import CAPTION, DIAGRAMS, SAVING, Diagram
from explorer.laboratory import EXPERIMENTS
from explorer.laboratory.overlays import MEASURED
from explorer.options import Option
from explorer.spec import VARIANTS, Spec
from explorer.theme import CANVASES

STATIC = Path(__file__).parent / "static"
BY_GRADIO = "loader.js", "asked.js"  # what Gradio runs: no modules of ours
PLOTLY = Path(__file__).parent / "vendor" / "plotly-basic.min.js"


def template(name: str) -> str:
    """One of our pieces of the page."""
    return (STATIC / f"{name}.html").read_text(encoding="utf-8")


def given() -> dict:
    """As JSON; static/view.js says what is what."""
    return {
        "canvases": {name: canvas.width for name, canvas in CANVASES.items() if canvas.pans},
        "diagrams": [listed(diagram) for diagram in DIAGRAMS.values()],
        "shared": _plain([CAPTION]),
        "saving": _plain(SAVING),
        "depths": {variant.name: variant.depths for variant in VARIANTS.values()},
        "usual": Spec.variant,
    }


def listed(diagram: Diagram) -> dict:
    """What the page needs to know of a diagram to offer it."""
    return {"name": diagram.name, "options": _plain(diagram.options), "follows": _plain(diagram.follows),
            "settings": _plain(diagram.settings), "experiment": diagram.experiment, "grows": diagram.grows,
            "looks": diagram.looks, "presets": {**diagram.presets},
            "overlays": {name: _plain(EXPERIMENTS[measure.experiment].settings) for name, measure in MEASURED.items()}
            if diagram.overlaid else {},
            "colours": [name for name, measure in MEASURED.items() if measure.experiment == diagram.experiment],
            "table": diagram.table is not None, "pictured": diagram.pictured}


def _plain(options: Iterable[Option]) -> list[dict]:
    """Options as JSON; a range of whole numbers is its ends."""
    return [{**asdict(option), "choices": [], "range": [option.choices[0], option.choices[-1]]}
            if isinstance(option.choices, range) else asdict(option) for option in options]
