"""The shape rules and MACs against torch itself, and the worked formulas against their own arithmetic."""

from fractions import Fraction
from math import ceil, floor, prod

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from explorer.arithmetic import FORMULAS, Adaptive, Window, added, flattened, multiplied, times

REFUSED = "refused"
SIZES = st.tuples(st.integers(1, 40), st.integers(1, 40))
PAIRS = st.tuples(st.integers(1, 7), st.integers(1, 7))


def outcome(call, *arguments):
    """What it gives, or that it refuses."""
    try:
        return call(*arguments)
    except (RuntimeError, ValueError):
        return REFUSED


def forward(module: nn.Module, shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(module(torch.empty(1, *shape, device="meta")).shape[1:])


def both_sides(padding: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple((p, p) for p in padding)


@st.composite
def convolutions(draw) -> tuple[nn.Conv2d, tuple[int, ...], dict[str, object]]:
    """A convolution, the shape of its input, and its settings."""
    groups = draw(st.integers(1, 4))
    channels, out = (groups * draw(st.integers(1, 4)) for _ in range(2))
    kernel, stride, dilation = draw(PAIRS), draw(PAIRS), draw(PAIRS)
    padding = draw(st.tuples(st.integers(0, 6), st.integers(0, 6)))
    module = nn.Conv2d(channels, out, kernel, stride, padding, dilation, groups, draw(st.booleans()), device="meta")
    settings = {"channels": out, "kernel": kernel, "stride": stride, "dilation": dilation, "groups": groups}
    return module, (channels, *draw(SIZES)), {**settings, "padding": both_sides(padding)}


@st.composite
def poolings(draw) -> dict[str, object]:
    """Settings of a pooling: torch allows padding up to half the kernel."""
    kernel, stride, ceil_mode = draw(PAIRS), draw(PAIRS), draw(st.booleans())
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    return {"kernel": kernel, "stride": stride, "padding": padding, "ceil_mode": ceil_mode}


WINDOWS = st.builds(
    Window,
    size=st.integers(1, 300),
    kernel=st.integers(1, 11),
    stride=st.integers(1, 9),
    padding=st.tuples(st.integers(0, 5), st.integers(0, 5)),
    dilation=st.integers(1, 4),
    ceil_mode=st.booleans(),
).filter(lambda window: window.steps >= 0)


@given(convolutions())
def test_a_convolution_has_the_shape_that_torch_gives_or_both_refuse(convolution):
    module, shape, settings = convolution
    assert outcome(FORMULAS["conv2d"].shape, [shape], settings) == outcome(forward, module, shape)


@given(convolutions())
def test_a_convolution_has_half_the_flops_that_torch_counts(convolution):
    module, shape, settings = convolution
    counter = FlopCounterMode(display=False)
    with counter:
        out = outcome(forward, module, shape)
    if out != REFUSED:
        assert 2 * FORMULAS["conv2d"].macs([shape], out, settings) == counter.get_total_flops()


@given(st.integers(1, 64), st.integers(1, 64))
def test_a_linear_layer_has_half_the_flops_that_torch_counts(inputs, outputs):
    with FlopCounterMode(display=False) as counter:
        out = forward(nn.Linear(inputs, outputs, bias=False, device="meta"), (inputs,))
    assert FORMULAS["linear"].shape([(inputs,)], {"channels": outputs}) == out
    assert 2 * FORMULAS["linear"].macs([(inputs,)], out, {}) == counter.get_total_flops()


@given(poolings(), PAIRS, st.integers(1, 9), SIZES)
def test_a_max_pool_has_the_shape_that_torch_gives_or_both_refuse(pool, dilation, channels, size):
    module = nn.MaxPool2d(pool["kernel"], pool["stride"], pool["padding"], dilation, ceil_mode=pool["ceil_mode"])
    settings = {**pool, "padding": both_sides(pool["padding"]), "dilation": dilation}
    shape = (channels, *size)
    assert outcome(FORMULAS["max_pool2d"].shape, [shape], settings) == outcome(forward, module, shape)


@given(poolings(), st.integers(1, 9), SIZES)
def test_an_average_pool_has_the_shape_that_torch_gives_or_both_refuse(pool, channels, size):
    module = nn.AvgPool2d(**{"kernel_size" if key == "kernel" else key: value for key, value in pool.items()})
    settings = {**pool, "padding": both_sides(pool["padding"]), "dilation": (1, 1)}
    shape = (channels, *size)
    assert outcome(FORMULAS["avg_pool2d"].shape, [shape], settings) == outcome(forward, module, shape)


@given(st.tuples(*[st.none() | st.integers(1, 20)] * 2), SIZES)
def test_an_adaptive_pool_has_the_shape_that_torch_gives(output_size, size):
    settings = {"output_size": output_size}
    expected = forward(nn.AdaptiveAvgPool2d(output_size), (8, *size))
    assert FORMULAS["adaptive_avg_pool2d"].shape([(8, *size)], settings) == expected


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data())
def test_flattening_has_the_shape_that_torch_gives(shape, data):
    start = data.draw(st.integers(1, len(shape)))
    end = data.draw(st.integers(start, len(shape)) | st.just(-1))
    assert flattened([tuple(shape)], {"start": start, "end": end}) == forward(nn.Flatten(start, end), tuple(shape))


@given(st.lists(st.tuples(*[st.integers(1, 3)] * 3), min_size=2, max_size=3))
def test_elementwise_operations_have_the_shape_that_torch_gives_or_both_refuse(shapes):
    expected = outcome(lambda: tuple(torch.broadcast_shapes(*shapes)))
    assert outcome(added, shapes, {}) == outcome(multiplied, shapes, {}) == expected


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 2), min_size=3, max_size=3), st.integers(1, 9), SIZES)
def test_zero_padding_has_the_shape_that_torch_gives(padding, channels, size):
    shape, rule = (channels, *size), FORMULAS["zero_pad"]
    last_axis_first = tuple(zeros for axis in reversed(padding) for zeros in axis)
    expected = forward(nn.ZeroPad3d(last_axis_first), shape)
    windows = rule.windows([shape], {"padding": padding})
    assert rule.shape([shape], {"padding": padding}) == expected
    assert [(window.out, window.reach) for window in windows] in ([(out, 1) for out in expected[1:]], [])
    assert bool(windows) == any(map(any, padding[1:]))


