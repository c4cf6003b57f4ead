"""Reports by spreadsheet: what is downloaded, what each kind of change in it does, and what it is refused for."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from accounts.models import User
from progress import drafts, workflow
from progress.models import IndicatorValue, ProgressReport, ReportEvent
from stakeholders.models import Commitment, Indicator, Organisation
from submissions.models import SheetUpload
from submissions.sheets import bounds, uploads
from submissions.sheets.columns import REPORT_COLUMNS, codes_by_word
from tests import factories
from tests.submissions.sheet import FIGURES, changed, packed, parts_of, without_row

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

# C the number, D the title, F what is asked, H status, I health, J percent, K day, L what was done, M kinds of
# barrier, P kind of help.
NEWS = {"H3": "In progress", "J3": 40.0, "K3": "2026-06-30", "L3": "Two more districts."}


@pytest.fixture
def browser(client: Client, alice: User, commitment: Commitment, indicator: Indicator) -> Client:
    """Alice reports for Verania."""
    client.force_login(alice)
    return client


def _page(organisation: Organisation) -> str:
    with translation.override("en"):
        return reverse("submissions:sheet", args=[organisation.slug])


def _download(browser: Client, organisation: Organisation, prefix: str = "") -> bytes:
    return browser.get(prefix + reverse("submissions:sheet_download", args=[organisation.slug])).content


def _upload(browser: Client, organisation: Organisation, data: bytes) -> Any:
    return browser.post(_page(organisation), {"file": SimpleUploadedFile("filled in.xlsx", data)}, follow=True)


def _take_up(browser: Client, answer: Any, **fields: str) -> Any:
    """Press the button of a preview."""
    address = answer.request["PATH_INFO"]
    fingerprint = answer.context["plan"].fingerprint
    return browser.post(address, {"fingerprint": fingerprint} | fields, follow=True)


def _problems(answer: Any) -> dict[str, str]:
    return {f"{one.sheet} {one.cell}": one.message for one in answer.context["plan"].problems}


def test_the_sheet_holds_a_row_a_commitment_and_locks_what_is_not_filled_in(
    browser: Client, verania: Organisation, commitment: Commitment, indicator: Indicator
) -> None:
    data = _download(browser, verania)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["Instructions", "Reports", "Figures", "Lists"]
    rows = book.get_sheet_by_name("Reports").to_python(skip_empty_area=False)
    assert rows[2][2:9] == [commitment.pk, commitment.title, "", "", "No report yet", "Not started", "On track"]
    assert book.get_sheet_by_name("Figures").to_python(skip_empty_area=False)[2][4:9] == [
        indicator.pk, "Calls", "calls", 0.5, 1200
    ]  # fmt: skip
    xml = parts_of(data)["xl/worksheets/sheet2.xml"].decode()
    assert "<sheetProtection" in xml and xml.count("<dataValidation ") == 3 and 'hidden="1"' in xml


@time_machine.travel("2026-07-10", tick=False)
def test_a_row_says_for_which_period_or_round_it_is(browser: Client, verania: Organisation, alice: User) -> None:
    factories.period(name="Spring", starts_on=datetime.date(2026, 1, 1))
    start = datetime.date(2026, 1, 1)
    factories.commitment(verania, by=alice, title="Zebra", repeats="half_yearly", first_round_on=start)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(_download(browser, verania))).get_sheet_by_name("Reports")
    asked = [row[5] for row in rows.to_python(skip_empty_area=False)[2:4]]
    assert asked == ["Spring", "1 January 2026 to 30 June 2026"]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_any_language_is_taken_up_in_any_other(browser: Client, verania: Organisation, language: str) -> None:
    data = _download(browser, verania, "" if language == "en" else f"/{language}")
    status = next(column for column in REPORT_COLUMNS if column.code == "implementation_status")
    with translation.override(language):
        word = str(dict(status.choices)["in_progress"])
    answer = _upload(browser, verania, changed(data, NEWS | {"H3": word}))
    assert not _problems(answer), _problems(answer)
    labels = [one.after for one in answer.context["plan"].changed[0].differences]
    assert labels == ["In progress", "40", "2026-06-30", "Two more districts."]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("Funding", ["funding"]),
        ("data or evidence; FUNDING ;; funding", ["funding", "data"]),
        ("التمويل؛ staff", ["funding", "staff"]),
        ("staff\nlaw", ["staff", "law"]),
        ("Weather; Funding", None),
    ],
)
def test_a_cell_holds_several_kinds_of_barrier(
    browser: Client, verania: Organisation, cell: str, kept: list[str] | None
) -> None:
    answer = _upload(browser, verania, changed(_download(browser, verania), NEWS | {"M3": cell}))
    if kept is None:
        assert "valid choice" in _problems(answer)["Reports M3"]
        return
    _take_up(browser, answer)
    assert ProgressReport.objects.get().barrier_kinds == kept
    again = _upload(browser, verania, _download(browser, verania))
    assert not again.context["plan"].changed and not _problems(again)


def test_no_word_means_two_things() -> None:
    for column in REPORT_COLUMNS:
        if column.choices:
            assert set(codes_by_word(column).values()) == {code for code, _word in column.choices}


def test_an_untouched_sheet_says_nothing(browser: Client, verania: Organisation) -> None:
    answer = _upload(browser, verania, _download(browser, verania))
    assert answer.status_code == 200 and "says nothing new" in answer.content.decode()
    assert not answer.context["plan"].changed and len(answer.context["plan"].unchanged) == 1


def test_every_difference_is_shown_and_nothing_is_saved_until_it_is_taken_up_once(
    browser: Client, verania: Organisation, commitment: Commitment, indicator: Indicator, alice: User
) -> None:
    data = changed(changed(_download(browser, verania), NEWS), {"J3": 12.5}, part=FIGURES)
    preview = _upload(browser, verania, data)
    text = preview.content.decode()
    for words in ("Two more districts.", "In progress", "Not started", "H3", "12.5", "Calls (calls)"):
        assert words in text
    assert not ProgressReport.objects.exists() and not ReportEvent.objects.filter(action="create").exists()
    done = _take_up(browser, preview)
    assert "Taken up: 1 report was changed." in done.content.decode()
    report = ProgressReport.objects.get()
    assert (report.review_state, report.author, report.percent) == ("draft", alice, 40)
    assert {event.way for event in report.events.all()} == {"Through the spreadsheet"}
    assert report.covers_until == datetime.date(2026, 6, 30) and report.narrative == "Two more districts."
    assert IndicatorValue.objects.get().value == 12.5
    before = list(ProgressReport.objects.values()), ReportEvent.objects.count()
    again = _upload(browser, verania, data)
    assert "was taken up already" in again.content.decode() and "Taken up on" in again.content.decode()
    browser.post(preview.request["PATH_INFO"], {"fingerprint": preview.context["plan"].fingerprint})
    assert (list(ProgressReport.objects.values()), ReportEvent.objects.count()) == before
    assert SheetUpload.objects.get().content is None


def test_the_tick_sends_the_reports_on(browser: Client, verania: Organisation) -> None:
    preview = _upload(browser, verania, changed(_download(browser, verania), NEWS))
    _take_up(browser, preview, submit="on")
    assert ProgressReport.objects.get().review_state == "submitted"


def test_the_tick_asks_for_the_sign_off_where_one_is_needed(browser: Client, verania: Organisation) -> None:
    Organisation.objects.filter(pk=verania.pk).update(requires_sign_off=True)
    preview = _upload(browser, verania, changed(_download(browser, verania), NEWS))
    _take_up(browser, preview, submit="on")
    report = ProgressReport.objects.get()
    assert report.review_state == "draft" and report.sign_off_requested_at


def test_what_cannot_be_sent_is_said_by_cell_and_nothing_is_saved(
    browser: Client, verania: Organisation, alice: User
) -> None:
    factories.commitment(verania, by=alice, title="Zebra")
    data = changed(_download(browser, verania), NEWS | {"H4": "Completed", "J4": 50.0})
    preview = _upload(browser, verania, data)
    assert not _problems(preview)
    refused = _take_up(browser, preview, submit="on")
    assert refused.status_code == 400
    assert set(_problems(refused)) == {"Reports J4", "Reports L4"}
    assert "Sheet Reports, cell L4:" in " ".join(refused.content.decode().split())
    assert not ProgressReport.objects.exists()
    assert refused.context["form"]["submit"].value()


@pytest.mark.parametrize(
    ("cells", "where", "words"),
    [
        ({"J3": 300.0}, "Reports J3", "0 to 100"),
        ({"J3": "many"}, "Reports J3", "0 to 100"),
        ({"J3": 0.4}, "Reports J3", "0 to 100"),
        ({"K3": "30.6.2026"}, "Reports K3", "2026-06-30"),
        ({"K3": "soon"}, "Reports K3", "2026-06-30"),
        ({"K3": "06/07/2026"}, "Reports K3", "2026-06-30"),
        ({"H3": "Nearly"}, "Reports H3", "valid choice"),
        ({"I3": None}, "Reports I3", "required"),
        ({"P3": "Money"}, "Reports P3", "valid choice"),
        ({"L3": "x" * 20_001}, "Reports L3", "20000"),
        ({"C3": 999_999.0, "J3": 1.0}, "Reports C3", "number of this row was changed"),
        ({"B3": "1.0.0.x.y", "J3": 1.0}, "Reports C3", "number of this row was changed"),
        ({"B3": None, "J3": 1.0}, "Reports C3", "number of this row was changed"),
    ],
)
def test_problems_are_said_by_cell(browser: Client, verania: Organisation, cells: dict, where: str, words: str) -> None:
    answer = _upload(browser, verania, changed(_download(browser, verania), cells))
    problems = _problems(answer)
    assert list(problems) == [where] and words in problems[where], problems
    refused = _take_up(browser, answer)
    assert refused.status_code == 400 and not ProgressReport.objects.exists()


def test_days_are_read_as_days_and_as_iso_text(browser: Client, verania: Organisation) -> None:
    for value in ("2026-06-30", 46203.0):
        answer = _upload(browser, verania, changed(_download(browser, verania), {"K3": value}))
        assert [one.after for one in answer.context["plan"].changed[0].differences] == ["2026-06-30"]


def test_locked_cells_that_were_changed_all_the_same_do_no_harm(
    browser: Client, verania: Organisation, commitment: Commitment
) -> None:
    answer = _upload(
        browser, verania, changed(_download(browser, verania), NEWS | {"D3": "Another title", "G3": "Done"})
    )
    assert not _problems(answer) and answer.context["plan"].changed[0].duty.commitment.title == commitment.title


def test_rows_that_are_left_out_are_named_and_nothing_happens_to_them(
    browser: Client, verania: Organisation, alice: User
) -> None:
    factories.commitment(verania, by=alice, title="Zebra")
    data = without_row(changed(_download(browser, verania), NEWS), 4)
    answer = _upload(browser, verania, data)
    assert [one.commitment.title for one in answer.context["plan"].left_out] == ["Zebra"]
    assert "Nothing happens to these" in answer.content.decode() and len(answer.context["plan"].changed) == 1


def test_a_row_twice_a_foreign_row_and_one_that_is_over(
    browser: Client, verania: Organisation, commitment: Commitment, alice: User, carol: User
) -> None:
    factories.commitment(verania, by=alice, title="Zebra")
    data = _download(browser, verania)
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Reports").to_python(skip_empty_area=False)
    )
    twice = changed(data, {"B4": rows[2][1], "C4": float(rows[2][2])})
    assert list(_problems(_upload(browser, verania, twice)).values()) == [
        "This commitment stands in two rows. Keep one of them."
    ]
    factories.published(commitment, by=alice, curator=carol, implementation_status="completed")
    over = _problems(_upload(browser, verania, changed(data, {"J3": 7.0})))
    assert all("any more" in text for text in over.values())


def test_what_changed_on_the_site_meanwhile_is_not_overwritten(
    browser: Client, verania: Organisation, commitment: Commitment, alice: User
) -> None:
    draft = factories.draft(commitment, by=alice)
    data = _download(browser, verania)
    drafts.save(report=draft, by=alice, version=1, data={"percent": 77})
    assert not _upload(browser, verania, data).context["plan"].changed  # untouched: nothing is said
    late = _upload(browser, verania, changed(data, {"L3": "Mine"}))
    assert "after you downloaded the sheet" in _problems(late)["Reports C3"]
    draft.refresh_from_db()
    workflow.submit(report=draft, by=alice)
    waiting = _problems(_upload(browser, verania, changed(_download(browser, verania), {"L3": "Mine"})))
    assert str(drafts.UnderWay()) == waiting["Reports C3"]


def test_a_change_between_preview_and_button_is_shown_again(
    browser: Client, verania: Organisation, commitment: Commitment, alice: User
) -> None:
    preview = _upload(browser, verania, changed(_download(browser, verania), NEWS))
    factories.draft(commitment, by=alice, percent=3)
    again = _take_up(browser, preview)
    assert again.status_code in (400, 409) and ProgressReport.objects.get().percent == 3


def test_formulas_give_the_value_that_was_saved_and_it_is_said(browser: Client, verania: Organisation) -> None:
    data = changed(_download(browser, verania), {}, formulas={"J3": 42.0, "L3": "Made of words"})
    answer = _upload(browser, verania, data)
    found = {one.cell: (one.after, one.is_formula) for one in answer.context["plan"].changed[0].differences}
    assert found == {"J3": ("42", True), "L3": ("Made of words", True)}
    assert answer.content.decode().count("from a formula") == 2


def test_a_last_row_without_contents_as_libreoffice_writes_it(browser: Client, verania: Organisation) -> None:
    parts = parts_of(changed(_download(browser, verania), NEWS))
    name = "xl/worksheets/sheet2.xml"
    row = b'<row r="1048576" ht="12.8"><c r="A1048576" s="1"/></row></sheetData>'
    answer = _upload(browser, verania, packed(parts | {name: parts[name].replace(b"</sheetData>", row)}))
    assert len(answer.context["plan"].changed) == 1


def test_figures_without_a_row_and_altered_indicators(browser: Client, verania: Organisation) -> None:
    data = _download(browser, verania)
    lone = without_row(changed(data, {"J3": 5.0}, part=FIGURES), 3)
    assert "has no row in the sheet" in _problems(_upload(browser, verania, lone))["Figures J3"]
    altered = changed(data, {"E3": 999.0, "J3": 5.0}, part=FIGURES)
    assert "indicator was changed" in _problems(_upload(browser, verania, altered))["Figures E3"]
    words = changed(data, {"J3": "many"}, part=FIGURES)
    assert list(_problems(_upload(browser, verania, words))) == ["Figures J3"]


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (bounds.MOST_UNPACKED + 1))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda data: b"", "empty"),
        (lambda data: b"day,calls\n1,2\n", "not a spreadsheet"),
        (lambda data: data[:-200], "not a spreadsheet"),
        (lambda data: b"x" * (bounds.MOST_BYTES + 1), "larger than 5 MB"),
        (lambda data: _bomb(), "far more cells"),
        (lambda data: packed({"a.xml": b"<a/>"}), "not a spreadsheet"),
        (lambda data: changed(data, {"A1": "Reports"}), "hidden first row"),
        (lambda data: changed(data, {"L1": "Story"}), "column of the sheet is missing: What was done"),
        (
            lambda data: packed(
                parts_of(data) | {"xl/worksheets/sheet2.xml": parts_of(data)["xl/worksheets/sheet2.xml"].replace(
                    b'r="D3"', b'r="XFD1048576"')}
            ),
            "far more cells",
        ),
        (
            lambda data: packed(
                parts_of(data)
                | {"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts_of(data)["xl/workbook.xml"]}
            ),
            "not a spreadsheet",
        ),
    ],
)  # fmt: skip
def test_files_that_are_no_sheet_of_ours_are_refused_in_words(
    browser: Client, verania: Organisation, make: Any, words: str
) -> None:
    answer = _upload(browser, verania, make(_download(browser, verania)))
    assert answer.status_code == 400 and words in answer.content.decode()
    assert not SheetUpload.objects.exists()


def test_a_sheet_of_another_organisation_and_of_nobody(
    client: Client, browser: Client, verania: Organisation, lantern: Organisation, bob: User, carol: User, charlie: User
) -> None:
    data = changed(_download(browser, verania), NEWS)
    mine = _upload(browser, verania, data).request["PATH_INFO"]
    client.force_login(bob)
    for address in (_page(verania), reverse("submissions:sheet_download", args=[verania.slug]), mine):
        assert client.get(address).status_code == 404
    assert client.get(mine.replace("verania", "lantern-trust")).status_code == 404
    foreign = _upload(client, lantern, data)
    assert "number of this row was changed" in " ".join(_problems(foreign).values())
    for one in (carol, charlie):
        client.force_login(one)
        assert client.get(_page(verania)).status_code == 404


def test_queries_of_download_do_not_grow_and_unused_uploads_are_forgotten(
    browser: Client, verania: Organisation, alice: User, django_assert_max_num_queries
) -> None:
    for _number in range(5):
        factories.commitment(verania, by=alice)
    with django_assert_max_num_queries(20):
        _download(browser, verania)
    _upload(browser, verania, changed(_download(browser, verania), NEWS))
    with time_machine.travel(timezone.now() + datetime.timedelta(days=31)):
        assert uploads.forget_old() == 1
