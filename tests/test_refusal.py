"""Every refusal is one sentence, in English here and in the words of the page, and in any other language there."""

import pickle
from typing import ClassVar

import pytest

from explorer.export.unable import Unable
from explorer.laboratory.unseen import Unseen  # noqa: F401 - it is one of the kinds
from explorer.laboratory.unsuited import Unsuited
from explorer.measuring import TooLarge
from explorer.refusal import LISTS, Refusal
from explorer.spec import Invalid, Spec, choose
from explorer.ui.guard.refused import Refused  # noqa: F401 - it is one of the kinds
from explorer.ui.text import sentence, words
from explorer.worker.flights import Failed


class Strange(Refusal):
    SENTENCES: ClassVar = {"odd": "{value} is odd: choose {choices}"}


def test_the_sentences_of_the_program_are_the_words_of_the_page():
    ours = [LISTS, *(kind.SENTENCES for kind in Refusal.__subclasses__() if kind is not Strange)]
    told = {f"refused.{key}": template for templates in ours for key, template in templates.items()}
    assert {key: text for key, text in words("en").items() if key.startswith("refused.")} == told
    assert len(told) == sum(map(len, ours)), "two sentences of one name"


@pytest.mark.parametrize(("choices", "told"), [((7,), "7"), ((7, 8), "7 or 8"), (("a", "b", "c"), "a, b or c"),
                                             (range(1, 5), "a whole number from 1 to 4"), ("any", "any"),
                                             (range(8, 111, 6), "8, 14, 20 and so on to 110")])
def test_choices_are_told_as_a_list_or_as_a_range(choices, told):
    assert str(Strange("odd", value=3, choices=choices)) == f"3 is odd: choose {told}"


@pytest.mark.parametrize(("choices", "told"), [((7, 8), "7|8"), (range(1, 5), "1-4"), (range(2, 9, 2), "2,4,6..8")])
def test_another_language_has_its_own_words_for_all_of_it(choices, told):
    text = {"refused.odd": "{choices}? {value}!", "refused.or": "{most}|{last}", "refused.range": "{low}-{high}",
            "refused.steps": "{low},{second},{third}..{high}"}
    assert sentence(Strange("odd", value=3, choices=choices), text) == f"{told}? 3!"


@pytest.mark.parametrize(("make", "key"), [
    (lambda: Spec(depth=51), "depth.nearest"), (lambda: Spec(depth="x"), "depth"),
    (lambda: Spec(depth=21, variant="cifar"), "depth.series.nearest"), (lambda: Spec(height=0), "height"),
    (lambda: Spec(width="x"), "width"), (lambda: Spec(classes=-1), "classes"),
    (lambda: choose("view", "a", ("b", "c")), "choice"),
])
def test_a_bad_value_is_refused_in_the_sentence_of_its_field(make, key):
    with pytest.raises(Invalid) as refusal:
        make()
    assert sentence(refusal.value, {f"refused.{key}": "{value}: {choices}"}) == (
        f"{refusal.value.shown}: {refusal.value.choices}")


def test_a_variant_that_is_to_be_chosen_is_called_as_the_page_calls_it():
    refusal = Unsuited("unsuited.training", network="ResNet-50", variants=("cifar", "v2"), deepest=110)
    assert "choose the variant cifar or v2" in str(refusal)
    assert f"choose the variant {words()['variant.cifar']} or {words()['variant.v2']}" in sentence(refusal, words())


@pytest.mark.parametrize("kind", [Failed, TooLarge, Unable])
def test_a_refusal_comes_out_of_another_process_whole(kind):
    key, template = list(kind.SENTENCES.items())[-1]
    parts = {name: f"<{name}>" for name in ("seconds", "needed", "device", "left", "macs", "each", "limit",
                                             "address", "reason")}
    again = pickle.loads(pickle.dumps(kind(key, **parts)))
    assert (type(again), again.key, again.parts, str(again)) == (kind, key, parts, template.format(**parts))


def test_what_is_no_refusal_says_itself():
    assert sentence(ValueError("as it is"), words("en")) == "as it is"
