"""Organisations out of a table: every row has one outcome, what was shown is what is done, and all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from imports import applying, how_far, jobs, preparing, undoing, uploads
from imports.models import Import, ImportState, Outcome, Task
from stakeholders import organisations, organisations_in_bulk
from stakeholders.errors import Invalid, WrongState
from stakeholders.models import Organisation
from stakeholders.organisations import data_of
from tests.imports.files import ORGANISATIONS, apply, bring, done, outcomes, upload

pytestmark = pytest.mark.django_db

MIXED = [
    *ORGANISATIONS,
    {"Name": "Harbour Ministry", "Type": "Government", "Country": "XA"},
    {"Name": "harbour ministry", "Type": "NGO", "Country": "Verania"},
    {"Name": "Government of Verania", "Type": "Government", "Country": "XA"},
    {"Name": "Lantern Trust", "Type": "Academia", "Country": ""},
    {"Name": "", "Type": "NGO", "Country": ""},
    {"Name": "No Such Land", "Type": "NGO", "Country": "Nowhere"},
]


def test_every_row_has_one_outcome_and_they_add_up(carol, verania, lantern):
    kept = bring(MIXED, "organisations", by=carol)
    assert outcomes(kept) == [
        (2, "new"),
        (3, "new"),
        (4, "duplicate"),
        (5, "duplicate"),
        (6, "same"),
        (7, "changed"),
        (8, "rejected"),
        (9, "rejected"),
    ]
    assert sum(kept.counts[outcome.value] for outcome in Outcome) == kept.counts["rows"] == len(MIXED)
    assert kept.rows.get(number=5).duplicate_of == 2
    assert "says something else" in kept.rows.get(number=5).problems[0][3]
    assert kept.rows.get(number=7).differences == [["actor_type", "ngo", "academia"]]
    assert kept.rows.get(number=9).problems[0][:3] == ["country", "Country", "Nowhere"]
    assert Organisation.objects.count() == 2


def test_which_of_the_rows_with_one_key_counts_is_chosen(carol, verania, lantern):
    """The last, or this one; the totals stay those of the file, and another file of the mapping starts anew."""
    kept = bring(MIXED, "organisations", by=carol, duplicates="last")
    assert outcomes(kept)[:4] == [(2, "duplicate"), (3, "new"), (4, "duplicate"), (5, "new")]
    assert {row.duplicate_of for row in kept.rows.filter(outcome="duplicate")} == {5}
    for number in (4, 2):
        preparing.prefer(upload=kept, by=carol, number=number, version=kept.version)
        kept = done(kept)
        assert dict(outcomes(kept))[number] == "new"
        assert {row.duplicate_of for row in kept.rows.filter(outcome="duplicate")} == {number}
        assert sum(kept.counts[outcome.value] for outcome in Outcome) == kept.counts["rows"] == len(MIXED)
    assert "says something else" in kept.rows.get(number=5).problems[0][3]
    with pytest.raises(WrongState):
        preparing.prefer(upload=kept, by=carol, number=3, version=kept.version)
    kept = apply(kept, by=carol)
    assert (kept.state, Organisation.objects.named("Harbour Ministry").count()) == (ImportState.APPLIED, 1)
    assert preparing.settings_of(upload(MIXED, "organisations", by=carol)).preferred == []


@pytest.mark.parametrize(
    ("said", "kept_as"),
    [
        ("openline.example/about", "https://openline.example/about"),
        ("http://openline.example", "http://openline.example"),
        ("javascript:alert(1)", None),
        ("ask the office", None),
    ],
)
def test_a_website_is_an_address_that_can_be_followed(carol, db, said, kept_as):
    kept = bring([{"Name": "Open Line", "Type": "NGO", "Website": said}], "organisations", by=carol)
    row = kept.rows.get()
    assert {name: after for name, _before, after in row.differences}.get("website") == kept_as
    assert [problem[0] for problem in row.problems] == ([] if kept_as else ["website"])


def test_the_same_file_twice_changes_nothing(carol, verania, lantern, everything):
    apply(bring(MIXED, "organisations", by=carol), by=carol)
    made = Organisation.objects.get(name="Harbour Ministry")
    assert (made.country_id, made.slug, made.history.get().history_change_reason) == (
        "XA",
        "harbour-ministry",
        "As agreed.",
    )
    before = everything()
    again = bring(MIXED, "organisations", by=carol)
    assert {outcome for _number, outcome in outcomes(again)} == {"same", "duplicate", "rejected"}
    assert everything() == before


def test_what_would_be_emptied_is_asked_about_in_numbers(carol, verania):
    organisations.update(organisation=verania, by=carol, reason="r", data=replace_description(verania, "What it does."))
    kept = bring([{"Name": verania.name, "Description": "", "Country": "XA"}], "organisations", by=carol)
    assert (kept.losses, kept.loss_rows) == (1, 1)
    with pytest.raises(ValidationError):
        applying.ask(upload=kept, by=carol, fingerprint=kept.fingerprint, reason="r")
    assert apply(kept, by=carol, allow_losses=True).state == ImportState.APPLIED
    verania.refresh_from_db()
    assert verania.description == ""


def replace_description(of: Organisation, text: str):
    return replace(data_of(of), description=text)


def test_a_site_that_moved_on_since_the_preview_stops_the_import(carol, verania, lantern, everything):
    kept = bring(MIXED, "organisations", by=carol)
    organisations.archive(organisation=lantern, by=carol, reason="It ended.")
    before = everything()
    kept = apply(kept, by=carol)
    assert (kept.state, kept.note) == (ImportState.PREVIEWED, str(applying.Outdated(7)))
    assert "row 7" in kept.note
    assert everything() == before


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Invalid({"country": "There is no such land."}), "Row 3, column “Country”: There is no such land."),
        (IntegrityError("unique"), "Row 3: It does not go together with what is on the site now."),
        (KeyError("a fault of ours"), "Row 3: The server could not save it."),
    ],
)
def test_a_row_that_cannot_be_written_is_named_and_nothing_is(carol, verania, everything, monkeypatch, error, said):
    """Whatever the verb says of many rows together, it is told of the row that it is about."""
    set_columns = organisations.set_columns

    def refuse_one(organisation, data):
        if data.name == "Open Line":
            raise error
        set_columns(organisation, data)

    kept = bring(ORGANISATIONS, "organisations", by=carol)
    before = everything()
    monkeypatch.setattr(organisations_in_bulk, "set_columns", refuse_one)
    kept = apply(kept, by=carol)
    assert kept.state == ImportState.PREVIEWED
    assert kept.note.startswith(said)
    assert "upload it again" in kept.note
    assert everything() == before


def test_how_far_the_writing_is_shows_while_no_row_does(carol, client, verania, monkeypatch):
    """It stands outside of the transaction, for the page that refreshes itself."""
    client.force_login(carol)
    kept = bring(ORGANISATIONS, "organisations", by=carol)
    address, pages, tell = f"/curate/imports/tables/{kept.pk}/", [], how_far.tell

    def look(upload, done):
        tell(upload, done)
        pages.append(client.get(address).content.decode())

    monkeypatch.setattr(applying, "BATCH", 1)
    monkeypatch.setattr(undoing, "BATCH", 1)
    monkeypatch.setattr(how_far, "tell", look)
    kept = apply(kept, by=carol)
    assert ["1 of 2 rows" in pages[0], "2 of 2 rows" in pages[1], len(pages)] == [True, True, 2]
    assert all('data-hx-trigger="every 2s"' in page for page in pages)
    undoing.ask(upload=kept, by=carol, reason="Wrong.")
    done(kept)
    assert "2 of 2 rows" in pages[-1]
    assert how_far.told(kept) == 0


def test_undone_as_a_whole_but_for_what_was_worked_on_since(carol, dan, verania, lantern):
    kept = apply(bring(MIXED, "organisations", by=carol), by=carol)
    touched = Organisation.objects.get(name="Open Line")
    organisations.update(organisation=touched, by=dan, reason="r", data=replace_description(touched, "Since then."))
    undoing.ask(upload=kept, by=dan, reason="It was the wrong file.")
    kept = done(kept)
    assert kept.state == ImportState.UNDONE
    lantern.refresh_from_db()
    assert lantern.actor_type == "ngo"
    ministry = Organisation.objects.get(name="Harbour Ministry")
    assert ministry.archived_reason == "It was the wrong file."
    touched.refresh_from_db()
    assert touched.archived_at is None
    assert [(row.number, "Open Line" in row.left) for row in undoing.left_rows(kept)] == [(3, True)]


@pytest.mark.parametrize("minutes", [5, -5], ids=["time went by", "the clock was set back"])
def test_work_that_was_left_behind_is_given_up_and_can_be_begun_again(carol, verania, time_machine, minutes):
    kept = bring(ORGANISATIONS, "organisations", by=carol)
    applying.ask(upload=kept, by=carol, fingerprint=kept.fingerprint, reason="r")
    kept.refresh_from_db()
    assert jobs.take(kept)
    assert jobs.sweep() == 0
    time_machine.move_to(timezone.now() + timedelta(minutes=minutes))
    assert jobs.sweep() == 1
    with pytest.raises(jobs.Ended):
        applying.apply(kept)
    kept.refresh_from_db()
    assert kept.state == ImportState.PREVIEWED
    assert "nothing was written" in kept.note
    assert apply(kept, by=carol).state == ImportState.APPLIED


def test_one_import_is_done_at_a_time(carol, db):
    first, second = (bring(ORGANISATIONS, "organisations", by=carol, name=name) for name in ("One", "Two"))
    for kept in (first, second):
        applying.ask(upload=kept, by=carol, fingerprint=kept.fingerprint, reason="r")
    assert jobs.claim() == first
    assert jobs.claim() is None
    assert jobs.cancel(Import.objects.get(pk=second.pk))
    assert not jobs.cancel(Import.objects.get(pk=first.pk))


def test_what_was_stopped_is_not_written(carol, verania):
    kept = bring(ORGANISATIONS, "organisations", by=carol)
    applying.ask(upload=kept, by=carol, fingerprint=kept.fingerprint, reason="r")
    assert jobs.cancel(Import.objects.get(pk=kept.pk))
    assert done(kept).state == ImportState.PREVIEWED
    assert Organisation.objects.count() == 1


def test_two_curators_at_one_import(carol, dan, verania):
    kept = bring(ORGANISATIONS, "organisations", by=carol)
    applying.ask(upload=kept, by=carol, fingerprint=kept.fingerprint, reason="First.")
    with pytest.raises(applying.NewPreview):
        applying.ask(upload=kept, by=dan, fingerprint=kept.fingerprint, reason="Second.")
    assert done(kept).reason == "First."


def test_a_large_list_in_few_queries(carol, db, django_assert_max_num_queries):
    rows = [{"Name": f"Body {number}", "Type": "NGO", "Country": ""} for number in range(60)]
    kept = bring(rows, "organisations", by=carol)
    applying.ask(upload=kept, by=carol, fingerprint=kept.fingerprint, reason="r")
    with django_assert_max_num_queries(60):
        done(kept)
    assert Organisation.objects.count() == 60


def test_an_empty_file_is_refused_and_what_is_no_table_is_explained(carol, db):
    with pytest.raises(ValidationError, match="empty"):
        upload(b"", "organisations", by=carol)
    assert not Import.objects.exists()
    kept = upload(b"%PDF-1.7 not a table", "organisations", by=carol)
    assert "PDF" in kept.note
    assert not kept.found


def test_files_that_nobody_needs_are_let_go(carol, db, time_machine):
    kept = bring(ORGANISATIONS, "organisations", by=carol)
    assert uploads.forget() == 0
    time_machine.move_to(timezone.now() + timedelta(days=61))
    assert uploads.forget() == 1
    kept.refresh_from_db()
    assert (kept.state, kept.file.name, kept.rows.count(), kept.task) == (ImportState.DISCARDED, "", 0, "")


def test_a_task_is_named(carol, db):
    assert set(jobs.BACK) == set(Task)
