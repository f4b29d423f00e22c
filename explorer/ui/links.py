"""What a link says, `?depth=34&open=layer2.0&tab=paths`: the page mends what is bad in it, a program is refused.

A link without `v` is of version 1. Where a later one has to mean something else it will say so, and the old ones go on
to be read as they are now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from itertools import islice
from urllib.parse import parse_qsl

from explorer.diagrams import CAPTION, DIAGRAMS, SAVING, Diagram
from explorer.options import Option, read
from explorer.spec import Invalid, Spec, choose
from explorer.ui.text import LANGUAGES

FIELDS = tuple(field.name for field in fields(Spec))
FREE = ("select", "filter", "sort", "run")  # what a page may have in its address beside the diagrams' options
TABS = tuple(name for name in DIAGRAMS if name != "network")
PAGE = (Option("v", "1", ("1",)), Option("tab", TABS[0], TABS))
NEAR, SHORTEST, LONGEST, MOST = 0.82, 3, 20, 20  # how like ours a name is, of how many letters, of how many names
LANGUAGE = Option("lang", "en", LANGUAGES)


def mended(query: str) -> tuple[Spec, dict[str, str], tuple[Invalid, ...]]:
    """The network, how the page shows it, and what had to be replaced. What others keep in a link is passed over."""
    spec, problems = Spec.from_query(query)
    given = _given(query)
    view = {name: given.get(name, "") for name in FREE}
    for diagram in DIAGRAMS.values():
        values, more = diagram.read(given)
        problems += more
        named = (*diagram.options, *diagram.settings, CAPTION)
        view |= {option.name: values[option.name] for option in named if option.name in given}
    saving, more = read(SAVING, given)
    view |= {name: value for name, value in saving.items() if name in given}
    page, others = read(PAGE, given)
    return spec, view | {"tab": page["tab"]}, (*problems, *more, *others, *_misspelt(given))


def exact(query: str) -> tuple[Spec, dict[str, str]]:
    """The network, and all else that is given. Raises `Invalid` for a bad value of the network or the version."""
    spec, problems = Spec.from_query(query)
    given = _given(query)
    _, more = read(PAGE, given)
    for problem in (*problems, *more):
        raise problem
    return spec, {name: value for name, value in given.items() if name not in FIELDS}


def pictured(query: str, diagram: Diagram) -> tuple[Spec, str, dict[str, str]]:
    """The network, the language, and the value of each option of a diagram, from a link to a page that shows it.

    Raises `Invalid` for a bad value, and for what no link has.
    """
    spec, given = exact(query)
    options = (*diagram.drawn_with, *diagram.settings)
    for name in given.keys() - _known():
        raise Invalid("option", name, (*(option.name for option in options), *FIELDS), "choice")
    values, problems = read((*options, LANGUAGE), given)
    for problem in problems:
        raise problem
    return spec, values.pop("lang"), values


def network(query: str) -> Spec:
    """The network of a link in which there is nothing else. Raises `Invalid` for a bad value, and for what is more."""
    spec, more = exact(query)
    for name in more:
        choose("field", name, FIELDS)
    return spec


def _misspelt(given: Iterable[str]) -> Iterator[Invalid]:
    """What is told of names that are nearly ours. `utm_source` and `__theme` are others', and left in peace."""
    known = _known()
    strangers = (name for name in given if name not in known and len(name) <= LONGEST and not name.startswith("_"))
    for name in islice(strangers, MOST):
        plain = name.casefold()
        for near in [plain] if plain in known else get_close_matches(plain, known, 1, NEAR)[: len(plain) > SHORTEST]:
            yield Invalid("option", name, (near,), "choice")


def _known() -> set[str]:
    """All that a link of the page may have."""
    drawn = (option.name for diagram in DIAGRAMS.values() for option in (*diagram.drawn_with, *diagram.settings))
    return {*FIELDS, *FREE, "embed", *(option.name for option in (*PAGE, LANGUAGE, *SAVING)), *drawn}


def _given(query: str) -> Mapping[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True))
