"""Whatever comes as a question in Python, in a query string or on a command line: a Spec, or one short sentence."""

import re
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.cli import main
from explorer.diagrams import DIAGRAMS
from explorer.spec import Invalid, Spec
from tests.ui.hostile.corpus import TEXTS, VALUES

FIELDS = ("depth", "height", "width", "classes", "variant", "layers", "block", "channels", "zero_init")
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.binary(),
                    st.sampled_from(VALUES))
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
LONGEST = 400
PATH = re.compile(r"Traceback|site-packages|/explorer/")


def refused(question: dict[str, object]) -> list[Invalid]:
    """What is wrong with a Spec of these fields. One that is made comes back from its link."""
    try:
        assert Spec.from_query(Spec(**question).to_query()) == (Spec(**question), ())
    except Invalid as problem:
        return [problem]
    return []


def is_sentence(problem: Exception) -> bool:
    said = str(problem)
    return 0 < len(said) <= LONGEST and "\n" not in said and not PATH.search(said)


@settings(max_examples=600)
@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_in_python(question):
    assert all(map(is_sentence, refused(question)))


@settings(max_examples=600)
@given(st.dictionaries(st.sampled_from([*FIELDS, "level", "lang", "x"]), WORDS | st.sampled_from(TEXTS)))
def test_in_a_link(question):
    spec, problems = Spec.from_query(urlencode(question))
    assert Spec.from_query(spec.to_query()) == (spec, ())
    assert all(map(is_sentence, problems))


@settings(max_examples=300)
@given(st.text())
def test_any_text_is_a_query(query):
    spec, problems = Spec.from_query(query)
    assert isinstance(spec, Spec)
    assert all(map(is_sentence, problems))


@settings(max_examples=400)
@given(st.sampled_from(list(DIAGRAMS.values())), st.data())
def test_the_settings_of_every_diagram(diagram, data):
    names = [option.name for option in (*diagram.options, *diagram.settings)]
    values, problems = diagram.read(data.draw(st.dictionaries(st.sampled_from(names or ["x"]), WORDS)))
    assert diagram.read({name: str(value) for name, value in values.items()})[1] == ()
    assert all(map(is_sentence, problems))


@settings(max_examples=150)
@given(st.sampled_from(["--depth", "--size", "--height", "--classes", "--variant", "--lang", "--layers", "--x"]),
       WORDS.filter(lambda word: not word.isdigit()))
def test_on_the_command_line(option, value):
    assert main(["summary", option, f"x{value}"]) == 2


@pytest.mark.parametrize("field", FIELDS)
def test_the_corpus_in_every_field(field):
    assert all(is_sentence(problem) for value in VALUES for problem in refused({field: value}))
