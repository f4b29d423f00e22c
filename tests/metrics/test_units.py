"""A number is written as a person writes it: three digits, a decimal prefix, its unit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.metrics import METRICS
from explorer.metrics.units import PREFIXES, duration, percent, quantity


@pytest.mark.parametrize(("value", "written"), [
    (0, "0"), (7, "7"), (999, "999"), (1000, "1.00 k"), (1500, "1.50 k"), (25_557_032, "25.6 M"),
    (4_089_184_256, "4.09 G"), (118_013_952, "118 M"), (2.5e12, "2.50 T"), (3e15, "3.00 P"),
])
def test_a_quantity_has_three_digits_and_a_prefix(value, written):
    assert quantity(value) == written


@pytest.mark.parametrize(("value", "written"), [(9_633_792, "9.63 MB"), (12, "12 B"), (0, "0 B"), (4000, "4.00 kB")])
def test_the_unit_follows_the_prefix(value, written):
    assert quantity(value, "B") == written


@pytest.mark.parametrize(("value", "written"), [(999_499, "999 k"), (999_500, "1.00 M"), (9_996_000, "10.0 M"),
                                              (99_960_000, "100 M")])
def test_rounding_up_takes_a_digit_less_or_the_next_prefix(value, written):
    assert quantity(value) == written


@given(st.integers(1000, 10**17))
def test_what_is_written_is_the_value_to_half_a_percent(value):
    number, prefix = quantity(value).split()
    assert float(number) * 1000 ** PREFIXES.index(prefix) == pytest.approx(value, rel=0.005)


@given(st.one_of(st.integers(1000, 10**17), st.integers(99_000_000, 101_000_000)))
def test_three_digits_are_shown(value):
    number, _ = quantity(value).split()
    assert len(number.replace(".", "")) == 3


@given(st.integers(0, 999))
def test_below_a_thousand_all_of_it_is_shown(value):
    assert quantity(value) == str(value)


@pytest.mark.parametrize(("name", "value", "shown"), [
    ("parameters", 25_557_032, "25.6 M"), ("macs", 4_089_184_256, "4.09 G"), ("activation_memory", 4000, "4.00 kB"),
    ("channels", 2048, "2048"), ("receptive_field", 427, "427 px"),
])
def test_a_metric_shows_its_number_with_its_unit(name, value, shown):
    assert METRICS[name].shown(value) == shown


def test_channels_up_to_the_most_classes_are_written_out():
    assert METRICS["channels"].shown(100_000) == "100000"


@pytest.mark.parametrize(("share", "written"), [(13 / 15, "86.7 %"), (1, "100 %"), (0, "0 %"), (0.5, "50 %")])
def test_a_share_is_told_in_percent(share, written):
    assert percent(share) == written


@pytest.mark.parametrize(("seconds", "written"), [
    (0.0352, "35.2 ms"), (0.000812, "0.812 ms"), (0.1, "100 ms"), (1.57, "1.57 s"), (12, "12.0 s"), (723, "12 min 3 s"),
    (60, "1 min 0 s"), (5400, "90 min 0 s"),
])
def test_a_duration_is_in_the_unit_that_a_person_would_take(seconds, written):
    assert duration(seconds) == written


@pytest.mark.parametrize(("seconds", "written"), [(0.9994, "999 ms"), (0.9996, "1.00 s"), (59.94, "59.9 s"),
                                                (59.96, "1 min 0 s"), (119.7, "2 min 0 s")])
def test_a_duration_rounds_up_into_the_next_unit(seconds, written):
    assert duration(seconds) == written


@given(st.floats(1e-4, 1e5))
def test_what_a_duration_says_is_the_time_to_one_percent(seconds):
    lengths = {"ms": 0.001, "s": 1, "min": 60}
    numbers, units = duration(seconds).split()[::2], duration(seconds).split()[1::2]
    written = sum(float(number) * lengths[unit] for number, unit in zip(numbers, units, strict=True))
    assert written == pytest.approx(seconds, rel=0.01)
