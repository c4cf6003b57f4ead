"""What is wrong with a page's markup, without a browser: end tags, names, table headers, ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What ends a paragraph that is still open, so that its own end tag comes too late.
ENDS_A_PARAGRAPH = {
    "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "menu", "nav", "ol", "p", "pre", "section",
    "table", "ul",
}  # fmt: skip
# Elements that may not have a name of their own (ARIA in HTML), unless a role is given.
NAMELESS = {
    "abbr", "b", "bdi", "caption", "code", "dd", "del", "div", "dt", "em", "i", "ins", "label", "mark", "p", "pre",
    "s", "small", "span", "strong", "sub", "sup", "time",
}  # fmt: skip
INTERACTIVE = {"a", "button", "select", "textarea", "summary", "label"}
ONLY_IN = {"li": {"ul", "ol", "menu", "template"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "th": {"tr"}, "td": {"tr"}}


@dataclass
class Open:
    """An element that has begun."""

    tag: str
    start: str
    text: str = ""


@dataclass
class Page(HTMLParser):
    """Reads a page and collects what is wrong with it."""

    problems: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    stack: list[Open] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named, start = dict(attrs), self.get_starttag_text() or ""
        if tag in ENDS_A_PARAGRAPH and self.stack and self.stack[-1].tag == "p":
            self.problems.append(f"{start} inside of {self.stack.pop().start}")
        if tag in NAMELESS and "role" not in named and ({"aria-label", "aria-labelledby"} & named.keys()):
            self.problems.append(f"a name on {start}")
        if tag in INTERACTIVE and any(one.tag == tag for one in self.stack):
            self.problems.append(f"{start} inside of its like")
        if tag in ONLY_IN and self.stack and self.stack[-1].tag not in ONLY_IN[tag]:
            self.problems.append(f"{start} inside of {self.stack[-1].start}")
        identity = named.get("id")
        if identity is not None and (identity in self.ids or not identity or " " in identity):
            self.problems.append(f"id {identity!r} twice or no id")
        self.ids.add(identity or "")
        if tag not in VOID:
            self.stack.append(Open(tag, start))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not any(one.tag == "svg" for one in self.stack):
            self.problems.append(f"{self.get_starttag_text()} closes itself")

    def handle_data(self, data: str) -> None:
        if self.stack:
            self.stack[-1].text += data

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack[-1].tag != tag:
            self.problems.append(f"stray </{tag}> in {self.stack[-1].start if self.stack else 'nothing'}")
            if any(one.tag == tag for one in self.stack):
                while self.stack.pop().tag != tag:
                    pass
            return
        ended = self.stack.pop()
        if self.stack:
            self.stack[-1].text += ended.text
        if tag == "th" and not ended.text.strip():
            self.problems.append(f"empty {ended.start}")


def problems_of(html: str) -> list[str]:
    """Everything wrong with the page; empty for a good one."""
    page = Page()
    page.feed(html)
    page.close()
    return page.problems + [f"{one.start} is never closed" for one in page.stack]
