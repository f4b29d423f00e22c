"""`compare`: two networks in numbers."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from explorer.cli.question import asking
from explorer.cli.settings import Language
from explorer.spec import Spec

Other = Annotated[str, typer.Argument(help="The other network, as a link to the page names it.", metavar="OTHER",
                                      show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="The same as JSON, as /compare answers.")]


@asking
def command(spec: Spec, other: Other, as_json: AsJson = False, lang: Language = "en") -> None:
    """Show by how much another network differs from this one, in all and stage by stage.

    Example:

        python -m explorer compare "depth=34&variant=plain" --depth 34
    """
    from explorer.ui.answers import compare
    from explorer.ui.links import network

    found = compare(spec, network(other), lang)
    print(json.dumps(found.data) if as_json else found)
