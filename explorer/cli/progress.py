"""How far long work is, on standard error where that is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bar

from explorer.measuring.proof import Progress


@contextmanager
def shown(template: Callable[[int], str]) -> Iterator[Progress]:
    """A bar that comes with the first step and goes when the work is done; `template` of a step has {step} and {of}."""
    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:

        def progress(step: int, of: int) -> None:
            task = bar.task_ids[0] if bar.task_ids else bar.add_task("")
            bar.update(task, completed=step - 1, total=of, description=template(step).format(step=step, of=of))

        yield progress
