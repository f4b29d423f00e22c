"""Numbers with their units, as a person writes them."""

from __future__ import annotations

PREFIXES = ("", "k", "M", "G", "T", "P")


def quantity(value: float, unit: str = "") -> str:
    """Three significant digits with a decimal prefix: `25.6 M`, `4.09 G`, `9.63 MB`; below 1000 all of it."""
    power = 0
    scaled = float(value)
    while abs(scaled) >= 999.5 and power < len(PREFIXES) - 1:
        scaled, power = scaled / 1000, power + 1
    number = f"{scaled:#.3g}".rstrip(".") if power else f"{value:g}"
    return f"{number} {PREFIXES[power]}{unit}".rstrip()
