"""Which pictures a copy has: every combination of a diagram's controls, and what is one click from where it starts.

The values of a picture are {option: value}, all of them text, as the page has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import combinations, product
from urllib.parse import parse_qsl

from explorer.diagrams import DIAGRAMS, Diagram
from explorer.laboratory.overlays import MEASURED
from explorer.options import Option
from explorer.spec import Spec

Values = dict[str, str]
FREE = ("filter", "sort")  # what a copy may have in its address beside the diagrams' options; it runs nothing


def offered(specs: Iterable[Spec]) -> tuple[Diagram, ...]:
    """All diagrams, without the colours that a device measures, and with the presets that are of one of `specs`."""
    known = set(specs)
    return tuple(_offered(diagram, known) for diagram in DIAGRAMS.values())


def _offered(diagram: Diagram, known: set[Spec]) -> Diagram:
    presets = {name: query for name, query in diagram.presets.items() if Spec.from_query(query)[0] in known}
    options, follows = (tuple(map(_computed, some)) for some in (diagram.options, diagram.follows))
    return replace(diagram, options=options, follows=follows, presets=presets, overlaid=False)


def _computed(option: Option) -> Option:
    return replace(option, choices=tuple(choice for choice in option.choices if choice not in MEASURED))


def settings(spec: Spec) -> tuple[Option, ...]:
    """Everything that can be set on the page of a network."""
    diagrams = offered([spec])
    tabs = tuple(diagram.name for diagram in diagrams[1:])
    options = dict.fromkeys(option for diagram in diagrams for option in diagram.options)
    return *options, Option("tab", tabs[0], tabs), *map(partial(Option, default=""), FREE)


def settable(diagram: Diagram) -> tuple[Option, ...]:
    """What the page can set in its picture."""
    return *diagram.options, *diagram.follows


def combined(diagram: Diagram, start: Values) -> Iterator[Values]:
    """Every combination of its own controls, and each of the Network's that it follows; parts are as at the start."""
    own = [option for option in diagram.options if option.choices]
    for chosen in product(*map(_choices, own)):
        yield start | {option.name: value for option, value in zip(own, chosen, strict=True)}
    for option in diagram.follows:
        yield from (start | {option.name: value} for value in option.choices)


def _choices(option: Option) -> Iterable[str]:
    if not option.several:
        return option.choices
    counts = range(len(option.choices) + 1)
    return (",".join(some) for count in counts for some in combinations(option.choices, count))


def bases(diagram: Diagram, start: Values) -> Iterator[Values]:
    """Where a reader clicks from: the start, and the stages, each of which a deck of slides shows opened."""
    yield start
    if any(option.name == "open" for option in diagram.options):
        yield start | {"level": "stages", "open": "", "closed": ""}


def clicked(diagram: Diagram, meta: Mapping, stops: Iterable[str], start: Values) -> Iterator[Values]:
    """The values after a click on each part of its picture (`meta` is that's), or on one of the Network's `stops`."""
    own = {option.name for option in diagram.options}
    if "open" in own:
        yield from (start | toggled(start, name, stands) for name, stands in meta["folds"].items())
    if "select" in own:
        yield from (start | {"select": name} for name in stops)
    yield from (start | settings for settings in meta.get("sets", {}).values())


def toggled(values: Mapping[str, str], name: str, stands_open: bool) -> Values:
    """As static/folding.js: what the level opens goes into `closed`, what it does not into `open`."""
    here, there = ("open", "closed") if stands_open else ("closed", "open")
    listed = {side: [part for part in values[side].split(",") if part] for side in (here, there)}
    if name in listed[here]:
        listed[here].remove(name)
    else:
        listed[there].append(name)
    return {side: ",".join(names) for side, names in listed.items()}


def prepared(diagrams: Iterable[Diagram], spec: Spec) -> Iterator[dict[str, str]]:
    """What the presets of a network set."""
    for diagram in diagrams:
        yield from (dict(parse_qsl(query)) for query in diagram.presets.values() if Spec.from_query(query)[0] == spec)


def settled(options: Iterable[Option], values: Mapping[str, str]) -> Values:
    """The values without those that change nothing: the picture is the same."""
    idle = (option for option in options if option.when and values[option.when[0]] != option.when[1])
    return {**values, **{option.name: option.default for option in idle}}
