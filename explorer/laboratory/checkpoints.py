"""Weights that whoever runs the server offers to all who ask, by name. Nobody else can name a file.

The environment variable RESNET_EXPLORER_WEIGHTS lists them, with commas between: files, and what is to be had from the
Hugging Face hub, as `hf:owner/name`, of which `model.safetensors` is meant, or `hf:owner/name/file`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import ClassVar

from explorer.refusal import Refusal
from explorer.spec import Invalid

VARIABLE = "RESNET_EXPLORER_WEIGHTS"
HUB, USUAL_FILE = "hf:", "model.safetensors"


class Unfetched(Refusal):
    """There is no such file, here or on the hub, or the hub cannot be reached."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "offer.file": "there is no file {source} to offer",
        "hub.name": "{source} names nothing on the Hugging Face hub: write hf:owner/name, or hf:owner/name/file",
        "hub.fetch": "{source} cannot be had from the Hugging Face hub: {reason}",
    }


def offer(sources: Iterable[str]) -> None:
    """Adds to what is offered, in this process and in those that it starts."""
    os.environ[VARIABLE] = ",".join([*offered().values(), *sources])


def offered() -> dict[str, str]:
    """{name: file, or what to have from the hub}."""
    sources = (source.strip() for source in os.environ.get(VARIABLE, "").split(","))
    return {source.removeprefix(HUB) if source.startswith(HUB) else Path(source).name: source
            for source in sources if source}


def fetch_all() -> None:
    """Brings all that is offered to this machine. Raises `Unfetched`. Without it nothing is fetched, ever."""
    for source in offered().values():
        if not located(source, online=True).is_file():
            raise Unfetched("offer.file", source=source)


def located(source: str, online: bool = False) -> Path:
    """The file on this machine. Raises `Unfetched` where it is on the hub and is not to be had from there."""
    if not source.startswith(HUB):
        return Path(source)
    owner, name, file = (*source.removeprefix(HUB).split("/", 2), "", "")[:3]
    if not (owner and name):
        raise Unfetched("hub.name", source=source)
    from huggingface_hub import hf_hub_download

    try:
        return Path(hf_hub_download(f"{owner}/{name}", file or USUAL_FILE, local_files_only=not online))
    except Exception as problem:  # whatever the network and the hub have to say
        raise Unfetched("hub.fetch", source=source, reason=_first_line(problem)) from problem


def file_of(weights: str | Path | None) -> Path | None:
    """What was given as a file of weights. Raises `Invalid` for what is no path."""
    try:
        return None if weights is None else Path(weights)
    except TypeError:
        raise Invalid("weights", weights) from None


def _first_line(problem: Exception) -> str:
    return next(iter(str(problem).strip().splitlines()), type(problem).__name__).rstrip(".")
