"""Commitments and reports out of a table: as history, four eyes, counted once, and true to the site's own books."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.days import site_day
from imports import applying, undoing
from imports.models import ImportState
from progress import rollups, workflow
from progress.models import CommitmentStatus, ProgressReport, ReviewState
from recommendations.models import Tag, Taxonomy
from search import indexing
from stakeholders import commitments, commitments_in_bulk
from stakeholders.commitment_data import data_of
from stakeholders.errors import WrongState
from stakeholders.models import Commitment, CommitmentTag, Membership, Organisation
from tests import factories
from tests.imports.files import apply, bring, done, outcomes, prepare

pytestmark = pytest.mark.django_db

# As a list of promises has them: a promise, how it stands and the evidence, all in one row.
PROMISES = [
    {
        "id": "north-1", "party": "Northern Party", "promise": "Open a national helpline for children.",
        "status": "delivered", "whatHappened": "The helpline opened.", "due": "2025",
        "evidence": "https://a.example/1 | https://a.example/2", "measure": "calls", "target": "1,200",
    },
    {
        "id": "north-2", "party": "Northern Party", "promise": "Train every teacher.", "status": "partly",
        "whatHappened": "Half of them are trained.", "due": "March 2027", "evidence": "", "measure": "", "target": "",
    },
    {
        "id": "south-1", "party": "Southern Party", "promise": "Fund research.", "status": "dropped",
        "whatHappened": "No money was found.", "due": "Q5 2027", "evidence": "", "measure": "", "target": "",
    },
    {
        "id": "north-2", "party": "Northern Party", "promise": "Train every teacher.", "status": "delivered",
        "whatHappened": "All are trained.", "due": "2027-03", "evidence": "", "measure": "", "target": "",
    },
]  # fmt: skip
COLUMNS = {
    "key": "id", "description": "promise", "organisation": "party", "implementation_status": "status",
    "narrative": "whatHappened", "due": "due", "links": "evidence", "indicator": "measure", "target": "target",
}  # fmt: skip
DEFAULTS = {"recommendations": "REC-1", "covers_until": "2025-12-31", "health": "on_track", "actor_type": "government"}
SAID = {"columns": COLUMNS, "defaults": DEFAULTS, "separator": "|", "decimal_mark": ".", "key": "key"}
VALUES = {"implementation_status": {"delivered": "completed", "partly": "in_progress", "dropped": "withdrawn"}}


def promises(by, rows=PROMISES, **said):
    return bring(rows, "commitments", by=by, values=VALUES, **SAID | said)


def books_are_true() -> None:
    """The site's own checks: the counts, and the chain of its history."""
    assert rollups.rebuild(on=site_day()) == 0
    call_command("verify_history", verbosity=0)


def test_promises_come_in_with_their_reports_as_history(carol, dan, asked, client):
    kept = promises(carol)
    assert outcomes(kept) == [(2, "new"), (3, "new"), (4, "rejected"), (5, "duplicate")]
    assert kept.rows.get(number=4).problems[0][:3] == ["due", "due", "Q5 2027"]
    kept = apply(kept, by=dan)
    assert kept.state == ImportState.APPLIED, kept.note
    helpline = Commitment.objects.get(title__startswith="Open a national")
    assert (helpline.due.iso, helpline.lead_organisation.name) == ("2025", "Northern Party")
    assert [one.target for one in helpline.indicators.all()] == [1200]
    assert helpline.history.get().history_change_reason == "As agreed."
    assert [row.recommendation_id for row in helpline.history.get().recommendations.all()] == [asked.pk]
    report = helpline.reports.get()
    assert (report.covers_until, report.author, report.published_by) == (datetime.date(2025, 12, 31), carol, dan)
    assert [event.way for event in report.events.order_by("sequence")][-1:] == [
        "Recorded by a curator from the file “list.csv”"
    ]
    page = client.get(f"/reports/{report.pk}/").content.decode()
    assert "Recorded by a curator from the file “list.csv”" in page
    status = CommitmentStatus.objects.get(commitment=helpline)
    assert (status.reported_on, status.valid_from, status.evidence_count) == (report.covers_until, site_day(), 2)
    books_are_true()


