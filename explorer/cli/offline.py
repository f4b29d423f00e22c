"""`offline`: the page as one file."""

from __future__ import annotations

from typing import Annotated

import typer

from explorer.cli.live import Live, checked
from explorer.cli.question import asking
from explorer.cli.saving import save
from explorer.cli.settings import Language, Settings, options
from explorer.options import read_all
from explorer.spec import Spec, choose
from explorer.theme import THEMES
from explorer.ui.text import LANGUAGES

Out = Annotated[str, typer.Argument(help="The file, an HTML page.", metavar="OUT", show_default=False)]
Theme = Annotated[str, typer.Option(help=f"{', '.join(THEMES)}.", metavar="NAME")]


@asking
def command(spec: Spec, out: Out, set_: Settings = (), theme: Theme = "light", lang: Language = "en",
            live: Live = "") -> None:
    """Write the page of a network into one file, which opens from a USB stick: no server, no network.

    It shows what --set says: options of the Network and of the diagrams beneath it, `tab=paths`, `select=layer2.0`.

    Example:

        python -m explorer offline resnet34.html --depth 34 --set open=layer2.0 --set tab=paths
    """
    from explorer.ui.copies.contents import settings
    from explorer.ui.copies.offline import offline

    given = options(set_)
    values = read_all("option", settings(spec), given)
    save(out, offline(spec, choose("lang", lang, LANGUAGES), choose("theme", theme, THEMES),
                      {name: values[name] for name in given}, checked(live)))
