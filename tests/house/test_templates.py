"""Templates: no line too long to read, and none that nothing uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import allauth
import django
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
LONGEST_LINE = 160
# Ours may stand in the place of theirs.
THEIRS = [Path(allauth.__file__).parent / "templates", *Path(django.__file__).parent.glob("**/templates")]
# The pages of errors, by their codes.
ERROR_PAGE = re.compile(r"[45]\d\d\.html")
CHANGE_LIST = re.compile(r"admin/(\w+)/(\w+)/change_list\.html")


def names() -> list[str]:
    """Every template, as it is asked for."""
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())


def test_no_line_of_a_template_is_too_long() -> None:
    too_long = [
        f"templates/{name}:{number}"
        for name in names()
        for number, line in enumerate((TEMPLATES / name).read_text().splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert too_long == []


@cache
def code() -> list[ast.AST]:
    """Every node of our own code, tests aside."""
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == ROOT]
    files = sorted(path for folder in {*ours, ROOT / "gta"} for path in folder.rglob("*.py"))
    return [node for path in files for node in ast.walk(ast.parse(path.read_text()))]


@cache
def texts() -> frozenset[str]:
    """Every text in our code."""
    return frozenset(node.value for node in code() if isinstance(node, ast.Constant) and isinstance(node.value, str))


@cache
def put_together() -> tuple[re.Pattern[str], ...]:
    """One pattern for each f-string in our code that names a template: ``progress/mail/(.+).html``."""
    found = []
    for node in code():
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
            if "/" in "".join(part or "" for part in parts) and str(parts[-1]).endswith((".html", ".txt")):
                found.append(re.compile("".join("(.+)" if part is None else re.escape(part) for part in parts)))
    return tuple(found)


@cache
def named_in_templates() -> frozenset[str]:
    """What our templates include and extend."""
    return frozenset(
        named
        for name in names()
        for named in re.findall(r"{% (?:include|extends) \"([^\"]+)\"", (TEMPLATES / name).read_text())
    )


def users(name: str) -> Iterator[str]:
    """What uses a template, in words."""
    if name in texts():
        yield "our code"
    if name in named_in_templates():
        yield "another template"
    if any(match and set(match.groups()) <= texts() for match in (one.fullmatch(name) for one in put_together())):
        yield "our code, which puts the name together"
    if ERROR_PAGE.fullmatch(name):
        yield "an error"
    if any((folder / name).exists() for folder in THEIRS):
        yield "a package, in place of its own"
    models = {(model._meta.app_label, model._meta.model_name) for model in apps.get_models()}
    if (match := CHANGE_LIST.fullmatch(name)) and match.groups() in models:
        yield "the admin"


def test_every_template_is_used() -> None:
    assert [name for name in names() if not list(users(name))] == []


def test_a_template_that_nothing_names_is_found() -> None:
    for name in ("progress/nothing.html", "progress/mail/nothing.html", "account/email/nothing_message.txt"):
        assert list(users(name)) == [], name
