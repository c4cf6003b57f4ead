"""A line or two of a longer text, for descriptions and pictures."""

import html

from django.utils.html import strip_tags

from dashboard.markdown import render_markdown

LONGEST = 200


def excerpt(markdown: str, longest: int = LONGEST) -> str:
    """The beginning of a Markdown text as plain words, cut between words with an ellipsis; may be empty."""
    # What is cut off is not rendered: a report may be long. Marks take little room, so four times is plenty.
    plain = html.unescape(strip_tags(render_markdown(markdown[: longest * 4])))
    words = " ".join(plain.split())
    if len(words) <= longest:
        return words
    return words[: longest - 1].rpartition(" ")[0].rstrip(" ,;:–-") + "…"
