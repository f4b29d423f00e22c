"""The pictures: (graph, words, options) -> a plain Plotly spec {"data", "layout"}. DIAGRAMS lists them.

Every picture's axes are its canvas in pixels (`marks.blank`), y upwards. It may be higher than a canvas that pans, and
says so in `layout.height`; a slide never is. Its last trace is `marks.hit_trace`: what answers to the pointer, by node
name. `layout.meta` holds what the page needs so that pictures meet, all by node name:

    outlines  {name: SVG path} of what can be lit
    walk      names that the arrow keys step through, in order
    folds     {name: whether it stands open}: what a click opens or closes instead of only selecting it
    sets      {name: {option: value}}: what a click on it sets, beside selecting it: a switch, a zoom
    reaches   whether a click on the Network sets the same
    route     names that are outlined in the Network too: where the chosen route goes, which blocks are switched off
    fills     {colour: names} of the volumes, to move them from one picture to the next
    covers    where the picture depends on the selection: the names for which it would be the same
    width     more than the canvas where the picture has to be panned

`title` and `question` of a diagram are the words `diagram.<name>` and `diagram.<name>.question`, those of an option
`option.<name>`, and of a choice `option.<name>.<choice>`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import networkx as nx

from explorer.arithmetic import times
from explorer.counting import SWITCHES
from explorer.diagrams import (
    block,
    compare,
    cost,
    degradation,
    effective_field,
    feature_maps,
    gradient,
    latency,
    layers,
    lesions,
    network,
    path_gradient,
    paths,
    receptive_field,
    shapes,
    signal,
)
from explorer.fold import LEVELS, names, no_part
from explorer.laboratory import EXPERIMENTS, Trial
from explorer.laboratory.overlays import MEASURED
from explorer.laboratory.record import Record
from explorer.laboratory.unsuited import Unsuited
from explorer.metrics import COSTS
from explorer.options import Option, read, read_all
from explorer.spec import Invalid, Spec, choose
from explorer.tables import Table
from explorer.theme import CANVASES, THEMES
from explorer.windows import input_of

CAPTION = Option("caption", "on", ("on", "off"))
VIEW = (
    Option("level", "blocks", LEVELS),
    Option("open", ""),
    Option("closed", ""),
    Option("overlay", "stage", network.OVERLAYS),
)
SAVING = (  # how a picture is saved as a slide
    Option("shape", "slide", tuple(name for name, canvas in CANVASES.items() if not canvas.pans)),
    Option("ground", "light", ("light", "dark", "transparent")),
)
SETTINGS = (Option("canvas", "wide", tuple(CANVASES)), Option("theme", "light", tuple(THEMES)), CAPTION)


@dataclass(frozen=True)
class Diagram:
    """A picture: what can be set in it, the function that draws it, and, where it has a text twin, its table.

    `others` says which networks it shows beside the one that was asked for; their graphs are handed to it.
    `follows` are options of the Network that its picture has too, `presets` queries that it is good to begin with.
    Where it is not `pictured`, the page shows the table only; the picture is for slides. One `of_images` is of networks
    whose input has height and width.

    One that shows what an `experiment` found, or is `overlaid` with what any has found, is handed the record as
    `found`; the experiment's settings are its options too. One that `grows` is shown on the way to the value of one of
    these, again after each of so many steps.
    """

    name: str
    options: tuple[Option, ...]
    draw: Callable[..., dict]
    table: Callable[..., Table] | None = None
    others: Callable[..., tuple[Spec, ...]] | None = None
    pictured: bool = True
    of_images: bool = False
    follows: tuple[Option, ...] = ()
    presets: Mapping[str, str] = field(default_factory=dict)
    experiment: str = ""
    grows: tuple[str, int] | None = None
    overlaid: bool = False

    @property
    def settings(self) -> tuple[Option, ...]:
        """What is set before the experiment, or before any of them."""
        names = EXPERIMENTS if self.overlaid else filter(None, (self.experiment,))
        return tuple(dict.fromkeys(option for name in names for option in EXPERIMENTS[name].settings))

    @property
    def looks(self) -> bool:
        """Whether its experiment is shown a picture, which can be the reader's own."""
        return bool(self.experiment) and EXPERIMENTS[self.experiment].looks

    @property
    def drawn_with(self) -> tuple[Option, ...]:
        return *self.options, *self.follows, *SETTINGS

    @property
    def lists(self) -> tuple[Option, ...]:
        """Those whose values are parts of the network."""
        return tuple(option for option in (*self.drawn_with, *self.settings) if not option.choices)

    def read(self, given: Mapping[str, str]) -> tuple[dict[str, str], tuple[Invalid, ...]]:
        """Every option, from what was given or by default, and what had to be replaced."""
        return read((*self.drawn_with, *self.settings), given)

    def trial(self, spec: Spec, values: Mapping[str, str]) -> Trial | None:
        """The experiment that it shows with these values of its options."""
        overlay = values["overlay"] if self.overlaid else ""
        name = MEASURED[overlay].experiment if overlay in MEASURED else self.experiment
        settings = EXPERIMENTS[name].settings if name else ()
        return Trial(spec, name, {option.name: values[option.name] for option in settings}) if name else None


