"""class Said: what Gradio's own pieces of the page say, in the reader's language."""

from __future__ import annotations

import gradio as gr
from gradio.i18n import I18nData

from explorer.ui.text import BY_TAG, words


class Said(gr.I18n):
    """Has the texts that were asked of it, and no others: all it has stands in the page, once for each language tag."""

    def __init__(self):
        super().__init__(**{tag: {} for tag in BY_TAG})

    def __call__(self, key: str) -> I18nData:
        for tag, texts in self.translations.items():
            texts[key] = words(BY_TAG[tag])[key]
        return super().__call__(key)
