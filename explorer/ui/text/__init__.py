"""The words of the page and of its pictures, per language: one JSON file of `key: template` each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from explorer.refusal import Refusal

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(file.stem for file in FOLDER.glob("*.json")))
ALIASES = {"zh": "zh-CN", "zh-Hans": "zh-CN", "zh-SG": "zh-CN", "zh-Hant": "zh-TW", "zh-HK": "zh-TW", "zh-MO": "zh-TW"}
BY_TAG = {**{tag: language for tag, language in ALIASES.items() if language in LANGUAGES},
          **dict(zip(LANGUAGES, LANGUAGES, strict=True))}  # the language whose words a reader of another gets


@cache
def words(language: str = "en") -> dict[str, str]:
    """Every text of a language; what it lacks is in English."""
    text = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return text if language == "en" else {**words("en"), **text}


def preferred(accepted: str | None) -> str:
    """The first language of an Accept-Language header, or of a list such as `zh-Hans,en`, that there are words for."""
    known = {tag.lower(): language for tag, language in BY_TAG.items()}
    tags = (tag for entry in (accepted or "").split(",") for tag in _ever_shorter(entry.partition(";")[0].strip()))
    return next((known[tag.lower()] for tag in tags if tag.lower() in known), "en")


def _ever_shorter(tag: str) -> Iterator[str]:
    """zh-Hans-CN, zh-Hans, zh: RFC 4647, section 3.4."""
    while tag:
        yield tag
        tag = tag.rpartition("-")[0]


def sentence(problem: Exception, text: dict[str, str]) -> str:
    """What is wrong, in the language of `text` where the problem is one of those that have been translated."""
    return problem.said(text) if isinstance(problem, Refusal) else str(problem)
