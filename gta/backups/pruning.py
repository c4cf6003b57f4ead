"""Which backups stay: the newest of each of the last days, weeks and months that have one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence


def kept(moments: Iterable[datetime.datetime], keep: Sequence[int]) -> set[datetime.datetime]:
    """Of backups made at these moments, those that stay. ``keep``: of how many days, weeks and months.

    Only days, weeks and months that have a backup count, so that nothing goes while none is made.
    """
    days, weeks, months = keep
    newest_first = sorted(moments, reverse=True)
    stays: set[datetime.datetime] = set()
    for number, period in ((days, "%Y-%m-%d"), (weeks, "%G-%V"), (months, "%Y-%m")):
        newest_of = {moment.strftime(period): moment for moment in reversed(newest_first)}
        stays |= set(sorted(newest_of.values(), reverse=True)[:number])
    return stays
