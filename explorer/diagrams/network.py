"""The Network: what is connected to what, and what shape is it?"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

import networkx as nx

from explorer.drawing.scene import OVERLAYS, View, picture, scenes
from explorer.laboratory.record import Record
from explorer.theme import CANVASES, THEMES

__all__ = ["OVERLAYS", "draw"]


def draw(graph: nx.DiGraph, words: Mapping[str, str], *, level: str, open: str, closed: str, overlay: str,
         canvas: str, theme: str, caption: str, found: Record | None = None) -> dict:
    """The one picture, with what stands open and an overlay's colours; what is not finite has none."""
    measured = found.overlays().get(overlay, {}) if found else {}
    finite = {node: number for node, number in measured.items() if isfinite(number)}
    view = View(level, open, closed, overlay, finite)
    return picture(scenes([graph], words, view, CANVASES[canvas], THEMES[theme], caption == "on"))
