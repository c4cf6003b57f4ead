"""A name, a title or a unit is one line of letters that can be seen.

Line breaks in a name put lines of their own into mails and files. Characters that turn the direction of what follows
make a name look like another one. Marks that only join or separate letters (ZWJ, ZWNJ, LRM, RLM) are part of writing.
"""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

#: Control characters, half characters, and Unicode's own line and paragraph ends.
_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
#: Embeddings, overrides and isolates of direction.
_TURNS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def _is_refused(character: str) -> bool:
    return unicodedata.category(character) in _CATEGORIES or character in _TURNS


def single_line(value: str) -> None:
    """A validator of fields: refuse line breaks, tabs and other characters that cannot be seen."""
    if any(_is_refused(character) for character in value):
        message = _("Enter this on one line, without tabs or hidden characters.")
        raise ValidationError(message, code="single_line")
