"""A Spec is right or it is refused in one sentence; a query string says it exactly."""

import pickle
from dataclasses import FrozenInstanceError, replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.architectures import CONVOLUTIONS
from explorer.spec import ARCHITECTURES, VARIANTS, Invalid, Spec, choose

DEPTHS = (18, 26, 34, 50, 101, 152)
CHOICES = {
    "depth": "18, 26, 34, 50, 101 or 152",
    "height": "1 to 4096",
    "width": "1 to 4096",
    "classes": "1 to 100000",
    "variant": "v1.5, v1, plain, option-a, option-c, cifar, cifar-plain, v2, cifar-v2, resnext-32x4d, resnext-32x8d, "
               "resnext-64x4d, wide-2, se, d or own",
}  # fmt: skip
BORDERS = {"height": (1, 4096), "width": (1, 4096), "classes": (1, 100_000)}
ASKED = {"height": st.integers(1, 4096), "width": st.integers(1, 4096), "classes": st.integers(1, 100_000)}
LAYERS = st.lists(st.integers(1, 166), min_size=1, max_size=4).map(tuple)
SPECS = st.one_of(
    st.builds(Spec, depth=st.sampled_from(DEPTHS), zero_init=st.booleans(), **ASKED),
    st.builds(lambda key, **asked: Spec(key[1], variant=key[0], **asked), st.sampled_from([*ARCHITECTURES]), **ASKED),
    st.builds(lambda n, **asked: Spec(6 * n + 2, variant="cifar", **asked), st.integers(1, 333), **ASKED),
    st.builds(Spec, variant=st.just("own"), layers=LAYERS, block=st.sampled_from(["BasicBlock", "Bottleneck"]),
              channels=st.integers(1, 1024), **ASKED),
)  # fmt: skip


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
    assert CHOICES[field] in one_sentence(refusal.value)


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
    with pytest.raises(Invalid, match=f"no ResNet of depth {depth}: choose 18, 26, 34, 50, 101 or 152"):
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
        own = (spec.layers, spec.block, spec.channels) if spec.variant == "own" else spec.depth
        return spec.variant, own, spec.height, spec.width, spec.classes, spec.zero_init

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


@pytest.mark.parametrize("value", ["x", None, ["v1.5"], 1.5, "v3"])
def test_a_choice_is_one_of_its_list(value):
    assert choose("view", "b", ("a", "b")) == "b"
    with pytest.raises(Invalid, match="choose a or b"):
        choose("view", value, ("a", "b"))


def test_the_depth_counts_the_layers_with_weights():
    for row in ARCHITECTURES.values():
        assert row.depth == 1 + CONVOLUTIONS[row.block] * sum(row.layers) + 1


@pytest.mark.parametrize(("depth", "nearest"), [
    (-5, 18), (22, 18), (23, 26), (51, 50), (75, 50), (76, 101), (9999, 152),
])  # fmt: skip
def test_a_depth_that_is_not_there_is_told_with_the_nearest_and_the_smaller_of_two(depth, nearest):
    with pytest.raises(Invalid) as refusal:
        Spec(depth=depth)
    assert str(refusal.value).endswith(f"101 or 152 (the nearest is {nearest})")


@pytest.mark.parametrize(("depth", "nearest"), [(0, 8), (10, 8), (11, 8), (12, 14), (1203, 1202), (2006, 2000)])
def test_a_depth_of_a_series_is_told_with_its_rule(depth, nearest):
    said = ("choose 20, 32, 44, 56, 110 or 1202, or any other 6n + 2 up to 2000 "
            f"(the nearest is {nearest})")
    with pytest.raises(Invalid) as refusal:
        Spec(depth=depth, variant="cifar")
    assert one_sentence(refusal.value) == f"no ResNet of depth {depth}: {said}"


@pytest.mark.parametrize("variant", ["cifar", "cifar-plain", "cifar-v2"])
def test_a_cifar_network_has_every_depth_of_6n_plus_2(variant):
    made = {6 * n + 2: (n, n, n) for n in range(1, 334)}
    bottlenecks = {164: (18, 18, 18), 1001: (111, 111, 111)} if variant == "cifar-v2" else {}
    assert {depth: Spec(depth, variant=variant).layers for depth in made | bottlenecks} == made | bottlenecks


def test_what_is_not_given_is_as_the_variant_has_it():
    assert Spec(variant="cifar") == Spec(20, 32, 32, 10, "cifar")
    assert Spec(variant="cifar", height=224, classes=1000) == Spec(20, 224, 32, 1000, "cifar")
    assert Spec(variant="plain") == Spec(34, 224, 224, 1000, "plain")
    assert Spec.from_query("variant=cifar-v2&depth=1001&width=40") == (Spec(1001, 32, 40, 10, "cifar-v2"), ())
    assert Spec.from_query("depth=34&height=224&variant=cifar")[0] == Spec(32, 224, 32, 10, "cifar")


