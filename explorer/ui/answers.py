"""What Python and the command line ask, answered in this process: a picture, a table, a summary, a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import networkx as nx

from explorer.diagrams import draw, needed, tabulate, trial
from explorer.export import format_of
from explorer.export.comparison import Comparison, compared
from explorer.export.overview import Summary, summarised
from explorer.fold import LEVELS
from explorer.laboratory.record import Record
from explorer.laboratory.unsuited import Unsuited
from explorer.measuring import perform
from explorer.measuring.proof import Progress
from explorer.spec import Spec, choose
from explorer.tables import Table
from explorer.tracing import trace
from explorer.ui.text import LANGUAGES, words


def picture(name: str, network: Spec | nx.DiGraph, lang: str, options: Mapping[str, str],
            progress: Progress | None = None, weights: Path | None = None, image: bytes | None = None) -> dict:
    """The Plotly spec of a diagram, beside the networks that it shows with it; `progress` is that of its experiment.

    The experiment begins with the file of `weights` and looks at `image`. Raises `Unsuited`, a ValueError, where the
    diagram shows nothing of either, and for a graph of somebody's own where it needs a Spec.
    """
    graph = _graph(network)
    spec = graph.graph.get("spec")
    others = map(trace, needed(name, spec, **options))
    found = _found(name, spec, options, progress, weights, image) if spec else None
    return draw(name, graph, spoken(lang), *others, found=found, **options)


def table(name: str, spec: Spec, lang: str, options: Mapping[str, str], progress: Progress | None = None,
          weights: Path | None = None, image: bytes | None = None) -> Table:
    """The text twin of a diagram, as `picture`."""
    others, found = map(trace, needed(name, spec, **options)), _found(name, spec, options, progress, weights, image)
    return tabulate(name, trace(spec), spoken(lang), *others, found=found, **options)


def _found(name: str, spec: Spec, options: Mapping[str, str], progress: Progress | None,
           weights: Path | None, image: bytes | None) -> Record | None:
    """What the experiment of a diagram finds, carried out here and now."""
    shown = trial(name, spec, image, **options)
    if shown:
        return perform(shown, progress, weights=weights)
    if weights:
        raise Unsuited("unsuited.diagram", diagram=name)
    return None


def _graph(network: Spec | nx.DiGraph) -> nx.DiGraph:
    return network if isinstance(network, nx.DiGraph) else trace(network)


def summary(network: Spec | nx.DiGraph, level: str = "blocks", lang: str = "en") -> Summary:
    """The network as a table that shows itself, with its totals: down to "stages", "blocks" or "operations".

    It is named by a Spec, or is the traced graph of a module of your own.

    >>> import explorer
    >>> explorer.summary(explorer.Spec(depth=18), level="stages")
    ResNet-18, 3×224×224, 8 residual blocks, 69 operations, 5 × identity shortcut, 3 × projection shortcut
    <BLANKLINE>
    ...
    Parameters: 11,689,512 (learnable values; a layer used twice counts once)
    MACs: 1,814,073,344 (convolutions and linear layers; a fused multiply-add counts once; batch 1)
    Activation memory: ...

    Raises `Invalid`, a ValueError, for another level or language.
    """
    return summarised(_graph(network), spoken(lang), choose("level", level, LEVELS))


def compare(network: Spec | nx.DiGraph, other: Spec | nx.DiGraph, lang: str = "en") -> Comparison:
    """Two networks in numbers, as a table that shows itself; differences and ratios are of `other` to the first.

    Each is named by a Spec, or is the traced graph of a module of your own.

    >>> import explorer
    >>> facts = explorer.compare(explorer.Spec(depth=34), explorer.Spec(depth=34, variant="plain")).facts
    >>> next(fact.difference for fact in facts if fact.what == "blocks.identity")
    -13

    Raises `Invalid`, a ValueError, for another language.
    """
    return compared(_graph(network), _graph(other), spoken(lang))


def save(network: Spec | nx.DiGraph, file: str | Path, lang: str = "en") -> None:
    """Writes a network, or the traced graph of a module of your own, for another program: see explorer.export.FORMATS.

    >>> import explorer
    >>> explorer.save(explorer.Spec(depth=18), "resnet18.txt")
    Traceback (most recent call last):
    ...
    explorer.spec.Invalid: no file ending '.txt': choose .json, .graphml, .dot, .csv or .model-explorer.json

    Its ending says the format. Raises `Invalid`, a ValueError, for another ending or language, and OSError where it
    cannot be written.
    """
    kind = format_of(str(file))
    Path(file).write_bytes(kind.write(_graph(network), spoken(lang)).encode())


def spoken(lang: str) -> dict[str, str]:
    """The words of a language. Raises `Invalid`, a ValueError, where there are none."""
    return words(choose("lang", lang, LANGUAGES))
