"""The words of the page and of its pictures, per language: one JSON file of `key: template` each."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(file.stem for file in FOLDER.glob("*.json")))


@cache
def words(language: str = "en") -> dict[str, str]:
    """Every text of a language; what it lacks is in English."""
    text = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return text if language == "en" else {**words("en"), **text}
