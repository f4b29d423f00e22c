"""A Spec is right or it is refused in one sentence; a query string says it exactly."""

import pickle
from dataclasses import FrozenInstanceError, replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.spec import ARCHITECTURES, Invalid, Spec, choose

DEPTHS = (18, 34, 50, 101, 152)
CHOICES = {
    "depth": "18, 34, 50, 101 or 152",
    "height": "1 to 4096",
    "width": "1 to 4096",
    "classes": "1 to 100000",
    "variant": "v1.5",
}
BORDERS = {"height": (1, 4096), "width": (1, 4096), "classes": (1, 100_000)}
SPECS = st.builds(
    Spec,
    depth=st.sampled_from(DEPTHS),
    height=st.integers(1, 4096),
    width=st.integers(1, 4096),
    classes=st.integers(1, 100_000),
)


class Poem:
    def __repr__(self) -> str:
        return "roses are red\nviolets are blue\n" * 1000


NO_NUMBER = [
    "abc", "", " 224", "+5", "-5", "1e3", "224.0", "٢٢٤", "２２４", "²", "x" * 10**6, "9" * 10**6, "{0}", "%s", "a\nb",
    True, False, None, [], [224], {}, set(), b"224", (224,), 224 + 0j, object(), Poem(), [10**5000], {"a": 10**5000},
]  # fmt: skip
OUT_OF_RANGE = [-1, 0, 224.5, float("nan"), float("inf"), float("-inf"), 1e300, 10**9, 10**5000, -(10**5000)]


def kind(value: object) -> str:
    return type(value).__name__


def one_sentence(refusal: Invalid) -> str:
    sentence = str(refusal)
    assert sentence.isprintable()
    assert len(sentence) < 200
    return sentence


@pytest.mark.parametrize("field", CHOICES)
@pytest.mark.parametrize("value", NO_NUMBER + OUT_OF_RANGE, ids=kind)
def test_a_bad_value_is_refused_in_one_sentence_with_the_choices(field, value):
    with pytest.raises(Invalid) as refusal:
        Spec(**{field: value})
    assert one_sentence(refusal.value).endswith(CHOICES[field])


@pytest.mark.parametrize("field", ["depth", "height", "width", "classes"])
@pytest.mark.parametrize("value", ["abc", -1, 0, 224.5, float("nan"), True, None, [224], b"224", 10**9], ids=repr)
def test_the_sentence_names_the_value(field, value):
    with pytest.raises(Invalid) as refusal:
        Spec(**{field: value})
    assert f"{field} {value!r}:" in str(refusal.value) or f"{field} cannot be {value!r}:" in str(refusal.value)


@pytest.mark.parametrize("value", ["x" * 10**6, list(range(10**5)), Poem()], ids=kind)
def test_a_long_value_is_named_by_its_beginning(value):
    with pytest.raises(Invalid) as refusal:
        Spec(height=value)
    assert repr(value)[:13] in str(refusal.value)
    assert "…" in str(refusal.value)


@pytest.mark.parametrize("depth", [-18, 1, 17, 19, 49, 51, 100, 151, 153, 1202])
def test_a_depth_that_is_not_in_the_table_is_refused(depth):
    with pytest.raises(Invalid, match=f"no ResNet of depth {depth}: choose 18, 34, 50, 101 or 152"):
        Spec(depth=depth)


@pytest.mark.parametrize(("field", "low", "high"), [(field, *ends) for field, ends in BORDERS.items()])
def test_the_borders_are_inside_and_their_neighbours_outside(field, low, high):
    assert [getattr(Spec(**{field: end}), field) for end in (low, high)] == [low, high]
    for outside in (low - 1, high + 1):
        with pytest.raises(Invalid, match=f"cannot be {outside}: choose a whole number from {low} to {high}"):
            Spec(**{field: outside})


@pytest.mark.parametrize("same", [97, 97.0, "97", "0097"])
def test_the_same_number_in_another_form_gives_the_same_spec(same):
    spec = Spec(height=same)
    assert (spec, hash(spec), type(spec.height)) == (Spec(height=97), hash(Spec(height=97)), int)


def test_a_spec_is_frozen():
    with pytest.raises(FrozenInstanceError):
        Spec().depth = 18
    assert replace(Spec(), depth=18) == Spec(depth=18)


@given(SPECS, SPECS)
def test_specs_that_differ_in_anything_are_different_keys(one, other):
    def asked(spec: Spec) -> tuple:
        return spec.depth, spec.height, spec.width, spec.classes

    assert len({one, other}) == len({asked(one), asked(other)})


@given(SPECS)
def test_a_query_string_says_the_spec_exactly(spec):
    assert Spec.from_query(spec.to_query()) == (spec, ())


@given(SPECS)
def test_a_spec_pickles(spec):
    assert pickle.loads(pickle.dumps(spec)) == spec


def test_unknown_keys_are_passed_over():
    assert Spec.from_query("__theme=dark&depth=18&view=iframe&&=&depht=34") == (Spec(depth=18), ())


def test_bad_values_are_told_and_replaced_while_good_ones_stay():
    spec, problems = Spec.from_query("depth=51&height=97&width=0&classes=10")
    assert spec == Spec(height=97, classes=10)
    assert [(problem.field, problem.shown) for problem in problems] == [("depth", "51"), ("width", "0")]


def test_an_empty_value_is_told():
    spec, problems = Spec.from_query("depth=&height=33")
    assert (spec, [problem.field for problem in problems]) == (Spec(height=33), ["depth"])


@pytest.mark.parametrize("query", ["depth=18&depth=34", "depth=51&depth=34", "depth=34&depth=34"])
def test_of_two_values_of_a_key_the_last_holds(query):
    assert Spec.from_query(query) == (Spec(depth=34), ())


@pytest.mark.parametrize("piece", ["&", "=", "%", "depth=18&", "a=1;", "height=", "\0", "%00", "%ff", "é", "\ud800"])
def test_a_query_of_a_million_characters_gives_a_spec(piece):
    spec, problems = Spec.from_query(piece * (10**6 // len(piece)))
    assert spec in (Spec(), Spec(depth=18))
    assert all(one_sentence(problem) for problem in problems)


@given(st.dictionaries(st.sampled_from(sorted(CHOICES)), st.text()))
def test_any_text_in_a_query_gives_a_spec_or_a_sentence(values):
    spec, problems = Spec.from_query(urlencode(values, errors="surrogatepass"))
    told = {problem.field for problem in problems if one_sentence(problem)}
    assert all(str(getattr(spec, f)) == values[f].lstrip("0") or f in told for f in values)


def test_a_refusal_survives_the_way_between_processes():
    with pytest.raises(Invalid) as refusal:
        Spec(depth=51)
    again = pickle.loads(pickle.dumps(refusal.value))
    assert (str(again), vars(again)) == (str(refusal.value), vars(refusal.value))


@pytest.mark.parametrize("value", ["x", None, ["v1.5"], 1.5, "v1"])
def test_a_choice_is_one_of_its_list(value):
    assert choose("view", "b", ("a", "b")) == "b"
    with pytest.raises(Invalid, match="choose a or b"):
        choose("view", value, ("a", "b"))


def test_the_depth_counts_the_layers_with_weights():
    for row in ARCHITECTURES.values():
        convolutions = {"BasicBlock": 2, "Bottleneck": 3}[row.block]
        assert row.depth == 1 + convolutions * sum(row.layers) + 1
