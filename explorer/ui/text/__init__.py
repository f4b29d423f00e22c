"""The words of the page and of its pictures, per language: one JSON file of `key: template` each."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from explorer.spec import Invalid

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(file.stem for file in FOLDER.glob("*.json")))


@cache
def words(language: str = "en") -> dict[str, str]:
    """Every text of a language; what it lacks is in English."""
    text = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return text if language == "en" else {**words("en"), **text}


def preferred(accepted: str | None) -> str:
    """The first language of an Accept-Language header that there are words for."""
    for entry in (accepted or "").split(","):
        wanted = entry.partition(";")[0].strip().lower()
        for language in LANGUAGES:
            if wanted and (wanted == language.lower() or wanted.partition("-")[0] == language.lower()):
                return language
    return "en"


def sentence(problem: ValueError, text: dict[str, str]) -> str:
    """What is wrong, in the language of `text` where it has a template `refused.<field>`."""
    template = text.get(f"refused.{problem.field}") if isinstance(problem, Invalid) else None
    if template is None:
        return str(problem)
    return template.format(field=problem.field, value=problem.shown, choices=problem.choices)
