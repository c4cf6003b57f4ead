"""How a number of an indicator is shown: without the zeros that its column adds, and never as 3E+1."""

from __future__ import annotations

from decimal import Decimal

from names.numbers import in_figures


def plain(number: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent: 30.0000 is 30."""
    return Decimal(f"{number.normalize():f}")


def written(number: Decimal) -> str:
    """The number as a person of the page's language reads it: 6,000 in English."""
    return in_figures(plain(number))
