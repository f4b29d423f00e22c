"""explorer.figure: a diagram as a plotly.graph_objects.Figure."""

from __future__ import annotations

import networkx as nx
import plotly.graph_objects as go

from explorer.spec import Spec
from explorer.ui.answers import picture


def figure(name: str, network: Spec | nx.DiGraph, lang: str = "en", **options: str) -> go.Figure:
    """The diagram of a network, which shows itself in a notebook and has the size of its canvas.

    The network is named by a Spec, or is the traced graph of a module of your own. Of that there is no comparison, no
    Table 1 and no experiment: raises `Unsuited`, a ValueError.

    `options` are those of explorer.diagrams.DIAGRAMS[name], for the network `level`, `open`, `closed`, `overlay`, and
    for every diagram `canvas`, `theme` and `caption`. Raises `Invalid`, a ValueError, for a name or a choice that does
    not exist.

    >>> import explorer
    >>> figure = explorer.figure("shapes", explorer.Spec(depth=34), view="table1", canvas="slide")
    >>> figure.layout.width, figure.layout.height
    (1920, 1080)
    """
    return go.Figure(picture(name, network, lang, options))
