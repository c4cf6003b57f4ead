"""Words put together as the reader's language punctuates them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import lazy
from django.utils.translation import pgettext


def comma() -> str:
    """What stands between the words of a list: Arabic has a comma of its own."""
    return pgettext("between the words of a list", ", ")


def listed(words: Iterable[object]) -> str:
    """Words one behind the other: ``Government, NGO``."""
    return comma().join(map(str, words))


def labelled(label: object, value: object) -> str:
    """What something is called, and what it is: ``Country: Norvinia`` in English, with a space before the colon in
    French.
    """
    return pgettext("what something is called, and what it is", "%(label)s: %(value)s") % {
        "label": label,
        "value": value,
    }


labelled_lazy = lazy(labelled, str)
