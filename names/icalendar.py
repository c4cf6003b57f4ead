"""Lines of a calendar file (RFC 5545): texts escaped, lines folded."""

from __future__ import annotations

import re
from collections.abc import Iterable

from names.erased import in_words

LINE = 75  # octets, without the line break
Property = tuple[str, str]

_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f]")


def text(value: str) -> str:
    """A text as a property holds it: backslash, comma, semicolon and line break escaped, control characters gone."""
    plain = _CONTROLS.sub("", in_words(value).replace("\r\n", "\n"))
    return re.sub(r"[\\,;]", lambda match: "\\" + match[0], plain).replace("\n", "\\n")


def lines(properties: Iterable[Property]) -> bytes:
    """These properties, one content line each. Their values are ``text`` or have no need of it."""
    return b"".join(folded(f"{name}:{value}") for name, value in properties)


def folded(line: str) -> bytes:
    """One content line in UTF-8, broken at 75 octets and never within a character."""
    pieces = [b""]
    for character in line:
        octets = character.encode()
        if len(pieces[-1]) + len(octets) > LINE:
            pieces.append(b" ")
        pieces[-1] += octets
    return b"\r\n".join(pieces) + b"\r\n"