def test_the_same_file_twice_changes_nothing_and_a_later_one_corrects(carol, dan, asked, everything):
    apply(promises(carol), by=dan)
    before = everything()
    again = promises(carol)
    assert outcomes(again)[:2] == [(2, "same"), (3, "same")]
    assert everything() == before
    rows = [PROMISES[0] | {"whatHappened": "It opened in May.", "due": "2026"}, PROMISES[1]]
    changed = promises(carol, rows)
    assert outcomes(changed) == [(2, "changed"), (3, "same")]
    assert changed.rows.get(number=2).differences == [
        ["due", "2025", "2026"],
        ["narrative", "The helpline opened.", "It opened in May."],
    ]
    apply(changed, by=dan)
    report = ProgressReport.objects.current().get(narrative="It opened in May.")
    assert report.supersedes.narrative == "The helpline opened."
    assert len(report.all_evidence) == 2
    books_are_true()


def test_rows_with_one_new_organisation_come_in_over_several_batches(carol, dan, asked, monkeypatch):
    monkeypatch.setattr("imports.previewing.BATCH", 2)
    monkeypatch.setattr("imports.applying.BATCH", 2)
    rows = [PROMISES[1] | {"id": f"north-{number}"} for number in range(5)]
    kept = apply(promises(carol, rows), by=dan)
    assert (kept.state, kept.note) == (ImportState.APPLIED, "")
    assert Commitment.objects.filter(title="Train every teacher.").count() == 5
    assert Organisation.objects.filter(name="Northern Party").count() == 1
    books_are_true()


def test_nobody_applies_reports_that_they_prepared(carol, dan, asked, everything):
    kept = promises(carol)
    before = everything()
    with pytest.raises(applying.OtherEyesNeeded):
        applying.ask(upload=kept, by=carol, fingerprint=kept.fingerprint, reason="r")
    # Whoever says last what the columns mean has a hand in it, too.
    kept = prepared_again(kept, dan)
    with pytest.raises(applying.OtherEyesNeeded):
        applying.ask(upload=kept, by=dan, fingerprint=kept.fingerprint, reason="r")
    assert everything() == before


def prepared_again(kept, by):
    return prepare(kept, by=by, values=VALUES, **SAID)


def test_who_belongs_to_the_organisation_does_not_apply_what_it_reports(carol, dan, asked, verania, everything):
    Membership.objects.create(user=dan, organisation=verania, role="reporter")
    kept = promises(carol, [PROMISES[0], PROMISES[1] | {"party": verania.name}])
    before = everything()
    kept = apply(kept, by=dan)
    assert (kept.state, kept.note[:6]) == (ImportState.PREVIEWED, "Row 3:")
    assert everything() == before


def test_an_older_report_does_not_speak_before_a_newer_one(carol, dan, asked, verania, alice):
    promise = factories.commitment(verania, by=alice, recommendations=[asked], title="Train every teacher.")
    factories.published(promise, by=alice, curator=dan, implementation_status="completed")
    rows = [{"title": promise.title, "organisation": verania.name, "status": "partly", "what": "Begun.", "on": "2020"}]
    columns = {
        "title": "title", "organisation": "organisation", "implementation_status": "status", "narrative": "what",
        "covers_until": "on",
    }  # fmt: skip
    kept = bring(rows, "reports", by=carol, columns=columns, key="title", defaults={"health": "at_risk"}, values=VALUES)
    assert outcomes(kept) == [(2, "new")]
    assert apply(kept, by=dan).state == ImportState.APPLIED
    assert promise.reports.current().count() == 2
    assert CommitmentStatus.objects.as_of(None).get(commitment=promise).implementation_status == "completed"
    books_are_true()


def test_undone_as_a_whole(carol, dan, asked):
    apply(promises(carol), by=dan)
    first = ProgressReport.objects.get(narrative="The helpline opened.")
    later = apply(promises(carol, [PROMISES[0] | {"whatHappened": "It opened in May.", "due": "2026"}]), by=dan)
    undoing.ask(upload=later, by=dan, reason="Wrong file.")
    assert done(later).state == ImportState.UNDONE
    helpline = Commitment.objects.get(title__startswith="Open a national")
    assert helpline.due.iso == "2025"
    now = helpline.reports.current().get()
    assert (now.narrative, now.supersedes.narrative) == (first.narrative, "It opened in May.")
    books_are_true()
    earlier = type(later).objects.get(state=ImportState.APPLIED)
    undoing.ask(upload=earlier, by=carol, reason="All of it was wrong.")
    earlier = done(earlier)
    teachers = Commitment.objects.get(title="Train every teacher.")
    assert (teachers.state, teachers.archived_reason) == ("archived", "All of it was wrong.")
    assert teachers.reports.get().review_state == ReviewState.RETRACTED
    assert [row.number for row in undoing.left_rows(earlier)] == [2]
    assert Organisation.objects.get(name="Northern Party").archived_at is None
    books_are_true()


