"""explorer.figure: a diagram as a plotly.graph_objects.Figure."""

from __future__ import annotations

import plotly.graph_objects as go

from explorer.diagrams import draw, needed
from explorer.spec import Spec
from explorer.tracing import trace
from explorer.ui.text import words


def figure(name: str, spec: Spec, **options: str) -> go.Figure:
    """The diagram of a network, to be shown in a notebook or saved.

    `options` are those of explorer.diagrams.DIAGRAMS[name], for the network `level`, `open`, `closed`, `overlay`, and
    for every diagram `canvas`, `theme` and `caption`. Raises ValueError for a name or a choice that does not exist.
    """
    others = map(trace, needed(name, spec, **options))
    return go.Figure(draw(name, trace(spec), words(), *others, **options))