DIAGRAMS = {
    diagram.name: diagram
    for diagram in (
        Diagram("network", VIEW, network.draw, overlaid=True),
        Diagram("block", (Option("select", ""),), block.draw),
        Diagram("shapes", (Option("view", "staircase", tuple(shapes.VIEWS)),), shapes.draw, shapes.table,
                shapes.others, of_images=True),
        Diagram(
            "paths",
            (
                Option("panel", "lengths", paths.PANELS),
                Option("measure", "branches", tuple(paths.MEASURES), when=("panel", "lengths")),
                Option("route", ""),
                Option("tree", ""),
            ),
            paths.draw,
            paths.table,
        ),
        Diagram("receptive_field", (Option("select", ""),), receptive_field.draw, receptive_field.table,
                of_images=True),
        Diagram(
            "cost",
            (
                Option("cost", "tree", cost.VIEWS),
                Option("metric", "macs", COSTS, when=("cost", "tree")),
                Option("root", ""),
                Option("count", "", tuple(SWITCHES), several=True, when=("cost", "conventions")),
            ),
            cost.draw,
            cost.table,
        ),
        Diagram("compare", (Option("compare", "pictures", compare.VIEWS),
                            Option("beside", compare.DEFAULT, compare.BESIDE)),
                compare.draw, compare.table, compare.others, follows=VIEW, presets=compare.PRESETS),
        Diagram("latency", (), latency.draw, latency.table, experiment="latency"),
        Diagram("signal", (), signal.draw, signal.table, experiment="signal"),
        Diagram("gradient", (), gradient.draw, gradient.table, experiment="gradient"),
        Diagram("path_gradient", (), path_gradient.draw, path_gradient.table, experiment="path_gradient"),
        Diagram("effective_field", (), effective_field.draw, effective_field.table, experiment="effective_field"),
        Diagram("degradation", (), degradation.draw, degradation.table, experiment="degradation",
                grows=("steps", 10)),
        Diagram("lesions", (), lesions.draw, lesions.table, experiment="lesions"),
        Diagram("feature_maps", (), feature_maps.draw, feature_maps.table, experiment="feature_maps"),
        Diagram("layers", (), layers.draw, layers.table, pictured=False),
    )
}


OF_A_SPEC = {("compare", "pictures"), ("compare", "numbers"), ("view", "table1"),
             *(("overlay", name) for name in MEASURED)}


