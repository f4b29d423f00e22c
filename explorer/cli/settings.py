"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from explorer.diagrams import DIAGRAMS
from explorer.laboratory.unseen import Unseen
from explorer.spec import Invalid, shown
from explorer.ui.text import LANGUAGES


def _told(name: str) -> str:
    diagram = DIAGRAMS[name]
    names = (option.name for option in (*diagram.options, *diagram.follows, *diagram.settings))
    return f"{name} has {', '.join(names) or 'none'}"


Language = Annotated[str, typer.Option("--lang", help=f"{', '.join(LANGUAGES)}.", metavar="TAG")]
Diagram = Annotated[str, typer.Argument(help=f"{', '.join(DIAGRAMS)}.", metavar="NAME", show_default=False)]
Tabled = Annotated[str, typer.Argument(help=f"{', '.join(name for name in DIAGRAMS if DIAGRAMS[name].table)}.",
                                       metavar="NAME", show_default=False)]
Settings = Annotated[list[str], typer.Option("--set", help=f"An option of the diagram, as often as you like: "
                                             f"{'; '.join(map(_told, DIAGRAMS))}.", metavar="OPTION=VALUE")]

Weights = Annotated[Path | None, typer.Option(help="A .pth, .pt or .safetensors file of the network's weights, by "
                                              "torchvision's names.", metavar="FILE", show_default="as initialised")]
Image = Annotated[Path | None, typer.Option(help="A JPEG, PNG or WebP file that feature_maps looks at.",
                                            metavar="FILE", show_default="china.jpg of scikit-learn")]


def seen(image: Path | None) -> bytes | None:
    """What is in the file. Raises `Unseen` where it cannot be read."""
    try:
        return image and image.read_bytes()
    except OSError as problem:
        raise Unseen("image.read", file=image, reason=problem.strerror) from problem


def options(settings: Iterable[str]) -> dict[str, str]:
    """{option: value} of `level=stages`, `open=layer2.0,layer3.1`, … Raises `Invalid` for one that is given again."""
    given: dict[str, str] = {}
    for name, _, value in (setting.partition("=") for setting in settings):
        if name in given:
            raise Invalid(name, value, key="again", first=shown(given[name]))
        given[name] = value
    return given