@pytest.mark.parametrize(("rule", "done"), [(added, "added"), (multiplied, "multiplied")])
def test_shapes_that_do_not_agree_are_named(rule, done):
    with pytest.raises(ValueError, match=f"64×56×56 and 256×56×56 cannot be {done}"):
        rule([(64, 56, 56), (256, 56, 56)], {})
    assert times((64, 112, 112)) == "64×112×112"


SIGNS = str.maketrans({"·": "*", "−": "-", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")"})


@given(WINDOWS)
def test_the_worked_formula_is_true(window):
    left, right = window.formula.translate(SIGNS).split("=")
    assert eval(left, {"floor": floor, "ceil": ceil}) == int(right) == window.out


def test_the_worked_formula_reads_as_in_a_textbook():
    assert Window(224, 7, 2, (3, 3)).formula == "⌊(224 + 2·3 − 1·(7 − 1) − 1)/2⌋ + 1 = 112"
    assert "+ 1 + 2 −" in Window(10, 4, 1, (1, 2)).formula
    assert Adaptive(7, 1).formula == "7 → 1"


@given(WINDOWS.filter(lambda window: not window.ceil_mode))
def test_the_dropped_fraction_is_of_the_rows_that_no_position_reads(window):
    taps = [tap * window.dilation for tap in range(window.kernel)]
    last_read = max(position * window.stride + tap for position in range(window.out) for tap in taps)
    unread_at_the_end = window.size + sum(window.padding) - 1 - last_read
    assert window.dropped == Fraction(unread_at_the_end, window.stride)


@given(st.integers(1, 11), st.integers(1, 9))
def test_the_reach_of_a_window_is_from_its_first_to_its_last_tap(kernel, dilation):
    taps = [tap * dilation for tap in range(kernel)]
    assert Window(500, kernel, dilation=dilation).reach == max(taps) - min(taps) + 1


@given(st.integers(1, 60), st.integers(1, 60))
def test_the_reach_of_an_adaptive_window_is_the_most_that_torch_reads(size, out):
    weights = F.adaptive_avg_pool1d(torch.eye(size)[:, None], out)
    assert Adaptive(size, out).reach == int((weights > 0).sum(0).max())


def test_a_kernel_that_does_not_fit_says_its_span_and_the_size():
    with pytest.raises(ValueError, match=r"spanning 5 does not fit 3 \+ 0 padding"):
        Window(3, 3, dilation=2).out  # noqa: B018 -- the property raises


@pytest.mark.parametrize("op", ["input", "batch_norm", "relu", "sigmoid", "identity", "output"])
@given(st.lists(st.integers(1, 9), min_size=1, max_size=3))
def test_what_works_value_by_value_keeps_the_shape_and_has_no_macs(op, shape):
    rule = FORMULAS[op]
    assert rule.shape([tuple(shape)], {}) == tuple(shape)
    assert rule.macs([tuple(shape)], tuple(shape), {}) == 0
    assert prod(rule.shape([tuple(shape)], {})) == prod(shape)
