"""Whether a figure looks like a slip of the keys: a question to the writer, which never stops anyone."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from stakeholders.models import Indicator

TIMES = 10  # a nought too many, or one too few


def question(indicator: Indicator, last: Decimal | None, now: Decimal | None) -> str:
    """What to ask about the figure ``now``, given the last published one; empty when nothing is odd.

    The oddest alone is asked about: a figure ten times too large is beyond its target as well.
    """
    if now is None or now == last:
        return ""
    if last and abs(now) >= TIMES * abs(last):
        return _("At least ten times the last figure. If it is right, say why in the text.")
    if last and TIMES * abs(now) <= abs(last):
        return _("A tenth of the last figure or less. If it is right, say why in the text.")
    if _way(indicator, last, indicator.target, now) > 0:
        return _("Beyond the target. Check the figure and its unit.")
    if last is not None and _way(indicator, last, last, now) < 0:
        return _("Further from the target than the last figure. If it is right, say why in the text.")
    return ""


def _way(indicator: Indicator, last: Decimal | None, start: Decimal | None, end: Decimal) -> Decimal:
    """How far it is from ``start`` to ``end`` in the direction of the target; zero where there is no direction."""
    first = indicator.baseline if indicator.baseline is not None else last
    if first is None or start is None or indicator.target is None or indicator.target == first:
        return Decimal(0)
    return (end - start) * (1 if indicator.target > first else -1)