def draw(name: str, graph: nx.DiGraph, words: Mapping[str, str], *others: nx.DiGraph, found: Record | None = None,
         **options: str) -> dict:
    """The Plotly spec of a diagram of a network, beside the `others` that `needed` names.

    `found` is the record of the Trial that `trial` names. Raises `Invalid`, a ValueError, for a diagram, an option or a
    part that does not exist, and `Unsuited`, another, for a network that a diagram is not of.
    """
    diagram = DIAGRAMS[choose("diagram", name, DIAGRAMS)]
    values = read_all("option", (*diagram.drawn_with, *diagram.settings), options)
    settings = {option.name: values[option.name] for option in diagram.drawn_with}
    _suited(diagram, graph)
    _there(diagram, values, graph, *others)
    return diagram.draw(graph, words, **settings, **_handed(diagram, others, found))


def tabulate(name: str, graph: nx.DiGraph, words: Mapping[str, str], *others: nx.DiGraph,
             found: Record | None = None, **options: str) -> Table:
    """The text twin of a diagram that has one, as `draw`."""
    with_table = [diagram.name for diagram in DIAGRAMS.values() if diagram.table]
    diagram = DIAGRAMS[choose("table", name, with_table)]
    values = read_all("option", (*diagram.options, *diagram.settings), options)
    settings = {option.name: values[option.name] for option in diagram.options}
    _suited(diagram, graph)
    _there(diagram, values, graph, *others)
    return diagram.table(graph, words, **settings, **_handed(diagram, others, found))


def needed(name: str, spec: Spec | None, **options: str) -> tuple[Spec, ...]:
    """The networks that a diagram shows beside the one that was asked for, or beside somebody's own where that is None.

    Raises `Unsuited`, a ValueError, where those depend on the Spec and there is none.
    """
    diagram = DIAGRAMS[choose("diagram", name, DIAGRAMS)]
    values, _ = diagram.read(options)
    own = {option.name: values[option.name] for option in diagram.options}
    if spec is None and (diagram.experiment or values.items() & OF_A_SPEC):
        raise Unsuited("unsuited.module", diagram=name)
    return diagram.others(spec, **own) if diagram.others else ()


def trial(name: str, spec: Spec, image: bytes | None = None, **options: str) -> Trial | None:
    """The experiment that a diagram shows, or that the Network is coloured by. None where nothing is measured.

    Raises `Unsuited`, a ValueError, for an `image` that nothing looks at.
    """
    diagram = DIAGRAMS[choose("diagram", name, DIAGRAMS)]
    values, _ = diagram.read(options)
    shown = diagram.trial(spec, values)
    if image is None:
        return shown
    if shown is None:
        raise Unsuited("unsuited.image", experiment=name)
    return replace(shown, image=image)


def present(name: str, options: Mapping[str, str], *graphs: nx.DiGraph) -> dict[str, str]:
    """The options without parts that none of the networks has, for who goes from one network to another with them."""
    absent = dict(_absent(DIAGRAMS[name], options, *graphs))
    return {**options, **{option: ",".join(part for part in options[option].split(",") if part not in parts)
                          for option, parts in absent.items()}}


def _there(diagram: Diagram, values: Mapping[str, str], *graphs: nx.DiGraph) -> None:
    for option, parts in _absent(diagram, values, *graphs):
        raise no_part(option, parts[0], graphs[0])


def _absent(diagram: Diagram, values: Mapping[str, str], *graphs: nx.DiGraph) -> Iterator[tuple[str, list[str]]]:
    """Of each option, the parts that none of the networks has."""
    for option in diagram.lists:
        if given := [part for part in values.get(option.name, "").split(",") if part]:
            there = frozenset().union(*map(names, graphs))
            if parts := [part for part in given if part not in there]:
                yield option.name, parts


def _suited(diagram: Diagram, graph: nx.DiGraph) -> None:
    shape = graph.nodes[input_of(graph)]["shape"]
    if diagram.of_images and len(shape) != 3:
        raise Unsuited("unsuited.flat", diagram=diagram.name, shape=times(shape))


def _handed(diagram: Diagram, others: tuple[nx.DiGraph, ...], found: Record | None) -> dict[str, object]:
    """What a diagram is given beside its options."""
    beside = {"others": others} if diagram.others else {}
    return {**beside, "found": found} if diagram.experiment or diagram.overlaid else beside
