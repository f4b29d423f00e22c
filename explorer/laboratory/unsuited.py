"""Why an experiment cannot be made with a network: it lacks what is to be looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from explorer.refusal import Refusal, choices


class Unsuited(Refusal, ValueError):
    """Another network or another setting is to be chosen, on whatever device."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "unsuited.paths": "{network} has no shortcuts, and so a single path: choose a variant that has them",
        "unsuited.lesion": "{block} of {network} cannot be taken out: it has no shortcut, and gives a tensor of "
                           "another shape than it takes",
        "unsuited.training": "{network} is not trained here: choose the variant {variants} and a depth up to {deepest}",
        "unsuited.weights": "{experiment} trains networks of its own: leave the weights out",
        "unsuited.module": "{diagram} so set is of a network that is named by a Spec, and not of any module: choose "
                           "another",
        "unsuited.image": "{experiment} looks at no picture: leave it out",
        "unsuited.field": "what {node} sees of the input is not counted, for no rule knows {operations}: choose what "
                          "comes before",
        "unsuited.flat": "{diagram} shows height and width, which an input of {shape} has not: choose another",
        "unsuited.diagram": "{diagram} so set shows nothing that depends on weights: leave them out",
        "unsuited.gradient": "the gradient at {node} of {network} is 0 or no number, and has no shares: choose a "
                             "larger input or other weights",
        "unsuited.classes": "with one class the loss is always 0 and has no gradient: choose more classes",
    }

    def part(self, name: str, text: Mapping[str, str]) -> str:
        """Variants are called as the list of networks calls them, where there are words for it."""
        if name != "variants":
            return super().part(name, text)
        return choices(tuple(text.get(f"variant.{variant}", variant) for variant in self.parts[name]), text)
