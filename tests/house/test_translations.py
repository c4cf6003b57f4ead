"""Every text of the interface is there in every language of the site, whole."""

from __future__ import annotations

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
