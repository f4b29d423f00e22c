"""A network for other programs: FORMATS lists the files, `node_link` and `summary` give plain data.

The same network gives the same bytes, on any machine and on any day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

import networkx as nx

from explorer.export import dot, graphml, model_explorer, plain, separated
from explorer.export.plain import node_link
from explorer.export.totals import summary
from explorer.spec import Invalid

__all__ = ["FORMATS", "Format", "format_of", "node_link", "summary"]


@dataclass(frozen=True)
class Format:
    """A kind of file: what its name ends with, its media type, and `write(graph, words) -> text`, to be UTF-8."""

    suffix: str
    media_type: str
    write: Callable[[nx.DiGraph, Mapping[str, str]], str]


FORMATS = {
    "node-link": Format(".json", "application/json", plain.text),
    "graphml": Format(".graphml", "application/xml", graphml.text),
    "dot": Format(".dot", "text/vnd.graphviz", dot.text),
    "csv": Format(".csv", "text/csv", separated.layers),
    "model-explorer": Format(".model-explorer.json", "application/json", model_explorer.text),
}


def format_of(file: str) -> Format:
    """The format that a file's name asks for, by its longest ending. Raises `Invalid`, naming the endings."""
    fitting = [format for format in FORMATS.values() if file.endswith(format.suffix)]
    if not fitting:
        endings = tuple(format.suffix for format in FORMATS.values())
        raise Invalid("file ending", PurePath(file).suffix, endings, "choice")
    return max(fitting, key=lambda format: len(format.suffix))
