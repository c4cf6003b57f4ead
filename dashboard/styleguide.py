"""What the style page shows: a sample for each part. All names are invented."""

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from charts import (
    About,
    Bar,
    Lines,
    Matrix,
    MatrixRow,
    Note,
    Series,
    SquareMark,
    SquareRow,
    Squares,
    StackedBars,
    Tile,
    TileGrid,
)
from dashboard import tags
from dashboard.findings.key_numbers import KeyNumber
from dashboard.milestones import Span
from dashboard.timeline import Change, Moment
from progress.models import ProgressReport
from recommendations.three_way import FieldMerge, Merge
from stakeholders.models import Commitment

ON = dt.date(2026, 3, 5)


class SampleForm(forms.Form):
    """One field of each kind, so that every control is seen with label, hint and error."""

    title = forms.CharField(label="Title", max_length=60, help_text="What will be done, in one line.")
    email = forms.EmailField(label="E-mail address")
    status = forms.ChoiceField(label="Implementation status", choices=tags.STATUS.choices.choices)
    due = forms.DateField(
        label="Due date",
        required=False,
        help_text="Leave it empty if no date was given.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    percent = forms.IntegerField(label="Percentage complete", min_value=0, max_value=100)
    narrative = forms.CharField(label="What was done", widget=forms.Textarea)
    health = forms.ChoiceField(label="Outlook", choices=tags.HEALTH.choices.choices, widget=forms.RadioSelect)
    barriers = forms.MultipleChoiceField(
        label="Barriers",
        required=False,
        help_text="Tick all that apply.",
        choices=[("funding", "Funding"), ("law", "Law or mandate"), ("staff", "Staff and skills")],
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(label="Evidence", required=False, help_text="PDF, picture or spreadsheet, up to 10 MB.")
    public = forms.BooleanField(label="Show this report to the public", required=False)


class SampleFilters(forms.Form):
    """A filter row as lists have it."""

    q = forms.CharField(label="Search", required=False)
    area = forms.ChoiceField(label="Response area", required=False, choices=[("", "All"), ("technology", "Technology")])
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "All"), *tags.STATUS.choices.choices])
    due_before = forms.DateField(label="Due before", required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _menus() -> list[dict[str, Any]]:
    counts = [("completed", "Completed", "11", False), ("in_progress", "In progress", "1,208", True)]
    choices = [{"value": value, "label": label, "count": n, "is_on": on} for value, label, n, on in counts]
    return [
        {"name": "sample", "short": "Status", "label": "Status", "many": True, "chosen": 1, "choices": choices},
        {"name": "other", "short": "Area", "label": "Area", "many": True, "chosen": 0, "choices": choices[:1]},
    ]


def _tag_kinds() -> list[tuple[str, list[Any]]]:
    kinds = {
        "Implementation status": tags.STATUS,
        "Outlook": tags.HEALTH,
        "Review of a report": tags.REVIEW,
        "Response": tags.RESPONSE,
        "Assessed completion": tags.ASSESSMENT,
        "Age of report": tags.FRESHNESS,
        "Evidence": tags.EVIDENCE,
    }
    return [(name, [kind.render(value) for value in kind.choices.values]) for name, kind in kinds.items()]


def _timeline() -> list[dict[str, Any]]:
    return [
        {
            "date": dt.date(2026, 2, 14),
            "precision": "day",
            "title": "Report for the second half of 2025 published",
            "address": "#timeline",
            "text": "Hotline staff doubled; the referral protocol is signed by all four regions.",
            "past": False,
            "reason": "",
        },
        {
            "date": dt.date(2025, 9, 30),
            "precision": "month",
            "title": "Due date moved to December 2026",
            "address": "",
            "text": "",
            "past": False,
            "reason": "The bill is in its second reading.",
        },
        {
            "date": dt.date(2024, 12, 31),
            "precision": "year",
            "title": "Report retracted",
            "address": "",
            "text": "",
            "past": True,
            "reason": "It counted one training twice.",
        },
    ]


def _moments() -> list[Moment]:
    commitment = Commitment(pk=1, title="Community wardens", language="en")

    def moment(day: int, what: str, *changes: Change, **more: Any) -> Moment:
        return Moment(dt.datetime(2026, 2, day, 12, tzinfo=dt.UTC), commitment, what, [*changes], **more)

    return [
        moment(
            27,
            "Report",
            Change("Outlook", "On track", "At risk"),
            Change("Percentage complete", "40%", "55%"),
            Change("Wardens trained", "120", "180 people", labelled=True),
            Change("2 pieces of evidence added"),
            address="#moments",
            organisation="Government of Verania",
        ),
        moment(20, "Report", address="#moments", is_unchanged=True),
        moment(
            14,
            "Commitment changed",
            Change("Due date", "March 2026", "June 2027", labelled=True),
            reason="The tender was repeated.",
        ),
        moment(2, "Report, retracted since", past=True),
    ]


def _rows() -> list[list[str]]:
    return [
        ["Policy and legislation", "3", "14", "5"],
        ["Criminal justice", "4", "11", "2"],
        ["Technology", "3", "1,208", "640"],
    ]


def _evidence() -> list[dict[str, Any]]:
    return [
        {
            "title": "Act on the protection of children online",
            "address": "#evidence",
            "date": dt.date(2025, 11, 30),
            "precision": "month",
            "detail": "PDF, 1.2 MB",
            "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "revisions": 1,
            "revised_at": dt.date(2026, 2, 3),
        },
        {
            "title": "Press statement of the Ministry",
            "address": "#evidence",
            "date": None,
            "precision": "day",
            "detail": "ministry.example",
            "digest": "",
            "dead": {"failing_since": dt.date(2026, 1, 9), "seen_at": dt.date(2026, 1, 2), "seen_title": "A statement"},
        },
        {
            "title": "Photograph of the helpline's office",
            "address": "#evidence",
            "date": dt.date(2026, 1, 12),
            "precision": "day",
            "detail": "PNG, 640 kB",
            "digest": "",
            "preview": {"address": "/static/img/mark.svg", "width": 240, "height": 240, "is_page": False},
        },
        {
            "title": "Minutes of the working group",
            "address": "#evidence",
            "date": dt.date(2026, 1, 14),
            "precision": "day",
            "detail": "PDF, 90 kB",
            "digest": "",
            "is_withheld": True,
        },
    ]


def _status_series() -> tuple[Series, ...]:
    order = ["completed", "in_progress", "not_started", "withdrawn", "superseded"]
    return tuple(Series(key, str(tags.STATUS.choices(key).label)) for key in order)


def _bars() -> StackedBars:
    return StackedBars(
        name="sample-bars",
        title="More than a third of the commitments on victim support are completed",
        series=_status_series(),
        bars=(
            Bar("Policy and legislation", (5, 6, 2, 1, 0)),
            Bar("Criminal justice", (2, 6, 3, 0, 0)),
            Bar("Victim support services", (7, 8, 2, 1, 1)),
            Bar("Technology", (0, 3, 5, 0, 0)),
            Bar("Research and insight", (0, 0, 0, 0, 0)),
        ),
        about=_about("Public commitments in each response area", "n = 53 public commitments"),
    )


def _about(subtitle: str, base: str) -> About:
    return About(subtitle, base, "published reports, as of 5 March 2026", "https://tracker.example/", "CC BY 4.0")


def _months() -> tuple[dt.date, ...]:
    firsts = [dt.date(2023 + month // 12, month % 12 + 1, 1) for month in range(1, 37)]
    return tuple(first - dt.timedelta(days=1) for first in firsts)


def _lines(name: str, *, stacked: bool) -> Lines:
    months = _months()
    completed = tuple(index * 14 // 35 for index in range(len(months)))
    running = tuple(8 + index * 22 // 35 for index in range(len(months)))
    waiting = tuple(max(20 - index // 2, 4) for index in range(len(months)))
    return Lines(
        name=name,
        title="Completed commitments went from none to 14 in three years",
        days=months,
        series=_status_series()[:3],
        values=(completed, running, waiting),
        about=_about("Public commitments by status, month by month", "n = 48 public commitments"),
        stacked=stacked,
        unit="Commitments",
        notes=(Note(dt.date(2024, 2, 15), "reports on 2023 due"), Note(dt.date(2025, 2, 15), "reports on 2024 due")),
    )


def _tiles() -> TileGrid:
    series = (Series("completed", "Has reported"), Series("not_started", "Asked, has not reported"))
    codes = [f"X{letter}" for letter in "ABCDEFGHIJKLMNOP"]
    return TileGrid(
        name="sample-tiles",
        title="Eleven of sixteen countries have reported at least once",
        series=series,
        tiles=tuple(
            Tile(code, f"Country {code}", "North" if index < 9 else "South", series[index % 3 == 2].key)
            for index, code in enumerate(codes)
        ),
        about=_about("A tile for each country taking part", "n = 16 countries"),
    )


def _squares() -> Squares:
    states = (("completed", "Completed"), ("in_progress", "In progress"), ("not_started", "Not started"),
              ("none", "No report yet"), ("withdrawn", "Withdrawn or superseded"))  # fmt: skip
    marks = [SquareMark(key) for key, _label in states]
    late = SquareMark("in_progress", is_silent=True, is_overdue=True)
    return Squares(
        name="sample-squares",
        title="One of six commitments is done",
        states=states,
        rows=(SquareRow("Technology", (*marks[:2], late, *marks[2:])), SquareRow("Societal", ())),
        silent="No report for 12 months",
        overdue="Overdue",
        about=_about("Every square is a public commitment", "n = 6 public commitments"),
    )


def _matrix() -> Matrix:
    rows = (MatrixRow("R-01 Fund the response", (True, False, None)), MatrixRow("R-02 Detect", (None, True, True)))
    return Matrix(
        name="sample-matrix",
        title="One of two recommendations lacks a commitment from an actor type it addresses",
        columns=("Government", "NGO", "Academia"),
        groups=(("Technology", rows),),
        answered="at least one public commitment",
        asked="addressed, no commitment yet",
        about=_about("Each recommendation, and whom it asks", "n = 2 recommendations"),
    )


def _conflict() -> Merge:
    """One field changed on both sides, one by the other side alone, one by the reader alone."""
    return Merge(
        data=QueryDict(),
        by="Dan Dorn",
        at=dt.datetime(2026, 3, 5, 14, 30, tzinfo=dt.UTC),
        fields=[
            FieldMerge("What was done", "Two regions signed.", "Four regions signed.", "Three regions signed.", "both"),
            FieldMerge("Barriers", "", "No trainers before autumn.", "", "theirs"),
            FieldMerge("Percentage complete", "40", "40", "45", "mine"),
        ],
    )


def samples() -> dict[str, Any]:
    """The style page's context."""
    wrong = SampleForm({"email": "not an address", "percent": "140", "health": "on_track", "narrative": "…"})
    wrong.add_error(None, "Somebody else saved this report while you were writing.")
    return {
        "on": ON,
        "away_since": dt.datetime(2026, 3, 5, 9, 30, tzinfo=dt.UTC),
        "barriers": ProgressReport(barrier_kinds=["funding", "staff"]),
        "span": Span(ON - dt.timedelta(days=200), ON + dt.timedelta(days=90), ON),
        "squares": [
            {"state": "completed", "label": "completed"},
            {"state": "in_progress", "label": "in progress"},
            {"state": "in_progress", "is_silent": True, "label": "in progress, no report for 12 months"},
            {"state": "in_progress", "is_overdue": True, "label": "in progress, overdue"},
            {"state": "not_started", "label": "not started"},
            {"state": "no_report", "label": "no report yet"},
            {"state": "ended", "label": "withdrawn or superseded"},
        ],
        "tag_kinds": _tag_kinds(),
        "colours": [
            "paper", "surface", "wash", "ink", "soft", "rule", "edge", "accent", "danger",
            "completed", "in-progress", "not-started", "withdrawn", "superseded",
            "on-track", "at-risk", "off-track", "blocked",
        ],
        "form": SampleForm(auto_id="plain_%s"),
        "wrong_form": wrong,
        "filters": SampleFilters({"q": "hotline"}, auto_id="filter_%s"),
        "page": Paginator(range(480), 20).page(7),
        "timeline": _timeline(),
        "moments": _moments(),
        "key_numbers": [
            KeyNumber("4", "completed", "#key-numbers"),
            KeyNumber("0", "overdue", ""),
            KeyNumber("1,208", "with no report for 12 months", "#key-numbers"),
        ],
        "columns": ["Response area", "Recommendations", "Commitments", "Completed"],
        "rows": _rows(),
        "evidence": _evidence(),
        "trail": [("#", "Dashboard"), ("#", "Recommendations")],
        "tabs": [("#tabs", "Reports", True), ("#tabs", "History", False), ("#tabs", "Cite", False)],
        "menus": _menus(),
        "sorted_columns": [
            ("Title", {"address": "#table", "state": "ascending"}),
            ("Due", {"address": "#table", "state": ""}),
        ],
        "day": {
            "field": SampleForm(auto_id="day_%s")["due"],
            "on": ON,
            "is_past": True,
            "earlier": "#",
            "later": "#",
            "today": "#",
        },
        "chosen": [("Status: In progress", "#filters"), ("Area: Technology", "#filters")],
        "downloads": [("#cite", "BibTeX"), ("#cite", "RIS")],
        "bars": _bars(),
        "series": _status_series(),
        "lines": _lines("sample-lines", stacked=False),
        "areas": _lines("sample-areas", stacked=True),
        "tiles": _tiles(),
        "unit_chart": _squares(),
        "gap_chart": _matrix(),
        "conflict": _conflict(),
        "consequences": ["3 commitments", "Their 12 published reports"],
        "typed": [("What was done", "Three regions signed.")],
        "diff": [
            ("same", "Two of "),
            ("removed", "five"),
            ("added", "four"),
            ("same", " regions have signed the referral protocol."),
        ],
    }  # fmt: skip
