"""Two names are the same when they differ only in case, spaces, hyphens, apostrophes or how accents are stored."""

from __future__ import annotations

import unicodedata

_APOSTROPHES = "\u2018\u2019\u201b\u02bc\u02b9\u02bb\u02bd\u00b4\u0060\u2032\u055a\uff07"
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u061c\u2060\ufeff"
_FOLDED: dict[int, str | None] = {ord(one): "'" for one in _APOSTROPHES} | {
    ord(one): None for one in _HYPHENS + _UNSEEN
}


def normal_form(name: str) -> str:
    """What to compare instead of ``name``. Never shown: it has no spaces, hyphens or capitals."""
    folded = unicodedata.normalize("NFC", name.translate(_FOLDED)).casefold()
    return unicodedata.normalize("NFC", "".join(folded.split()))
