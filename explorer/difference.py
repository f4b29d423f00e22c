"""Two networks side by side in numbers: what each has in all and in each stage, and by how much they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import networkx as nx

from explorer.arithmetic import times
from explorer.describe import variant_name
from explorer.fold import ENDS, Part, combined, hierarchy, whole
from explorer.metrics import COSTS, METRICS, Measured
from explorer.metrics.units import raised
from explorer.paths import path_lengths, span, total
from explorer.properties import called, operations
from explorer.residual import residual_blocks
from explorer.tables import Cell, Column, Row, Table

Words = Mapping[str, str]
Value: TypeAlias = "int | str | None"  # None is not counted
KINDS = ("identity", "projection", "parameter-free")
ABSENT = "–"  # of a stage that only the other network has
EXACT = 64  # the highest power of two that is written out


@dataclass(frozen=True)
class Fact:
    """One thing told of both networks: `here` of the one that was asked for, `there` of the other.

    `what` is a metric's name, "shape", "blocks", "blocks.<kind>", "operations", "paths" or "longest", the weighted
    layers on the longest path; `stage` is "" where it is of the whole network.
    """

    what: str
    stage: str
    here: Value
    there: Value

    @property
    def difference(self) -> int | None:
        """How much more the other has, a stage that is absent having nothing; None for what is no number."""
        here, there = (0 if value == ABSENT else value for value in (self.here, self.there))
        return there - here if isinstance(here, int) and isinstance(there, int) else None

    @property
    def ratio(self) -> Fraction | None:
        """The other's as a multiple of the network's own; None where that says nothing."""
        numbers = isinstance(self.here, int) and isinstance(self.there, int)
        return Fraction(self.there, self.here) if numbers and self.here and self.there else None


def facts(graph: nx.DiGraph, other: nx.DiGraph) -> tuple[Fact, ...]:
    """Of the networks as wholes, then of stage after stage, those matched by name."""
    here, there = _whole(graph), _whole(other)
    wholes = (Fact(what, "", here[what], there[what]) for what in here
              if not what.startswith("blocks.") or here[what] or there[what])
    own, others = _stages(graph), _stages(other)
    staged = (Fact(what, name, *(stages[name][what] if name in stages else ABSENT for stages in (own, others)))
              for name in matched(own, others) for what in ("shape", "blocks", *COSTS))
    return *wholes, *staged


def matched(here: Iterable[str], there: Iterable[str]) -> list[str]:
    """The names of both, in order; those that only the second has come before what they precede there."""
    names = list(here)
    place = len(names)
    for name in reversed(list(there)):
        if name in names:
            place = names.index(name)
        else:
            names.insert(place, name)
    return names


def stages(graph: nx.DiGraph) -> tuple[Part, ...]:
    """What can differ: all but the input."""
    return tuple(stage for stage in hierarchy(graph) if stage.name != "input")


def _whole(graph: nx.DiGraph) -> dict[str, Value]:
    values, lengths = Measured(graph), path_lengths(graph)
    kinds = Counter(block.kind for block in residual_blocks(graph))
    network = whole(graph)
    parts = stages(graph)
    last = next((stage for stage in reversed(parts) if stage.name not in ENDS), parts[-1])
    return {
        "blocks": kinds.total(), **{f"blocks.{kind}": kinds[kind] for kind in KINDS},
        "operations": len(operations(graph)),
        **{name: combined(values[name], network, METRICS[name].fold) for name in COSTS},
        "receptive_field": values["receptive_field"].get(last.out),
        "paths": total(lengths), "longest": span(lengths)[1],
    }


def _stages(graph: nx.DiGraph) -> dict[str, dict[str, Value]]:
    values = Measured(graph)
    return {stage.name: {"shape": times(graph.nodes[stage.out]["shape"]), "blocks": len(stage.blocks),
                         **{name: combined(values[name], stage, METRICS[name].fold) for name in COSTS}}
            for stage in stages(graph)}


def distinguished(graph: nx.DiGraph, words: Words) -> str:
    """`ResNet-34`; `ResNet-50, v1` where the name alone leaves open which network it is."""
    spec = graph.graph.get("spec")
    varied = spec and spec.architecture.has_variants
    return f"{called(graph)}, {variant_name(spec, words)}" if varied else called(graph)


def title(what: str, words: Words) -> str:
    """What a fact is about, with its unit."""
    if what in METRICS:
        name = METRICS[what].title_in(words)
        if what == "receptive_field":
            name = words["compare.receptive_field"].format(metric=name)
        return ", ".join(filter(None, (name, METRICS[what].unit)))
    noun, _, kind = what.partition(".")
    return f"{words[f'compare.{noun}']}: {words[f'describe.shortcut.{kind}']}" if kind else words[f"compare.{noun}"]


def count(number: int) -> str:
    """Exact: `65,536`, and where it is a power of two `2¹⁶ = 65,536`, from 2⁶⁵ on only the power."""
    power = _power(number)
    if power is None or power < 2:
        return f"{number:,}"
    written = raised(2, power)
    return f"{written} = {number:,}" if power <= EXACT else written


def signed(number: int) -> str:
    """`+1,024`, `−1,024`, `0`."""
    return f"{number:+,}".replace("-", "−") if number else "0"


def multiple(ratio: Fraction | None) -> str:
    """`×1.17`, to three digits; nothing for ×1. What is very large or small is told if it is a power of two."""
    if ratio is None or ratio == 1:
        return ""
    if Fraction(1, 10_000) <= ratio < 1000:
        return f"×{float(ratio):.3g}"
    up, down = _power(ratio.numerator), _power(ratio.denominator)
    if up is not None and down is not None:
        return f"×{raised(2, up - down)}"
    return f"×{round(ratio):,}" if 1000 <= ratio < 10**9 else ""


def _power(number: int) -> int | None:
    """The power of two that it is, or None."""
    return number.bit_length() - 1 if number > 0 and number & (number - 1) == 0 else None


def table(graph: nx.DiGraph, other: nx.DiGraph, words: Words) -> Table:
    """A row for each fact; what is of a stage that the network has is lit with it."""
    names = distinguished(graph, words), distinguished(other, words)
    columns = (Column("what", words["compare.what"]), Column("network", names[0], number=True),
               Column("other", names[1], number=True), Column("difference", words["compare.difference"], number=True),
               Column("ratio", words["compare.ratio"], number=True))
    rows = tuple(Row("" if fact.here == ABSENT else fact.stage, tuple(_cells(fact, names, words)))
                 for fact in facts(graph, other))
    return Table(columns, rows, tuple(_notes(names, words)))


def _cells(fact: Fact, names: tuple[str, str], words: Words) -> Iterator[Cell]:
    what = title(fact.what, words)
    yield words["compare.of"].format(stage=fact.stage, what=what) if fact.stage else what
    yield from (count(value) if fact.what == "paths" else value for value in (fact.here, fact.there))
    yield _difference(fact, names, words)
    yield multiple(fact.ratio)


def _difference(fact: Fact, names: tuple[str, str], words: Words) -> Cell:
    if fact.what == "shape":
        if ABSENT in (fact.here, fact.there):
            return words["compare.only"].format(name=names[fact.here == ABSENT])
        return "=" if fact.here == fact.there else "≠"
    if fact.difference is None:
        return None
    return signed(fact.difference) if abs(fact.difference) < 2**EXACT else ""


def _notes(names: tuple[str, str], words: Words) -> Iterator[str]:
    yield words["compare.note"].format(name=names[0], other=names[1])
    for name in (*COSTS, "receptive_field"):
        yield f"{METRICS[name].title_in(words)}: {METRICS[name].convention_in(words)}."
    yield words["compare.paths.note"]
