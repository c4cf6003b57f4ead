"""The catalogues keep to the words of docs/words.md and its glossaries, and to the typography of their language."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

import polib
import pytest

from scripts import messages

TABLE = messages.ROOT / "docs" / "forbidden-words.csv"
PLACEHOLDER = re.compile(r"%\(\w+\)\d*[a-zA-Z]|%[sd]|\{\w*\}")
# What has the signs of a machine: addresses, code, and values that are read back.
CODE = re.compile(
    r"https?:\S*|Authorization: Bearer|/[\w/.,…-]+/|`[^`]*`|<[^>]*>|\u2066[^\u2069]*\u2069|\"[^\"]*\"|\d+:\d+|\w+=\S+"
)
NO_BREAK = "\u00a0\u202f"


@dataclass(frozen=True)
class Forbidden:
    """One line of the table: ``unless`` are the places where the word is right."""

    word: re.Pattern[str]
    unless: re.Pattern[str] | None

    def stands_in(self, text: str) -> bool:
        return bool(self.word.search(self.unless.sub("", text) if self.unless else text))


def _forbidden(language: str) -> list[Forbidden]:
    with TABLE.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["language"] == language]
    return [
        Forbidden(re.compile(row["forbidden"]), re.compile(row["unless"]) if row["unless"] else None) for row in rows
    ]


def _entries(language: str) -> Iterator[polib.POEntry]:
    for name in messages.files():
        if name.parts[-3] == language:
            yield from polib.pofile(str(messages.ROOT / name))


def _translations(language: str) -> Iterator[tuple[str, str]]:
    for entry in _entries(language):
        yield from ((entry.msgid, text) for text in (entry.msgstr, *entry.msgstr_plural.values()) if text)


def set_wrongly(language: str, text: str) -> bool:
    """Whether a text has the punctuation of another language."""
    text = CODE.sub("", text)
    if language == "ar":
        letters = PLACEHOLDER.sub("م", text)
        return bool(re.search(r"[\u0600-\u06ff»][,;?](?!\d)|[“”]|\d\s*–\s*\d", letters))
    if language == "fr":
        words = PLACEHOLDER.sub("x", text.replace("%%", "%"))
        return bool(re.search(rf"[^{NO_BREAK}](?:[;!?%»]|:(?![\w/]))|«(?![{NO_BREAK}])|[“”']", words))
    if language == "es":
        words = PLACEHOLDER.sub("x", text.replace("%%", "%"))
        pairs = words.count("¿") == words.count("?") and words.count("¡") == words.count("!")
        return not pairs or bool(re.search(rf"[^{NO_BREAK}]%|[«»]|\w'\w", words))
    return bool(re.search(r"\w'\w", text))


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_no_translation_has_a_forbidden_word(language: str) -> None:
    lines = _forbidden(language)
    found = [(msgid, text) for msgid, text in _translations(language) if any(line.stands_in(text) for line in lines)]
    assert found == []


def test_no_english_text_has_two_words_for_one_thing() -> None:
    lines = _forbidden("en")
    texts = {text for entry in _entries("fr") for text in (entry.msgid, entry.msgid_plural) if text}
    assert sorted(text for text in texts if any(line.stands_in(text) for line in lines)) == []


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_each_language_has_its_own_punctuation(language: str) -> None:
    assert [(msgid, text) for msgid, text in _translations(language) if set_wrongly(language, text)] == []


@pytest.mark.parametrize(
    ("language", "right", "wrong"),
    [
        ("ar", "مارس، %(day)s؛ 1,234 https://a.example/b,c", "مارس, %(day)s"),
        ("ar", "هل تم الحفظ؟", "هل تم الحفظ?"),
        ("fr", "Pays\u00a0: «\u00a0%(name)s\u00a0», 40\u00a0%% à 14:30, https://a.example", "Pays : «\u00a0x\u00a0»"),
        ("fr", "Fait\u202f!", "Fait!"),
        ("fr", "l’édition", "l'édition"),
        ("es", "¿Guardar “%(name)s”? 40\u00a0%%", "Guardar “%(name)s”?"),
        ("es", "¡Listo!", "40%% listo"),
    ],
)
def test_punctuation_is_told_apart(language: str, right: str, wrong: str) -> None:
    assert not set_wrongly(language, right)
    assert set_wrongly(language, wrong)


def test_the_table_is_whole() -> None:
    """Each line says what to write instead, and why; a regular expression that does not compile fails here."""
    with TABLE.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {row["language"] for row in rows} == {"en", "fr", "es", "ar"}
    assert [row for row in rows if not (re.compile(row["forbidden"]) and row["instead"] and row["why"])] == []
