"""Compare: how does this network differ from another? One above the other on one scale, or in numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import networkx as nx

from explorer import difference
from explorer.diagrams.compare import bars
from explorer.drawing.scene import View, picture, scenes
from explorer.drawing.sheet import Words
from explorer.spec import Spec
from explorer.tables import Table
from explorer.theme import CANVASES, THEMES, Canvas

VIEWS = ("pictures", "numbers")
BESIDE = ("v1.5-18", "v1.5-34", "v1.5-50", "v1.5-101", "v1.5-152", "plain-34", "v1-50", "resnext-32x4d-50", "wide-2-50",
          "se-50", "d-50", "v2-50", "cifar-20", "cifar-plain-20")
DEFAULT, INSTEAD = "v1.5-34", "v1.5-50"
PRESETS = {  # what a lecture compares: the query of each
    "shortcuts": "depth=34&beside=plain-34",
    "blocks": "depth=34&beside=v1.5-50&level=stages&open=layer2.1",
    "stride": "depth=50&variant=v1&beside=v1.5-50&level=stages&open=layer2.0&overlay=stage_input_read",
    "groups": "depth=50&beside=resnext-32x4d-50&level=stages&open=layer2.1",
    "stem": "depth=20&variant=cifar&height=32&width=32&classes=10&beside=v1.5-18",
    "preactivation": "depth=50&beside=v2-50&level=stages&open=layer2.1",
}
TALLER = 1.7  # times the height of the canvas, for two networks where the page scrolls


def others(spec: Spec, *, compare: str, beside: str) -> tuple[Spec, ...]:
    """The chosen network over the same input; where the default is the network itself, another."""
    own = f"{spec.variant}-{spec.depth}"
    variant, _, depth = (INSTEAD if beside == own == DEFAULT else beside).rpartition("-")
    return (Spec(int(depth), spec.height, spec.width, spec.classes, variant),)


def table(graph: nx.DiGraph, words: Words, *, compare: str, beside: str, others: Iterable[nx.DiGraph]) -> Table:
    (other,) = others
    return difference.table(graph, other, words)


def draw(graph: nx.DiGraph, words: Words, *, compare: str, beside: str, level: str, open: str, closed: str,
         overlay: str, canvas: str, theme: str, caption: str, others: Iterable[nx.DiGraph]) -> dict:
    """Both networks as the Network draws them, or what is counted of their stages as pairs of bars."""
    (other,) = others
    if compare == "numbers":
        return bars.draw(graph, other, words, canvas, theme, caption == "on")
    view = View(level, open, closed, overlay)
    return picture(scenes([graph, other], words, view, _taller(CANVASES[canvas]), THEMES[theme], caption == "on"))


def _taller(canvas: Canvas) -> Canvas:
    return replace(canvas, height=round(TALLER * canvas.height)) if canvas.pans else canvas
