"""What people write in Markdown runs nothing in a reader's browser, and each of its two guards sees to that alone."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dashboard import markdown
from dashboard.markdown import render_markdown

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<style>*{}</style>",
    '<a href="javascript:alert(1)">', "[a](javascript:alert(1))", "[a]: data:text/html,x", "[a]",
    "<javascript:alert(1)>", "<iframe src=//evil.example>", '<b onclick="x">', "<!--", "-->",
    "`", "```", "\n", "\n\n", "> ", "- ", "&lt;", "\\",
]  # fmt: skip
WRITTEN = st.lists(st.sampled_from(HOSTILE) | st.text(' ab<>()[]"=:/', max_size=4), max_size=8).map("".join)


class Harm(HTMLParser):
    """What of some HTML could do something in a reader's browser."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        leads_to = urlsplit((dict(attrs).get("href") or "").strip()).scheme
        if tag not in markdown.ALLOWED_TAGS or leads_to not in {"", *markdown.ALLOWED_SCHEMES}:
            self.found.append(f"{tag} {leads_to}")
        self.found += [name for name, _value in attrs if name.startswith("on")]


@pytest.mark.parametrize("left", ["the parser", "the allow-list"])
@given(WRITTEN)
def test_no_text_brings_script_or_handlers_in_through_markdown(left, text):
    """Each of the two guards by itself, with the other one away."""
    with pytest.MonkeyPatch.context() as without:
        if left == "the parser":
            without.setattr(markdown.nh3, "clean", lambda html, **_options: html)
        else:
            loose = MarkdownIt("commonmark", {"html": True})
            loose.validateLink = lambda _address: True
            without.setattr(markdown, "_parser", loose)
        assert Harm(render_markdown(text)).found == []
