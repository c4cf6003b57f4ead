"""Numbers inside sentences: small ones as words where the language likes it, and shares with their sign."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

# A language in which number words change with what they count translates them as figures. Texts say "one" themselves.
_WORDS = {
    2: pgettext_lazy("number in a sentence", "two"),
    3: pgettext_lazy("number in a sentence", "three"),
    4: pgettext_lazy("number in a sentence", "four"),
    5: pgettext_lazy("number in a sentence", "five"),
    6: pgettext_lazy("number in a sentence", "six"),
    7: pgettext_lazy("number in a sentence", "seven"),
    8: pgettext_lazy("number in a sentence", "eight"),
    9: pgettext_lazy("number in a sentence", "nine"),
    10: pgettext_lazy("number in a sentence", "ten"),
    11: pgettext_lazy("number in a sentence", "eleven"),
    12: pgettext_lazy("number in a sentence", "twelve"),
}


def in_figures(number: int | float | Decimal, decimals: int | None = None) -> str:
    """1234 as ``1,234`` in English; ``decimals``: how many places to write, as many as there are without it."""
    return number_format(number, decimals, force_grouping=True)


def spelt(number: int) -> str:
    """A count inside a sentence: ``seven``, and ``1,234``."""
    return str(_WORDS.get(number, in_figures(number)))


def percent(number: int | float | Decimal) -> str:
    """40 as ``40%`` in English."""
    return _("%(number)s%%") % {"number": in_figures(number)}
