"""`site`: the page as a folder of plain files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from explorer.cli.live import Live, checked
from explorer.cli.progress import shown
from explorer.export.unable import Unable
from explorer.spec import DEPTHS, VARIANTS, Spec, choose
from explorer.ui.text import LANGUAGES

Out = Annotated[Path, typer.Argument(help="The folder. Files of the same names in it are replaced.", metavar="OUT",
                                     show_default=False)]
Depths = Annotated[list[str], typer.Option(help="Weighted layers.", metavar="N …")]
Sizes = Annotated[list[str], typer.Option(help="Height and width of the input in pixels.", metavar="PX …")]
Variants = Annotated[list[str], typer.Option(help=f"{', '.join(name for name in VARIANTS if name != 'own')}.",
                                             metavar="NAME …")]
Languages = Annotated[list[str], typer.Option("--lang", help=f"{', '.join(LANGUAGES)}.", metavar="TAG …")]
PAPER = tuple(map(str, DEPTHS))
SEVERAL = frozenset({"--depths", "--sizes", "--variants", "--lang"})


def command(out: Out, depths: Depths = PAPER, sizes: Sizes = ("224",),
            variants: Variants = (Spec.variant,), lang: Languages = ("en",), live: Live = "") -> None:
    """Write the page as plain files, for any static server; OUT comes first. What needs a device is told there.

    Example:

        python -m explorer site OUT --depths 18 50 --sizes 64 224 --lang en zh-CN
    """
    from explorer.ui.copies.site import asked, write

    languages = [choose("lang", tag, LANGUAGES) for tag in lang]
    specs = asked(depths, sizes, variants)
    with shown(lambda step: "{step}/{of}") as progress:
        try:
            write(out, specs, languages, checked(live), progress)
        except OSError as problem:
            raise Unable("write", file=out, reason=problem.strerror) from problem
