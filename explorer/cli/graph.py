"""`graph`: the network for another program."""

from __future__ import annotations

from typing import Annotated

import typer

from explorer.cli.question import asking
from explorer.cli.saving import STANDARD_OUTPUT, save
from explorer.cli.settings import Language
from explorer.export import FORMATS, format_of
from explorer.spec import Spec, choose

ENDINGS = ", ".join(format.suffix for format in FORMATS.values())
Out = Annotated[str, typer.Argument(help=f"The file: its ending says the format, {ENDINGS}. With {STANDARD_OUTPUT} it "
                                    f"is standard output.", metavar="OUT", show_default=False)]
Kind = Annotated[str | None, typer.Option("--format", help=f"Whatever the ending: {', '.join(FORMATS)}.",
                                          metavar="NAME", show_default=False)]


@asking
def command(spec: Spec, out: Out, format: Kind = None, lang: Language = "en") -> None:
    """Write every operation of a network, with its shape and its cost, for networkx, Gephi, Graphviz and others.

    Examples:

        python -m explorer graph resnet50.graphml

        python -m explorer graph - --format dot --depth 18 | dot -Tsvg > r18.svg
    """
    from explorer.tracing import trace
    from explorer.ui.answers import spoken

    kind = FORMATS[choose("format", format, FORMATS)] if format else format_of(out)
    save(out, kind.write(trace(spec), spoken(lang)).encode())
