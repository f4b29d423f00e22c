"""`figure`: a diagram into a file."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from explorer.cli.progress import shown
from explorer.cli.question import asking
from explorer.cli.saving import save
from explorer.cli.settings import Diagram, Image, Language, Settings, Weights, options, seen
from explorer.spec import Spec
from explorer.theme import CANVASES, THEMES

Out = Annotated[str, typer.Argument(help="The file: its ending says whether SVG, PNG, PDF, HTML or JSON.",
                                    metavar="OUT", show_default=False)]
Canvas = Annotated[str, typer.Option(help=f"{', '.join(CANVASES)}.", metavar="NAME")]
Theme = Annotated[str, typer.Option(help=f"{', '.join(THEMES)}.", metavar="NAME")]


@asking
def command(spec: Spec, name: Diagram, out: Out, set_: Settings = (), canvas: Canvas = "slide", theme: Theme = "light",
            weights: Weights = None, image: Image = None, lang: Language = "en") -> None:
    """Draw a diagram into a file: SVG, PNG and PDF with kaleido and a Chromium, HTML and JSON without.

    Examples:

        python -m explorer figure network resnet34.svg --depth 34 --set level=stages

        python -m explorer figure feature_maps maps.svg --weights resnet50.pth --image cat.jpg
    """
    from explorer.describe import network_name
    from explorer.export.pictures import as_file
    from explorer.ui.answers import picture, spoken

    logging.getLogger("choreographer").setLevel(logging.CRITICAL)  # kaleido's; our sentence tells it
    words = spoken(lang)
    title = f"{network_name(spec, words)}: {words.get(f'diagram.{name}', name)}"
    with shown(lambda step: words["trial.step"]) as progress:
        found = picture(name, spec, lang, {"canvas": canvas, "theme": theme, **options(set_)}, progress,
                        weights, seen(image))
    save(out, as_file(found, out, title))
