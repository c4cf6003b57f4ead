"""HTML is written in templates: no Python file holds a piece of it, save the SVG of ``charts``."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.test_apps import APPS, ROOT

ELEMENT = re.compile(
    r"(?<!\(\?P)</?[a-z][a-z0-9]*(?:>|/>|\s)", re.IGNORECASE
)  # not the name of a regular expression's group
MARKS = {"SafeString", "SafeText", "format_html", "format_html_join", "mark_safe"}
# Where text that is already markup may be called so.
MAY_MARK = {
    "dashboard/inline.py": "what a template has drawn, without the line break at its end",
    "dashboard/markdown.py": "what nh3 has cleaned",
    "names/templates.py": "what a template has drawn, with words in the place of signs",
    "dashboard/structured_data/data_block.py": "JSON in which every character of HTML is escaped",
}
# Where a piece of HTML may stand.
MAY_HOLD = {
    "dashboard/views/errors.py": "the page of last resort, when it may be the templates that are broken",
}


def _files() -> Iterator[Path]:
    for app in APPS:
        if app != "charts":
            yield from (one for one in sorted((ROOT / app).rglob("*.py")) if "migrations" not in one.parts)


def _docstrings(tree: ast.AST) -> set[ast.AST]:
    """The texts that stand as statements of their own."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _found(source: str) -> list[tuple[int, str]]:
    """The lines with a piece of HTML, or with a call that says of a text that it is some."""
    tree = ast.parse(source)
    docstrings, found = _docstrings(tree), []
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and node not in docstrings else None
        if isinstance(text, str) and ELEMENT.search(text):
            found.append((node.lineno, "html"))
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in MARKS:
                found.append((node.lineno, "mark"))
    return found


def test_html_is_written_in_templates() -> None:
    wrong = []
    for path in _files():
        name = str(path.relative_to(ROOT))
        allowed = {"mark"} if name in MAY_MARK else {"html"} if name in MAY_HOLD else set()
        wrong += [f"{name}:{line}" for line, kind in _found(path.read_text()) if kind not in allowed]
    assert wrong == []


def test_each_exception_is_still_one() -> None:
    for name in [*MAY_MARK, *MAY_HOLD]:
        assert _found((ROOT / name).read_text()), name


def test_it_is_found() -> None:
    assert _found('a = f"<li>{b}</li>"') == [(1, "html"), (1, "html")]
    assert _found('a = "<br/>"') == [(1, "html")]
    assert _found("a = mark_safe(b)") == [(1, "mark")]
    assert _found("a = html.format_html(b)") == [(1, "mark")]
    assert _found('"""A ``<p>``."""\npath("<int:pk>/", a < b)') == []
