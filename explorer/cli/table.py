"""`table`: the text twin of a diagram."""

from __future__ import annotations

from typing import Annotated

import typer

from explorer.cli.progress import shown
from explorer.cli.question import asking
from explorer.cli.saving import save
from explorer.cli.settings import Image, Language, Settings, Tabled, Weights, options, seen
from explorer.spec import Spec

Out = Annotated[str | None, typer.Argument(help="A CSV file. Without it the table is shown here.", metavar="[OUT]",
                                           show_default=False)]


@asking
def command(spec: Spec, name: Tabled, out: Out = None, set_: Settings = (), weights: Weights = None,
            image: Image = None, lang: Language = "en") -> None:
    """Show the table of a diagram, or write it as CSV.

    Examples:

        python -m explorer table shapes --depth 18

        python -m explorer table layers resnet50.csv
    """
    from explorer.export.aligned import aligned
    from explorer.export.separated import separated
    from explorer.ui.answers import spoken, table

    words = spoken(lang)
    with shown(lambda step: words["trial.step"]) as progress:
        found = table(name, spec, lang, options(set_), progress, weights, seen(image))
    if out is None:
        print(aligned(found, words))
    else:
        save(out, separated(found).encode())
