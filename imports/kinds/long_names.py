"""Names that are longer than ours may be: shortened, with the whole of them at the head of what will be done."""

from __future__ import annotations

from typing import Any

LONGEST = 200
#: So long may they be in a file.
ACCEPTED = 2_000
NAMES = ("title", "indicator")


def shortened(name: str) -> str:
    """The name, or its beginning up to a word."""
    return name if len(name) <= LONGEST else name[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def with_whole_names(values: dict[str, Any], before: str) -> str:
    """What will be done, as the row says or as it was; the names that are shortened stand before it."""
    said = str(values.get("description", before))
    whole = [name for name in (values.get(part) or "" for part in NAMES) if len(name) > LONGEST and name not in said]
    return "\n\n".join(filter(None, [*whole, said]))
