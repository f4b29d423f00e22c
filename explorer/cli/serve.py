"""`serve`: the page."""

from __future__ import annotations

import os
import socket
from typing import Annotated

import typer

from explorer.export.unable import Unable
from explorer.spec import whole

Host = Annotated[str | None, typer.Option(help="Who may ask: 127.0.0.1 is this machine only, 0.0.0.0 the network.",
                                          show_default="127.0.0.1")]
Port = Annotated[str | None, typer.Option(help="Where it listens, from 1 to 65535.", metavar="N",
                                          show_default="the first that is free from 7860")]
Offered = Annotated[list[str], typer.Option(
    "--weights", metavar="FILE", help="Weights that the page offers to all: a file, or from the Hugging Face hub "
    "hf:owner/name or hf:owner/name/file. As often as you like.")]


def command(host: Host = None, port: Port = None, weights: Offered = ()) -> None:
    """Serve the page, until Ctrl+C.

    Examples:

        python -m explorer serve --port 8080

        python -m explorer serve --weights resnet50.pth --weights hf:timm/resnet50.a1_in1k
    """
    from explorer.laboratory.checkpoints import offer
    from explorer.ui.page import launch

    chosen = None if port is None else whole("port", port, range(1, 2**16))
    try:
        _bound(host or os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1"), chosen or 0)
        offer(weights)
        launch(server_name=host, server_port=chosen)
    except (OSError, UnicodeError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise Unable("serve", address=f"{host or '127.0.0.1'}:{port or '7860…'}", reason=_first(reason)) from problem


def _bound(host: str, port: int) -> None:
    """Listens there for a moment. Raises OSError, or UnicodeError for what no name of a host can be."""
    places = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    problems = []
    for family, *_, place in places:
        try:
            return socket.create_server(place[:2], family=family).close()
        except OSError as problem:
            problems.append(problem)
    raise problems[0]


def _first(reason: str) -> str:
    """What is wrong, without the advice that Gradio and socket give to who calls them."""
    return reason.partition(" (while")[0].partition(". ")[0]
