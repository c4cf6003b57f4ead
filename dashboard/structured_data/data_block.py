"""JSON inside a page: ``<script type="application/ld+json">``.

A block of data is no script: a policy that forbids inline script does not speak of it (docs/decisions/
dashboard-linked-data.md). But its text ends at the first ``</script>``, whatever stands around that, and titles are
written by people: so nothing that HTML could read goes into the block as it is.
"""

import json
from typing import Any

from django.utils.safestring import SafeString

# Each is written as JSON's own escape, which every reader of JSON turns back.
_ESCAPES = {ord(character): f"\\u{ord(character):04X}" for character in "<>&\u2028\u2029"}


def data_block(document: dict[str, Any]) -> SafeString:
    """The element with ``document`` in it, fit to stand in any page."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return SafeString(f'<script type="application/ld+json">{text}</script>')
