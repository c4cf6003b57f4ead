"""Every text that people read is where the collector of translations finds it, and is one whole text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from scripts import messages

# Each of Django's functions, and how many of its arguments are text: context, singular, plural.
TEXTS = {"gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
FUNCTIONS = TEXTS | {f"{name}_lazy": number for name, number in TEXTS.items()} | {"_": 1, "gettext_noop": 1}
# What a field, form or message calls itself. The style guide is in English alone, and so is demo data.
LABELS = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "short_description"}
ENGLISH = {"dashboard/styleguide.py", "templates/dashboard/styleguide.html"}
# Names of formats, algorithms, languages and header fields, which are the same in every language.
NAMES = re.compile(
    r"SHA-?256(?:SUMS)?|Sec-GPC: 1|Atom|BibTeX|datapackage\.json|OpenAPI(?: 3\.1)?|Turtle|JSON-LD|(?:English|Français)"
    r"|Español|العربيّة|CSV|XLSX|JSON|API|RIS|SVG|PNG|ZIP|&\w+;",
    re.IGNORECASE,
)


def _name(path: Path) -> str:
    return str(path.relative_to(messages.ROOT))


@cache
def _python() -> dict[str, ast.Module]:
    folders = [messages.ROOT / folder for folder in (*messages.SOURCES, "consent")]
    paths = (path for folder in folders for path in folder.glob("**/*.py") if "migrations" not in path.parts)
    return {_name(path): ast.parse(path.read_text()) for path in paths}


@cache
def _templates() -> dict[str, str]:
    paths = (path for path in (messages.ROOT / "templates").glob("**/*") if path.suffix in {".html", ".txt"})
    return {_name(path): path.read_text() for path in paths if _name(path) not in ENGLISH}


def _is_translated(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS


def _found(of: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for name, tree in _python().items():
        for node in ast.walk(tree):
            if isinstance(node, of):
                yield name, node


def _places(found: Iterator[tuple[str, ast.AST]]) -> list[str]:
    return [f"{name}:{node.lineno} {ast.unparse(node)[:80]}" for name, node in found]  # type: ignore[attr-defined]


def test_every_app_is_collected_from() -> None:
    here = {name.partition(".")[0] for name in settings.INSTALLED_APPS}
    apps = {name for name in here if (messages.ROOT / name).is_dir()}
    assert apps - {"consent", *messages.SOURCES} == set()


def test_no_text_is_inside_an_f_string() -> None:
    """The collector passes over what is called inside an f-string: the text would stay English everywhere."""
    inside = ((name, node) for name, string in _found(ast.JoinedStr) for node in ast.walk(string))
    assert _places((name, node) for name, node in inside if _is_translated(node)) == []


def test_every_text_is_written_out_where_it_is_translated() -> None:
    """``gettext(f"…")`` and ``gettext(name)`` ask for texts that nobody has collected."""

    def is_unknown(call: ast.Call) -> bool:
        texts = call.args[: FUNCTIONS[call.func.id]]  # type: ignore[attr-defined]
        return not all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts)

    calls = ((name, node) for name, node in _found(ast.Call) if _is_translated(node))
    assert _places((name, node) for name, node in calls if is_unknown(node)) == []  # type: ignore[arg-type]


def test_no_sentence_is_added_up_from_pieces() -> None:
    """``_("As of") + " " + day`` has the word order of English: a text has its values as placeholders."""

    def is_piece(node: ast.AST) -> bool:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            node = node.left
        return _is_translated(node)

    sums = ((name, node) for name, node in _found(ast.BinOp) if isinstance(node.op, ast.Add))  # type: ignore[attr-defined]
    pieces = (
        (name, node)
        for name, node in sums
        if is_piece(node.left) or is_piece(node.right)  # type: ignore[attr-defined]
    )
    assert _places(pieces) == []


def test_no_label_is_plain_english() -> None:
    def is_plain(node: ast.AST) -> bool:
        value = getattr(node, "value", None)
        parts = value.values if isinstance(value, ast.JoinedStr) else [value]
        texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        return any(re.search("[a-z]{2}", text) for text in texts)

    labels = [(name, node) for name, node in _found(ast.keyword) if node.arg in LABELS and is_plain(node)]  # type: ignore[attr-defined]
    labels += [
        (name, node)
        for name, node in _found(ast.Assign)
        if is_plain(node) and {getattr(one, "id", "") for one in node.targets} & LABELS  # type: ignore[attr-defined]
    ]
    assert _places((name, node) for name, node in labels if name not in ENGLISH) == []


TRANSLATED = re.compile(r"\{% (comment|blocktranslate)\b.*?\{% end\1 %\}", re.DOTALL)
CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<(code|script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
IN_ATTRIBUTES = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-label)="([^"{]*[a-z]{2}[^"{]*)"')
# What programs read, and parts of tags in files of their own.
NOT_READ = re.compile(r"robots\.txt|security\.txt|language_attributes\.html|base_\w+\.html")


@pytest.mark.parametrize("kind", ["text", "attribute"])
def test_no_template_has_plain_english(kind: str) -> None:
    def plain(text: str) -> list[str]:
        text = TRANSLATED.sub(" ", text)
        if kind == "attribute":
            return IN_ATTRIBUTES.findall(text)
        # Blocks of class names are filled in with words that are part of a tag.
        text = re.sub(r"\{% block [\w-]*class[\w-]* %\}[\w -]*\{% endblock", "", text)
        return re.findall(r"[^\W\d_]{2,}[^\n]*", NAMES.sub(" ", CODE.sub(" ", text)))

    read = {name: text for name, text in _templates().items() if not NOT_READ.search(name)}
    assert {name: found for name, text in read.items() if (found := plain(text))} == {}


def test_every_text_of_a_template_is_written_out() -> None:
    unknown = re.compile(r"\{% trans(?:late)? [^\"'\s][^%]*%\}|_\((?![\"'])[^)]*\)")
    assert {name: found for name, text in _templates().items() if (found := unknown.findall(text))} == {}
