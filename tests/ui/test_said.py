"""Of our words the page has those that its controls say, in every language, and no others."""

import json
import re

from explorer.ui.said import Said
from explorer.ui.text import BY_TAG, words
from tests.ui.wire import fetch

CONFIGURATION = re.compile(r"window\.gradio_config = (.*?);</script>", re.DOTALL)


def test_it_has_what_was_asked_of_it_in_every_language():
    say = Said()
    assert say.translations_dict == {tag: {} for tag in BY_TAG}
    assert say("page.stop").to_dict() == {"__type__": "translation_metadata", "key": "page.stop"}
    assert say.translations_dict == {tag: {"page.stop": words(BY_TAG[tag])["page.stop"]} for tag in BY_TAG}


def test_the_page_has_what_its_controls_say(server):
    page = json.loads(CONFIGURATION.search(fetch(server)[2].decode())[1])
    said = set(re.findall(r'"key": "([\w.-]+)"', json.dumps(page["components"]).replace("\\", "")))
    assert {tag: set(texts) for tag, texts in page["i18n_translations"].items()} == dict.fromkeys(BY_TAG, said)
    assert {"page.heading", "page.depth", "variant.v1"} <= said
