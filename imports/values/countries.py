"""A country of a file, by its code or its name. ``NA`` is Namibia."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .choices import match_value


def match_country(text: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """The code of the country; ``names`` gives each code's names in the languages of the site."""
    plain = text.strip()
    return plain.upper() if plain.upper() in names else match_value(plain, names)