def test_what_somebody_worked_on_since_stays(carol, dan, asked):
    kept = apply(promises(carol), by=dan)
    teachers = Commitment.objects.get(title="Train every teacher.")
    commitments.update(commitment=teachers, by=dan, reason="r", data=replace(data_of(teachers), title="Train all."))
    undoing.ask(upload=kept, by=dan, reason="Wrong.")
    assert done(kept).state == ImportState.UNDONE
    teachers.refresh_from_db()
    assert teachers.state == "published"
    assert "Train all." in kept.rows.get(number=3).left
    books_are_true()


def test_a_retracted_report_is_not_counted_and_can_come_again(carol, dan, asked):
    apply(promises(carol), by=dan)
    report = ProgressReport.objects.get(narrative="The helpline opened.")
    workflow.retract(report=report, by=dan, reason="It was not so.")
    assert outcomes(promises(carol))[0] == (2, "changed")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": "nonsense"}, "implementation_status"),
        ({"whatHappened": ""}, "narrative"),
        ({"evidence": "not an address"}, "links"),
        ({"evidence": "https://user:secret@a.example/"}, "links"),
        ({"promise": ""}, "title"),
        ({"target": "a lot"}, "target"),
        ({"party": ""}, "organisation"),
        ({"measure": "x" * 2001}, "indicator"),
    ],
)
def test_what_is_wrong_is_named_by_row_column_and_reason(carol, asked, change, field):
    kept = promises(carol, [PROMISES[0] | change])
    row = kept.rows.get()
    assert (row.outcome, row.problems[0][0]) == ("rejected", field)
    assert row.problems[0][3]


def test_the_day_of_a_report_lies_not_in_the_future(carol, asked):
    tomorrow = (timezone.localdate() + datetime.timedelta(days=2)).isoformat()
    kept = promises(carol, PROMISES[:1], defaults=DEFAULTS | {"covers_until": tomorrow})
    assert kept.rows.get().problems[0][0] == "covers_until"


def test_many_rows_are_written_and_taken_back_in_as_few_queries_as_some(carol, dan, asked, fatima, verania):
    """Everything is written together: organisations, commitments, reports, history, roll-ups, index, notifications."""
    asked_for = []
    indexing.rebuild()
    for number in (2, 8):
        rows = [
            PROMISES[place % 3] | {"id": f"{number}-{place}", "promise": f"{number} of {place}", "due": "2027"}
            | {"party": f"Party {number} {place}" if place else verania.name}
            for place in range(number)
        ]  # fmt: skip
        kept = promises(carol, rows, name=f"List of {number}")
        applying.ask(upload=kept, by=dan, fingerprint=kept.fingerprint, reason="As agreed.")
        with CaptureQueriesContext(connection) as written:
            kept = done(kept)
        assert (kept.state, kept.to_write) == (ImportState.APPLIED, number)
        undoing.ask(upload=kept, by=carol, reason="Wrong file.")
        with CaptureQueriesContext(connection) as taken_back:
            kept = done(kept)
        assert kept.state == ImportState.UNDONE
        assert not undoing.left_rows(kept).exists()
        asked_for.append((len(written), len(taken_back)))
    assert all(many <= few for few, many in zip(*asked_for, strict=True)), asked_for
    for one in Commitment.objects.all():
        assert [row.history_type for row in one.history.order_by("history_id")] == ["+", "~"]
        last = one.history.latest()
        assert (last.state, last.history_user, last.history_change_reason) == ("archived", carol, "Wrong file.")
        assert [row.recommendation_id for row in last.recommendations.all()] == [asked.pk]
        [report] = one.reports.all()
        assert report.events.order_by("-sequence")[0].reason == report.retracted_reason == "Wrong file."
    gone = Organisation.objects.filter(name__startswith="Party")
    assert {(one.archived_reason, one.version, one.history.latest().version) for one in gone} == {("Wrong file.", 2, 2)}
    # Whose focal point there is hears of each report that was retracted.
    assert fatima.notifications.filter(kind="report_event").count() == 2
    books_are_true()
    assert indexing.rebuild() == 0


def test_what_cannot_be_taken_back_together_goes_one_by_one(carol, dan, asked, monkeypatch):
    """One that is refused holds nothing else back, and is listed with why."""
    kept = apply(promises(carol), by=dan)
    teachers = Commitment.objects.get(title="Train every teacher.")
    archive_all = commitments_in_bulk.archive_all

    def but_one(*, commitments, **said):
        if teachers in commitments:
            raise WrongState("Not this one.")
        return archive_all(commitments=commitments, **said)

    monkeypatch.setattr(commitments_in_bulk, "archive_all", but_one)
    undoing.ask(upload=kept, by=dan, reason="Wrong.")
    kept = done(kept)
    assert Commitment.objects.get(title__startswith="Open a national").state == "archived"
    assert kept.rows.get(number=3).left == "Not this one."
    books_are_true()


