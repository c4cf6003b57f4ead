"""Every text of the interface is there in every language of the site, whole."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib
import pytest

from scripts import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>")
FORMS = {"ar": 6, "es": 3, "fr": 2}


@pytest.mark.parametrize("name", messages.files(), ids=str)
def test_every_text_is_translated(name: Path) -> None:
    texts = polib.pofile(str(messages.ROOT / name))
    assert [entry.msgid for entry in texts if not entry.translated()] == []
    plural = [entry for entry in texts if entry.msgid_plural]
    assert [entry.msgid for entry in plural if len(entry.msgstr_plural) != FORMS[texts.metadata["Language"]]] == []


@pytest.mark.parametrize("name", messages.files(), ids=str)
def test_what_is_put_into_a_text_is_put_into_its_translation(name: Path) -> None:
    for entry in polib.pofile(str(messages.ROOT / name)):
        if entry.msgid_plural:
            continue  # a form for one or two may say the number in words
        assert sorted(PLACEHOLDER.findall(entry.msgstr)) == sorted(PLACEHOLDER.findall(entry.msgid)), entry.msgid
        assert sorted(TAG.findall(entry.msgstr)) == sorted(TAG.findall(entry.msgid)), entry.msgid


def _texts_inside_f_strings(path: Path) -> list[int]:
    strings = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr))
    calls = (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call))
    names = {"_", "gettext", "ngettext", "pgettext"}
    return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id in names]


def test_no_text_is_where_the_collector_does_not_look() -> None:
    """xgettext passes over what is called inside an f-string: the text would stay English everywhere."""
    sources = [messages.ROOT / folder for folder in (*messages.SOURCES, "consent")]
    files = [path for folder in sources for path in folder.glob("**/*.py")]
    assert {str(path): lines for path in files if (lines := _texts_inside_f_strings(path))} == {}
