"""What stands in a stored text in the place of a name or an address that was erased, and how a reader sees it.

The signs are in no language. Pages, mails, feeds and calendars put them into the reader's words (``in_words``); what
programs take keeps them.
"""

from __future__ import annotations

from django.utils.translation import gettext

NAME, ADDRESS = "[[former-member]]", "[[erased-address]]"


def in_words(text: str) -> str:
    """The text with words of the active language in the place of the signs."""
    if "[[" not in text:
        return text
    return text.replace(NAME, gettext("(a former member)")).replace(ADDRESS, gettext("(erased address)"))
