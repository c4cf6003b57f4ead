"""Markdown that people write (narratives, static pages) as safe HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

ALLOWED_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
ALLOWED_SCHEMES = {"http", "https", "mailto"}

# A page has its own h1 and h2, so a writer's first level becomes the third unless the page goes deeper.
FIRST_LEVEL = 3

_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def _demote(tokens: list[Token], first: int) -> None:
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + first - 1, 6)}"
        if token.tag == "s":
            token.tag = "del"


def render_markdown(text: str, *, first: int = FIRST_LEVEL) -> SafeString:
    """HTML of ``text`` (CommonMark with tables and strikethrough), safe to show.

    Raw HTML is shown as text, pictures are not drawn, headings start at the level ``first`` (from 2
    to 6), links carry ``rel="nofollow ugc noopener"``.
    """
    tokens = _parser.parse(text)
    _demote(tokens, first)
    for token in tokens:
        if token.children:
            _demote(token.children, first)
    html = _parser.renderer.render(tokens, _parser.options, {})
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel="nofollow ugc noopener",
    )
    return mark_safe(clean)  # noqa: S308  (nh3 left only what is allowed)
