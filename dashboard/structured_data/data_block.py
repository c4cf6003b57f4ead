"""JSON inside a page: ``<script type="application/ld+json">``.

A block of data is no script: a policy that forbids inline script does not speak of it (docs/decisions/
dashboard-linked-data.md). But its text ends at the first ``</script>``, whatever stands around that, and titles are
written by people: so nothing that HTML could read goes into the block as it is.
"""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# Each is written as JSON's own escape, which every reader of JSON turns back.
_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def json_for_html(document: dict[str, Any]) -> SafeString:
    """``document`` as JSON that may stand within such an element of any page."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(text)  # noqa: S308  nothing is left in it that HTML could read
