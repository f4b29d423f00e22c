"""class Refusal: why there is no answer, in one sentence that can be said in another language too."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from typing import ClassVar

LISTS = {"or": "{most} or {last}", "range": "a whole number from {low} to {high}",
         "steps": "{low}, {second}, {third} and so on to {high}"}


class Refusal(Exception):
    """One sentence, for the person who asked. `key` names it in SENTENCES, `parts` are what stands in it.

    A part that is a tuple is a list of choices, one that is a range stands for its whole numbers, from the lowest.
    """

    SENTENCES: ClassVar[Mapping[str, str]] = {}

    def __init__(self, key: str, **parts: object):
        self.key, self.parts = key, parts
        super().__init__(self.said({}))

    def __reduce__(self) -> tuple:
        """A refusal may come out of the worker process; an exception's own pickle would call __init__ again."""
        return copyreg.__newobj__, (type(self), *self.args), vars(self)

    def said(self, text: Mapping[str, str]) -> str:
        """The sentence in the language of `text` where that has a template `refused.<key>`, else in English."""
        template = text.get(f"refused.{self.key}", self.SENTENCES[self.key])
        return template.format(**{name: self.part(name, text) for name in self.parts})

    def part(self, name: str, text: Mapping[str, str]) -> str:
        """One part as the sentence has it: `18, 34 or 50`, `a whole number from 1 to 4096`."""
        part = self.parts[name]
        if isinstance(part, range):
            return _numbers(part, text)
        return choices(part, text) if isinstance(part, tuple) else str(part)


def choices(names: tuple[object, ...], text: Mapping[str, str]) -> str:
    """`18, 34 or 50`"""
    *most, last = map(str, names or ("",))
    return text.get("refused.or", LISTS["or"]).format(most=", ".join(most), last=last) if most else last


def _numbers(part: range, text: Mapping[str, str]) -> str:
    """All of them, or `8, 14, 20 and so on to 110`."""
    if part.step == 1:
        return text.get("refused.range", LISTS["range"]).format(low=part[0], high=part[-1])
    low, second, third, *_, high = part
    return text.get("refused.steps", LISTS["steps"]).format(low=low, second=second, third=third, high=high)
