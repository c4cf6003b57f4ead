"""Words put together as the reader's language punctuates them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.functional import lazy
from django.utils.translation import get_language, get_language_bidi, gettext, pgettext

# Spanish says "e", not "y", before this sound ("título e indicadores", but "agua y hielo").
_SOUNDS_LIKE_I = re.compile(r"[ií]|h[ií](?![ea])", re.IGNORECASE)


def comma() -> str:
    """What stands between the words of a list: Arabic has a comma of its own."""
    return pgettext("between the words of a list", ", ")


def sentences(*whole: object) -> str:
    """Whole sentences one behind the other. What is less than a sentence is put into a text of its own."""
    return " ".join(map(str, whole))


def listed(words: Iterable[object]) -> str:
    """Words one behind the other: ``Government, NGO``."""
    return comma().join(map(str, words))


def listed_in_a_sentence(words: Iterable[object]) -> str:
    """Words with an "and" before the last: ``Title, Due date and Indicators``. Nothing for no words.

    Arabic joins its "and" to the word behind it, which may be Latin: there the last word follows a comma too.
    """
    *first, last = [str(word) for word in words] or [""]
    if not first:
        return last
    if (get_language() or "").startswith("es") and _SOUNDS_LIKE_I.match(last):
        return f"{listed(first)} e {last}"
    ends = pgettext("the end of a list in a sentence", "%(first)s and %(last)s")
    return ends % {"first": listed(first), "last": last}


def isolated(text: object) -> str:
    """A piece that reads from left to right (an address, an ISO date), kept in its order inside right-to-left text.

    For plain text; in HTML ``<bdi>`` does the same. Text that reads from left to right gets the piece as it is.
    """
    return f"\u2068{text}\u2069" if get_language_bidi() else str(text)


def labelled(label: object, value: object) -> str:
    """What something is called, and what it is: ``Country: Norvinia`` in English, with a space before the colon in
    French.
    """
    return pgettext("what something is called, and what it is", "%(label)s: %(value)s") % {
        "label": label,
        "value": value,
    }


labelled_lazy = lazy(labelled, str)


def quoted(text: object) -> str:
    """The text in the quotation marks of the language."""
    return gettext("“%(text)s”") % {"text": text}
