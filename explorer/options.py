"""class Option: something a reader can set in a diagram or before an experiment, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from explorer.spec import Invalid, choose, whole


@dataclass(frozen=True)
class Option:
    """One of `choices`, or `several` of them, or a whole number of a range; without choices, a list of node names.

    A list is written with commas. `when` is the (option, value) without which this one changes nothing.
    """

    name: str
    default: str
    choices: tuple[str, ...] | range = ()
    several: bool = False
    when: tuple[str, str] | None = None

    def read(self, value: object) -> str:
        """The value that was meant. Raises `Invalid`, a ValueError, naming the choices."""
        if isinstance(self.choices, range):
            return str(whole(self.name, value, self.choices))
        if self.choices and not self.several:
            return choose(self.name, value, self.choices)
        names = value.split(",") if isinstance(value, str) else value
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            raise Invalid(self.name, value, key="names")
        names = [name.strip() for name in names]
        return ",".join(choose(self.name, name, self.choices) if self.choices else name for name in names if name)


def read(options: Iterable[Option], given: Mapping[str, object]) -> tuple[dict[str, str], tuple[Invalid, ...]]:
    """Every option, from what was given or by default, and what had to be replaced."""
    values, problems = {}, []
    for option in options:
        values[option.name] = option.default
        try:
            values[option.name] = option.read(given.get(option.name, option.default))
        except Invalid as problem:
            problems.append(problem)
    return values, tuple(problems)


def read_all(kind: str, options: Iterable[Option], given: Mapping[str, object]) -> dict[str, str]:
    """Every option's value. Raises `Invalid` for a name that no `kind` has, and for a bad value."""
    options = tuple(options)
    for name in given:
        choose(kind, name, [option.name for option in options])
    values, problems = read(options, given)
    if problems:
        raise problems[0]
    return values
