"""A cell's text as people would have typed it."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

_CODES = re.compile(r"_x(00[01][0-9A-F]|FFF[EF])_", re.IGNORECASE)  # how Excel writes what XML cannot hold
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")
_TAG = re.compile(
    r"</?(?:a|b|br|div|em|font|h[1-6]|i|img|li|ol|p|span|strong|sub|sup|table|tbody|td|th|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_BREAKS = frozenset({"br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "table", "tr", "ul"})
_UNSEEN = frozenset({"style", "script", "head", "title"})
#: Control characters and half characters; never line ends and tabs.
_REFUSED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def tidy(text: str) -> str:
    """The text without what programs leave in it; letters, words and links stay."""
    text = _CODES.sub(lambda match: chr(int(match[1], 16)), text).replace("\ufeff", "")
    if _TAG.search(text):
        text = _without_markup(text)
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))
    text = _REFUSED.sub("", text)
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _without_markup(text: str) -> str:
    parser = _Plain()
    parser.feed(text)
    parser.close()
    return "".join(parser.parts)


class _Plain(HTMLParser):
    """Words and line ends of HTML; a link is written behind its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[tuple[str, int]] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag in _BREAKS:
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in _BREAKS - {"br"}:
            self.parts.append("\n")
        elif tag == "a" and self.links:
            href, start = self.links.pop()
            words = "".join(self.parts[start:])
            if href.startswith(("http://", "https://", "mailto:")) and href.removeprefix("mailto:") not in words:
                self.parts.append(f" ({href.removeprefix('mailto:')})")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)
