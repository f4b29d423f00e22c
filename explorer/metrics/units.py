"""Numbers with their units, as a person writes them."""

from __future__ import annotations

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PREFIXES = ("", "k", "M", "G", "T", "P")
MINUTE = 60
NOT_COUNTED = "?"


def quantity(value: float, unit: str = "") -> str:
    """Three significant digits with a decimal prefix: `25.6 M`, `4.09 G`, `9.63 MB`; below 1000 all of it."""
    power = 0
    scaled = float(value)
    while abs(scaled) >= 999.5 and power < len(PREFIXES) - 1:
        scaled, power = scaled / 1000, power + 1
    number = f"{scaled:#.3g}".rstrip(".") if power else f"{value:g}"
    return f"{number} {PREFIXES[power]}{unit}".rstrip()


def significant(value: float) -> str:
    """A whole number in full, any other with three significant digits: `10931`, `0.332`, `1.2×10⁻⁵`."""
    mantissa, _, exponent = (f"{value:g}" if float(value).is_integer() else f"{value:.3g}").partition("e")
    return f"{mantissa}×{raised(10, int(exponent))}" if exponent else mantissa


def percent(share: float) -> str:
    """Three significant digits of a share of 1: `86.7 %`."""
    return f"{100 * share:.3g} %"


def duration(seconds: float) -> str:
    """Three significant digits: `35.2 ms`, `1.57 s`; from a minute on in whole seconds: `12 min 3 s`."""
    if seconds >= MINUTE - 0.05:
        return "{} min {} s".format(*divmod(round(seconds), MINUTE))
    unit, scale = ("s", 1) if seconds >= 0.9995 else ("ms", 1000)
    return f"{seconds * scale:#.3g}".rstrip(".") + f" {unit}"


def raised(base: int, exponent: int) -> str:
    """`2¹⁶`, `10⁻³`"""
    return f"{base}{str(exponent).translate(SUPERSCRIPTS)}"
