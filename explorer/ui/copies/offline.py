"""One file: the page of one network, as it stands, for where there is neither server nor network."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

from explorer.spec import Spec
from explorer.ui.assets import packed_words
from explorer.ui.copies.contents import offered
from explorer.ui.copies.packing import files
from explorer.ui.copies.page import carrying, known


def offline(spec: Spec, language: str, theme: str, view: Mapping[str, str], live: str = "") -> bytes:
    """The HTML. `view` is what is set on the page beside the network: what is kept is one click from there."""
    diagrams = offered([spec])
    kept = {f"{language}/words": packed_words(language), **dict(files(spec, language, diagrams, view, [theme]))}
    facts = {**known([spec], [language], diagrams, [theme]), "theme": theme, "live": live,
             "query": f"{spec.to_query()}&{urlencode(view)}"}
    return carrying(facts, {name: b64encode(content).decode() for name, content in kept.items()}).encode()