@pytest.mark.parametrize("row", ARCHITECTURES.values(), ids=lambda row: f"{row.variant}-{row.depth}")
def test_its_layers_with_weights_make_the_depth(row):
    """He et al. 2015, Table 1: those of the blocks, the first convolution and the classifier."""
    convolutions = 3 if "Bottleneck" in row.block or "ResNeXt" in row.block else 2
    assert convolutions * sum(row.layers) + 2 == row.depth


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_has_what_is_usual(variant):
    spec, row = Spec(variant=variant), VARIANTS[variant]
    assert (spec.depth, spec.height, spec.width, spec.classes) == (row.depth, row.size, row.size, row.classes)
    assert row.depth in row.depths or variant == "own"


@pytest.mark.parametrize(("layers", "block", "depth"), [
    ((3, 4, 23, 3), "Bottleneck", 101), ("[3, 4, 23, 3]", "Bottleneck", 101), ([3, 4, 6, 3], "BasicBlock", 34),
    ("1", "BasicBlock", 4), ("333,333", "Bottleneck", 2000),
])  # fmt: skip
def test_your_own_stages_make_the_depth(layers, block, depth):
    spec = Spec(variant="own", layers=layers, block=block)
    assert (spec.depth, spec.architecture.name) == (depth, f"ResNet-{depth}")


@pytest.mark.parametrize("layers", [
    (), "", "x", "1,2,", "1;2", (0,), (1, 0), (1, -1), (1.5,), (True,), (1, 2, 3, 4, 5), [[1]], None, 3, "9" * 10**6,
], ids=kind)  # fmt: skip
def test_stages_that_are_none_are_refused_in_one_sentence(layers):
    with pytest.raises(Invalid) as refusal:
        Spec(variant="own", layers=layers)
    assert one_sentence(refusal.value).endswith("give the blocks of 1 to 4 stages, such as 3,4,6,3")


@pytest.mark.parametrize(("layers", "made"), [
    ((333, 334), "2003"), ((10**9,), "3000000002"), ((10**5000,), "a number"),
], ids=["just", "by far", "by many digits"])  # fmt: skip
def test_stages_that_make_too_deep_a_network_are_refused_with_the_depth(layers, made):
    with pytest.raises(Invalid, match=f"make depth {made}.* up to 2000") as refusal:
        Spec(variant="own", layers=layers)
    assert refusal.value.field == "layers"
    one_sentence(refusal.value)


def test_blocks_and_channels_of_your_own_are_bounded():
    with pytest.raises(Invalid, match="no block 'SEBasicBlock': choose BasicBlock or Bottleneck"):
        Spec(variant="own", block="SEBasicBlock")
    for outside in (0, 1025):
        with pytest.raises(Invalid, match=f"channels cannot be {outside}: choose a whole number from 1 to 1024"):
            Spec(variant="own", channels=outside)


def test_what_follows_from_the_depth_is_not_asked_elsewhere():
    assert Spec(18, layers="2,2,2,2", block="BasicBlock", channels=64.0) == Spec(18)
    assert replace(Spec(18), depth=101) == Spec(101)
    assert pickle.loads(pickle.dumps(Spec(18))).layers == (2, 2, 2, 2)
    assert (Spec(18).layers, Spec(18).block, Spec(18).channels) == ((2, 2, 2, 2), "BasicBlock", 64)


@pytest.mark.parametrize(("field", "value", "made"), [
    ("layers", (1, 2, 3, 4), "3,4,6,3"), ("layers", "x", "3,4,6,3"), ("block", "BasicBlock", "Bottleneck"),
    ("channels", 32, "64"),
])  # fmt: skip
def test_what_contradicts_the_depth_is_refused_and_in_a_link_passed_over(field, value, made):
    with pytest.raises(Invalid) as refusal:
        Spec(50, **{field: value})
    assert one_sentence(refusal.value) == (f"{field} cannot be {value!r}: depth 50 of the variant v1.5 has {made}: "
                                           f"leave {field} out, or choose the variant own")
    assert Spec.from_query(f"depth=50&{urlencode({field: value})}") == (Spec(50), ())


def test_your_own_begins_with_what_was_there():
    own = replace(Spec(18), variant="own", layers=(2, 2, 2))
    assert (own.depth, own.block) == (14, "BasicBlock")


@pytest.mark.parametrize("value", [True, 1, 1.0, "1"])
def test_zero_init_is_a_switch(value):
    assert Spec(zero_init=value) == Spec(zero_init=True) != Spec()
    assert Spec(zero_init=value).to_query() == Spec().to_query() + "&zero_init=1"


@pytest.mark.parametrize(("variant", "value", "choices"), [
    ("v1.5", 2, "0 or 1"), ("v1.5", "yes", "0 or 1"), ("v1.5", None, "0 or 1"), ("plain", True, "0"),
    ("cifar-plain", "1", "0"),
])  # fmt: skip
def test_what_is_no_switch_is_refused_and_a_plain_network_has_no_residual_branch(variant, value, choices):
    with pytest.raises(Invalid) as refusal:
        Spec(variant=variant, zero_init=value)
    assert str(refusal.value) == f"zero_init cannot be {value!r}: choose {choices}"


def test_names_tell_the_networks_apart():
    told = {(row.name, row.variant if row.has_variants else "") for row in ARCHITECTURES.values()}
    both = {("v1", 18), ("v1", 34)}  # no Bottleneck: the same as v1.5
    assert len(told) == len(ARCHITECTURES.keys() - both)
