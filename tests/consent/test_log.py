"""The log: whoever owns the database edits, deletes, reorders or cuts it, and the verifier names the row."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from consent import log as writing
from consent import seals, triggers, verification
from consent.models import ConsentEvent, Immutable, LogHead

pytestmark = pytest.mark.django_db

ROWS = 6


@pytest.fixture
def log(choose) -> list[int]:
    """Six rows by six visitors, under a database whose owner has taken its own rules away."""
    for _visitor in range(ROWS):
        choose(to=Client(), decision="accept_all")
    triggers.remove("default")
    return list(ConsentEvent.objects.order_by("number").values_list("number", flat=True))


@pytest.fixture(params=["sealed", "not sealed"])
def sealed(request: pytest.FixtureRequest, log: list[int]) -> bool:
    """The same attack before and after the night."""
    if request.param == "sealed":
        assert seals.seal(at=timezone.now()) == ROWS
    return request.param == "sealed"


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def numbers() -> list[int | None]:
    return [finding.number for finding in verification.verify()]


def test_an_untouched_log_is_whole(sealed: bool) -> None:
    assert list(verification.verify()) == []
    output = StringIO()
    call_command("verify_consent_log", stdout=output)
    assert f"{ROWS} rows" in output.getvalue()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("statistics", False),
        ("recorded_at", "2020-01-01 00:00:00+00:00"),
        ("language", "fr"),
        ("gpc", True),
        ("way", "page!"),
        ("previous", "0" * 64),
        ("digest", "0" * 64),
        ("commitment", "0" * 64),
        ("subject", "f" * 64),
        ("salt", "0" * 32),
    ],
)
def test_an_edited_row_is_named(sealed: bool, column: str, value: object) -> None:
    sql(f"UPDATE consent_consentevent SET {column} = %s WHERE number = 3", value)
    assert numbers()[0] == 3


def test_edited_words_of_a_published_notice_are_named(log: list[int]) -> None:
    sql("UPDATE consent_noticetext SET summary = %s WHERE language = %s", "Something else.", "fr")
    assert [str(finding) for finding in verification.verify()] == ["notice 1 was edited in fr after its publication"]


def test_a_deleted_row_is_named(sealed: bool) -> None:
    sql("DELETE FROM consent_consentevent WHERE number = 3")
    findings = list(verification.verify())
    assert findings[0].number == 3
    assert "deleted" in findings[0].what


def test_a_deleted_row_is_named_though_the_later_ones_were_moved_up(sealed: bool) -> None:
    sql("DELETE FROM consent_consentevent WHERE number = 3")
    for number in range(4, ROWS + 1):
        sql("UPDATE consent_consentevent SET number = %s WHERE number = %s", number - 1, number)
    sql("UPDATE consent_loghead SET number = %s", ROWS - 1)
    assert numbers()[0] == 3


def test_reordered_rows_are_named(sealed: bool) -> None:
    for before, after in ((3, 100), (4, 3), (100, 4)):
        sql("UPDATE consent_consentevent SET number = %s WHERE number = %s", after, before)
    findings = list(verification.verify())
    assert findings[0].number == 3
    assert "out of order" in findings[0].what


def test_a_cut_off_end_is_named(sealed: bool) -> None:
    sql("DELETE FROM consent_consentevent WHERE number > 4")
    assert numbers() == [5, 6]


def test_a_cut_off_end_is_named_by_the_seals_though_the_head_was_moved_back(log: list[int]) -> None:
    seals.seal(at=timezone.now())
    digest = ConsentEvent.objects.get(number=4).digest
    sql("DELETE FROM consent_consentevent WHERE number > 4")
    sql("UPDATE consent_loghead SET number = 4, digest = %s", digest)
    assert numbers() == [5, 6]


def test_a_log_rewritten_from_a_row_on_with_all_its_digests_is_named_by_the_seals(log: list[int]) -> None:
    seals.seal(at=timezone.now())
    previous = ConsentEvent.objects.get(number=2).digest
    for row in ConsentEvent.objects.filter(number__gte=3).order_by("number"):
        row.previous, row.statistics = previous, False
        previous = writing.row_digest(row)
        sql(
            "UPDATE consent_consentevent SET previous = %s, statistics = %s, digest = %s WHERE number = %s",
            row.previous,
            False,
            previous,
            row.number,
        )
    LogHead.objects.update(digest=previous)
    assert numbers() == [3, 4, 5, 6]


def test_the_start_cut_off_without_a_note_is_named(sealed: bool) -> None:
    digest = ConsentEvent.objects.get(number=2).digest
    sql("DELETE FROM consent_consentevent WHERE number <= 2")
    sql("UPDATE consent_loghead SET purged_number = 2, purged_digest = %s", digest)
    findings = list(verification.verify())
    assert "without a record" in findings[0].what


def test_a_row_put_at_the_end_is_named(sealed: bool) -> None:
    columns = ", ".join(
        field.column for field in ConsentEvent._meta.concrete_fields if field.column not in ("id", "number")
    )
    sql(
        f"INSERT INTO consent_consentevent (number, {columns}) "
        f"SELECT 7, {columns} FROM consent_consentevent WHERE number = 6"
    )
    assert 7 in numbers()


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda lines: lines[1:], id="a line removed"),
        pytest.param(lambda lines: [lines[1], lines[0]], id="lines swapped"),
        pytest.param(lambda lines: [lines[0].replace('"to":3', '"to":2'), lines[1]], id="a line edited"),
        pytest.param(lambda lines: ["{", lines[1]], id="a line broken"),
        pytest.param(lambda lines: ["[]", lines[1]], id="a line that is no object"),
        pytest.param(lambda lines: [lines[0].rpartition(":")[0], lines[1]], id="no signature"),
    ],
)
def test_a_changed_seal_file_is_named(choose, seal_file: Path, spoil: Callable[[list[str]], list[str]]) -> None:
    for _night in range(2):
        for _visitor in range(3):
            choose(to=Client(), decision="accept_all")
        seals.seal(at=timezone.now())
    assert list(verification.verify()) == []
    seal_file.write_text("\n".join(spoil(seal_file.read_text().splitlines())) + "\n")
    assert any(finding.number is None and "seals.jsonl" in finding.what for finding in verification.verify())


def test_sealing_twice_seals_nothing_twice(log: list[int], seal_file: Path) -> None:
    assert (seals.seal(at=timezone.now()), seals.seal(at=timezone.now())) == (ROWS, 0)
    assert len(seal_file.read_text().splitlines()) == 1


def test_the_commands_say_what_they_find(log: list[int]) -> None:
    output = StringIO()
    call_command("seal_consent_log", stdout=output)
    call_command("seal_consent_log", stdout=output)
    assert f"{ROWS} rows sealed" in output.getvalue()
    assert "Nothing new" in output.getvalue()
    sql("UPDATE consent_consentevent SET language = 'xx' WHERE number = 5")
    errors = StringIO()
    with pytest.raises(CommandError) as raised:
        call_command("verify_consent_log", stderr=errors)
    assert raised.value.returncode == 1
    assert errors.getvalue().startswith("row 5 was edited")


def test_code_cannot_change_the_log_either(log: list[int]) -> None:
    event = ConsentEvent.objects.get(number=1)
    with pytest.raises(Immutable):
        event.save()
    with pytest.raises(Immutable):
        event.delete()
    with pytest.raises(Immutable):
        ConsentEvent.objects.filter(number=1).update(way="x")
    with pytest.raises(Immutable):
        ConsentEvent.objects.all().delete()


def test_no_secret_key_no_forged_seal(log: list[int], settings) -> None:
    seals.seal(at=timezone.now())
    settings.SECRET_KEY = "another"
    settings.SECRET_KEY_FALLBACKS = []
    assert any(finding.number is None for finding in verification.verify())
