"""A folder of plain files, for any static server: the page, its scripts, and all networks that were asked for."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from itertools import product
from multiprocessing import get_context
from pathlib import Path

from explorer.measuring.proof import Progress
from explorer.spec import VARIANTS, Invalid, Spec, choose
from explorer.theme import THEMES
from explorer.ui.assets import packed_words
from explorer.ui.copies.contents import offered
from explorer.ui.copies.packing import files
from explorer.ui.copies.page import STATIC, known, linked, scripts

FAMILIES = tuple(name for name in VARIANTS if name != "own")


def asked(depths: Iterable[object], sizes: Iterable[object], variants: Iterable[str]) -> tuple[Spec, ...]:
    """Every network of these; of a variant the depths that it has, of which there must be one. Raises `Invalid`."""
    depths, sizes = tuple(depths), tuple(sizes)
    chosen = sorted(dict.fromkeys(choose("variant", name, FAMILIES) for name in variants), key=_usual_first)
    specs = [spec for name, size in product(chosen, sizes) for spec in _family(name, size, depths)]
    return tuple(dict.fromkeys(specs))


def _usual_first(variant: str) -> bool:
    return variant != Spec.variant


def _family(variant: str, size: object, depths: Sequence[object]) -> list[Spec]:
    specs = []
    for depth in depths:
        with suppress(Invalid):
            specs.append(Spec(depth, height=size, width=size, variant=variant))
    return specs or [Spec(depths[0], height=size, width=size, variant=variant)]


def write(out: Path, specs: Sequence[Spec], languages: Sequence[str], live: str, progress: Progress) -> None:
    """Fills the folder, a process for each core. `live` is where the app runs, for what needs a device."""
    (out / "static").mkdir(parents=True, exist_ok=True)
    for name, file in scripts().items():
        _served(out / "static" / name, file.read_bytes())
    facts = {**known(specs, languages, offered(specs), THEMES), "live": live}
    _served(out / "index.html", linked(facts).encode())
    shutil.copyfile(STATIC / "space.md", out / "README.md")
    _networks(out, specs, languages, progress)


def _served(file: Path, content: bytes) -> None:
    """As it is, and compressed beside it for a server that looks for that."""
    file.write_bytes(content)
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))


def _networks(out: Path, specs: Sequence[Spec], languages: Sequence[str], progress: Progress) -> None:
    """The deepest first: they take longest."""
    for language in languages:
        _file(out, f"{language}/words", packed_words(language))
    tasks = sorted(product(specs, languages), key=lambda task: -task[0].depth)
    with ProcessPoolExecutor(min(os.cpu_count() or 1, len(tasks)), get_context("spawn")) as pool:
        running = [pool.submit(_network, out, specs, *task) for task in tasks]
        for done, task in enumerate(as_completed(running), start=1):
            task.result()
            progress(done, len(tasks))


def _network(out: Path, specs: Sequence[Spec], spec: Spec, language: str) -> None:
    for name, content in files(spec, language, offered(specs), {}, THEMES):
        _file(out, name, content)


def _file(out: Path, name: str, content: bytes) -> None:
    file = out / "kept" / f"{name}.gz"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
