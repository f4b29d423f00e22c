"""`summary`: the network in a table and a few numbers."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from explorer.cli.question import asking
from explorer.cli.settings import Language
from explorer.fold import LEVELS
from explorer.spec import Spec

Level = Annotated[str, typer.Option(help=f"How far down: {', '.join(LEVELS)}.", metavar="NAME")]
AsJson = Annotated[bool, typer.Option("--json", help="The totals as JSON, as /summary answers.")]


@asking
def command(spec: Spec, level: Level = "blocks", as_json: AsJson = False, lang: Language = "en") -> None:
    """Show a network stage by stage, with its totals and what they count.

    Example:

        python -m explorer summary --depth 20 --variant cifar
    """
    from explorer.ui.answers import summary

    found = summary(spec, level, lang)
    print(json.dumps(found.totals) if as_json else found)
