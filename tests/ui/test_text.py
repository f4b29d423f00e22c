"""The page speaks the first language of the reader that there are words for."""

import re

import pytest

from explorer.spec import Spec
from explorer.ui.text import LANGUAGES, preferred, sentence, words


@pytest.mark.parametrize("accepted", [None, "", ",;q=", "xx", "xx-YY,zz;q=0.5", "en", "EN-gb,xx", "xx;q=1,en;q=0.1"])
def test_english_is_what_remains(accepted):
    assert preferred(accepted) == "en"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_that_there_is_is_chosen(language):
    assert preferred(f"xx,{language};q=0.8,en;q=0.5") == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_has_the_same_fields_in_every_language(language):
    def fields(text: str) -> set[str]:
        return set(re.findall(r"{(\w+)}", text))

    english = words("en")
    assert [key for key, text in words(language).items() if fields(text) != fields(english[key])] == []


def test_a_refusal_is_said_in_the_words_of_a_language():
    with pytest.raises(ValueError, match="no ResNet") as refusal:
        Spec(depth=51)
    assert sentence(refusal.value, {}) == str(refusal.value)
    assert sentence(refusal.value, {"refused.depth": "{value}? {choices}!"}) == "51? 18, 34, 50, 101 or 152!"