def test_a_name_that_is_too_long_is_shortened_and_kept_whole_in_the_text(carol, dan, asked, everything):
    """Shown in the preview as it will be; the same file again is the same."""
    title, measure = "Open a helpline that " + "never closes and " * 12, "Calls that are " + "answered soon and " * 12
    rows = [PROMISES[0] | {"name": title, "measure": measure, "actual": "900"}]
    said = {"columns": COLUMNS | {"title": "name", "value": "actual"}}
    kept = promises(carol, rows, **said)
    shown = {name: after for name, _before, after in kept.rows.get().differences}
    kept = apply(kept, by=dan)
    assert kept.state == ImportState.APPLIED, kept.note
    there = Commitment.objects.get()
    assert there.title == shown.get("title", kept.rows.get().title)
    assert (len(there.title) <= 200, title.startswith(there.title[:-1]), there.title[-1]) == (True, True, "…")
    whole = [text.strip() for text in (title, measure)]
    assert there.description == shown["description"] == "\n\n".join([*whole, PROMISES[0]["promise"]])
    assert [value.indicator.name[:14] for value in there.reports.get().indicator_values.all()] == ["Calls that are"]
    before = everything()
    assert [outcome for _row, outcome in outcomes(promises(carol, rows, **said))] == ["same"]
    assert everything() == before


def test_tags_and_milestones_come_in_with_a_commitment_change_and_go_again(carol, dan, asked, everything):
    """A milestone's date stays as exact as it is written, and one that was reached stays reached."""
    taxonomy = Taxonomy.objects.create(slug="goals", name_en="Goals")
    for slug in ("sdg-5", "sdg-16"):
        Tag.objects.create(taxonomy=taxonomy, slug=slug, name_en=slug.upper())
    steps = "Find rooms (2025) | Open (March 2026) | Review (2026-09-30) | Tell everybody"
    rows = [PROMISES[0] | {"steps": steps, "themes": "sdg-5 | SDG-16"}, PROMISES[1] | {"steps": "", "themes": ""}]
    said = {"columns": COLUMNS | {"milestones": "steps", "tags": "themes"}}
    kept = apply(promises(carol, rows, **said), by=dan)
    assert kept.state == ImportState.APPLIED, kept.note
    helpline = Commitment.objects.get(title__startswith="Open a national")

    def there() -> list[tuple]:
        tags = sorted(helpline.tag_links.values_list("tag__slug", flat=True))
        return [*((one.title, one.due and one.due.iso, one.reached_on) for one in helpline.milestones.all()), tags]

    first = there()
    assert sorted(row[:2] for row in first[:-1] if row[1]) == [
        ("Find rooms", "2025"), ("Open", "2026-03"), ("Review", "2026-09-30"),
    ]  # fmt: skip
    assert (len(first), first[-1]) == (5, ["sdg-16", "sdg-5"])
    assert [row.history_user for row in CommitmentTag.history.all()] == [dan, dan]
    assert indexing.refresh("commitments", [helpline.pk]) == 0
    day = datetime.date(2026, 1, 5)
    data = data_of(helpline)
    reached = [replace(one, reached_on=day) if one.title == "Find rooms" else one for one in data.milestones]
    commitments.update(commitment=helpline, by=dan, reason="r", data=replace(data, milestones=reached))
    before = everything()
    assert [outcome for _row, outcome in outcomes(promises(carol, rows, **said))] == ["same", "same"]
    assert everything() == before
    later = promises(carol, [rows[0] | {"steps": "Find rooms (2024) | Close", "themes": "sdg-5"}], **said)
    later = apply(later, by=dan, allow_losses=True)
    assert later.state == ImportState.APPLIED, later.note
    assert sorted(map(str, there())) == sorted(
        map(str, [("Find rooms", "2024", day), ("Close", None, None), ["sdg-5"]])
    )
    undoing.ask(upload=later, by=dan, reason="Wrong.")
    later = done(later)
    assert not undoing.left_rows(later).exists()
    assert {row[:2] for row in there()[:-1]} == {row[:2] for row in first[:-1]}
    assert there()[-1] == ["sdg-16", "sdg-5"]
    books_are_true()
