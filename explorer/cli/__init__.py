"""The command line: `python -m explorer`. COMMANDS lists what it can do, a file each.

It ends with 0; with 2 where the question is at fault, and with 1 where this machine cannot answer it, after one
sentence on standard error. torch, Gradio and Plotly are imported by the commands that need them, when they run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import typer
from typer.exceptions import TyperException

from explorer.cli import compare, figure, graph, measure, offline, serve, site, summary, table
from explorer.cli.several import spread
from explorer.export.unable import Unable
from explorer.laboratory.checkpoints import Unfetched
from explorer.measuring import TooLarge
from explorer.refusal import Refusal

COMMANDS: dict[str, Callable[..., None]] = {
    "serve": serve.command,
    "figure": figure.command,
    "graph": graph.command,
    "table": table.command,
    "summary": summary.command,
    "compare": compare.command,
    "measure": measure.command,
    "site": site.command,
    "offline": offline.command,
}
SEVERAL = {"site": site.SEVERAL}  # options with several values
ABOUT = """See the ResNet that PyTorch builds: every tensor shape and every residual path.

A network is asked for with --depth, --size and their kin; without them it is ResNet-50 at 224×224."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out one command line, sys.argv's where none is given; the exit code."""
    given = spread(sys.argv[1:] if arguments is None else arguments, SEVERAL)
    try:
        return _app()(list(given), prog_name="python -m explorer", standalone_mode=False) or 0
    except Refusal as problem:
        return _failed(str(problem), 1 if isinstance(problem, Unable | TooLarge | Unfetched) else 2)
    except TyperException as problem:
        return _failed(problem.format_message(), problem.exit_code)


def _app() -> typer.Typer:
    app = typer.Typer(help=ABOUT, rich_markup_mode="markdown", add_completion=False, no_args_is_help=True)
    for name, command in COMMANDS.items():
        app.command(name)(command)
    return app


def _failed(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
