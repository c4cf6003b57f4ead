"""What a person typed, as a condition. Every list searches through here, so that searching is deepened in one place."""

import operator
from functools import reduce

from django.db.models import Q

MOST_WORDS = 12


def matching(text: str, *columns: str) -> Q:
    """The condition for every word of ``text`` to occur in at least one of ``columns``, in any case of letters.

    Words beyond the first twelve are left out: they would cost more than they narrow. Empty text matches all.
    """
    words = text.split()[:MOST_WORDS]
    return reduce(operator.and_, (_anywhere(word, columns) for word in words), Q())


def _anywhere(word: str, columns: tuple[str, ...]) -> Q:
    return reduce(operator.or_, (Q(**{f"{column}__icontains": word}) for column in columns))
