"""Words of the site in each of its languages, for descriptions that hold all of them at once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation

from opendata.linked.rdf import Text, Value

Said = tuple[str, Value]


def in_every_language(name: str, words: Any) -> list[Said]:
    """``words`` (a lazy text) as values of ``name``: in English, and in each language that has words of its own."""
    with translation.override(settings.LANGUAGE_CODE):
        english = str(words)
    found: list[Said] = [(name, Text(english, settings.LANGUAGE_CODE))]
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            own = str(words)
        if own != english:
            found.append((name, Text(own, code)))
    return found
