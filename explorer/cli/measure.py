"""`measure`: the network on this device."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import Progress as Bar

from explorer.cli.question import asking
from explorer.cli.settings import Language
from explorer.measuring import STEPS
from explorer.measuring.proof import Progress
from explorer.spec import Spec

AsJson = Annotated[bool, typer.Option("--json", help="What was measured as JSON, with the units of Proof.")]


@asking
def command(spec: Spec, as_json: AsJson = False, lang: Language = "en") -> None:
    """Build the network on the GPU, or the CPU, run it, compare every shape, and take time and memory.

    Example:

        python -m explorer measure --depth 152 --size 320
    """
    from explorer.measuring import measure
    from explorer.ui.answers import spoken
    from explorer.ui.proved import proved

    words = spoken(lang)
    with _shown(words) as progress:
        proof = measure(spec, progress)
    if as_json:
        print(json.dumps(asdict(proof)))
    else:
        Console().print(Markdown(proved(proof, spec, words)))


@contextmanager
def _shown(words: Mapping[str, str]) -> Iterator[Progress]:
    """A bar on standard error, where that is a terminal; it goes when the work is done."""
    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words["proof.waiting"], total=len(STEPS))

        def progress(step: int, of: int) -> None:
            told = words[f"proof.{STEPS[step - 1]}"].format(step=step, of=of)
            bar.update(task, completed=step - 1, total=of, description=told)

        yield progress
