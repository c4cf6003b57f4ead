"""A sample is exactly as large as it says, the same for the same seed, and leaves nothing to mend."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.conf import settings as site
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q

from accounts.models import Digest, Preferences, User
from demo.sample import loading, plan
from demo.sample.sizes import SIZES, Size
from ledger import counting
from ledger.models import Balance, Entry
from progress import claims, history, postings, rollups
from progress.computed_fields import stored_in
from progress.models import CommitmentStatus, Evidence, ProgressReport, ReportEvent, ReviewState
from recommendations.models import Recommendation
from stakeholders.models import Commitment, CommitmentState, Country, Organisation, Visibility

pytestmark = pytest.mark.django_db
TINY = Size(commitments=120, reports=900)
ON = datetime.date(2026, 6, 1)


@pytest.fixture
def catalogue(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("import_catalogue", site.BASE_DIR / "recommendations/data/gta-2021.json", verbosity=0)


def organisation(**fields) -> Organisation:
    return Organisation.objects.create(name="One more", slug="one-more", actor_type="ngo", **fields)


def load(size: Size = TINY, *, seed: int = 1) -> list[tuple[str, int, int]]:
    told: list[tuple[str, int, int]] = []
    loading.load(size, seed=seed, on=ON, progress=lambda *step: told.append(step))
    return told


def digests() -> list[str]:
    return list(ReportEvent.objects.order_by("sequence").values_list("content_digest", flat=True))


def check_the_numbers_are_exact():
    assert (Commitment.objects.count(), ProgressReport.objects.count()) == (TINY.commitments, TINY.reports)


def check_rollups_and_history_are_sound():
    assert rollups.rebuild(on=ON) == 0
    assert history.verify() == (ReportEvent.objects.count(), None)
    assert ReportEvent.objects.count() > 2 * TINY.reports


def check_the_ledger_says_what_the_history_rows_say():
    every = {*Entry.objects.values_list("scope", flat=True)}
    for day in (ON, ON - datetime.timedelta(days=200), ON - datetime.timedelta(days=1000)):
        true: dict[str, Counter] = {}
        for row in CommitmentStatus.objects.as_of(day):
            fields = stored_in(row)
            scopes = postings.scopes_of(fields)
            counted = [*((scope, postings.state_on(fields, day), 1) for scope in scopes.by_state)]
            counted += [(scope, postings.COUNTED, 1) for scope in scopes.answers]
            counted += [(scope, state, n) for state, n in postings.reports_by_state(fields) for scope in scopes.reports]
            for scope, state, n in counted:
                true.setdefault(scope, Counter())[state] += n
        assert counting.counts(every, on=day) == true
    assert Entry.objects.filter(scope="all").count() > 50
    assert Balance.objects.filter(month=ON).exists()


def check_no_two_statuses_overlap():
    for row in CommitmentStatus.objects.filter(valid_to__isnull=False):
        later = CommitmentStatus.objects.filter(commitment=row.commitment_id, valid_from__gt=row.valid_from)
        assert not later.filter(valid_from__lt=row.valid_to).exists()
    counted = Q(state=CommitmentState.PUBLISHED) & ~Q(visibility=Visibility.PRIVATE)
    rows = Commitment.objects.annotate(now=Count("statuses", filter=Q(statuses__valid_to__isnull=True)))
    assert not rows.filter(counted).exclude(now=1).exists()
    assert not rows.exclude(counted).exclude(now=0).exists()


def check_past_days_were_as_their_reports_were():
    for day in (ON - datetime.timedelta(days=back) for back in (30, 200, 500, 900)):
        moment = datetime.datetime.combine(day, datetime.time.max, datetime.UTC)
        shown = Q(reports__published_at__lte=moment) & (
            Q(reports__retracted_at__isnull=True) | Q(reports__retracted_at__gt=moment)
        )
        public = Commitment.objects.filter(state=CommitmentState.PUBLISHED, published_at__lte=moment).exclude(
            visibility=Visibility.PRIVATE
        )
        expected = dict(public.annotate(n=Count("reports", filter=shown)).values_list("pk", "n"))
        stood = CommitmentStatus.objects.as_of(day).filter(commitment__state=CommitmentState.PUBLISHED)
        assert dict(stood.values_list("commitment_id", "reports")) == expected
        assert expected


def check_the_history_is_in_the_order_of_time():
    moments = list(ReportEvent.objects.order_by("sequence").values_list("at", flat=True))
    assert moments == sorted(moments)


def check_every_event_of_a_report_says_what_it_claims():
    for report in ProgressReport.objects.prefetch_related("events")[:60]:
        assert {event.content_digest for event in report.events.all()} == {claims.report_digest(report)}
        assert report.events.order_by("sequence").last().to_state == report.review_state


def check_nothing_happens_after_the_day():
    assert ProgressReport.objects.order_by("-published_at").filter(published_at__date__gt=ON).count() == 0
    assert ReportEvent.objects.latest("at").at.date() <= ON
    assert not ProgressReport.objects.filter(covers_until__gt=F("created_at__date")).exists()


def check_every_state_occurs_and_everything_is_fictional():
    assert set(ProgressReport.objects.values_list("review_state", flat=True)) == set(ReviewState.values)
    assert set(Commitment.objects.values_list("state", flat=True)) == set(CommitmentState.values)
    assert set(Commitment.objects.values_list("visibility", flat=True)) == set(Visibility.values)
    assert not Organisation.objects.filter(is_fictional=False).exists()
    countries = Country.objects.filter(organisations__isnull=False).distinct()
    assert countries.count() > 3
    assert all("XA" <= one.code <= "XZ" and one.region == "fictional" for one in countries)
    assert all("(fictional)" in name for name in User.objects.values_list("name", flat=True))


def check_nobody_can_sign_in_and_nobody_gets_mail():
    assert not [user for user in User.objects.all() if user.has_usable_password()]
    assert set(Preferences.objects.values_list("digest", flat=True)) == {Digest.NEVER}
    assert Preferences.objects.count() == User.objects.count()


def check_files_are_there_and_only_behind_what_cannot_be_edited():
    files = Evidence.objects.filter(kind="file")
    assert files.exists()
    assert all(default_storage.exists(name) for name in set(files.values_list("file", flat=True)))
    assert set(files.values_list("report__review_state", flat=True)) <= {"published", "retracted"}


def check_references_hold_and_keys_go_on():
    connection.check_constraints()
    last = ProgressReport.objects.latest("pk")
    added = ProgressReport.objects.create(
        commitment=Commitment.objects.public().latest("pk"),
        organisation=organisation(is_fictional=True),
        covers_until=ON,
        implementation_status="in_progress",
        health="on_track",
        author=last.author,
    )
    assert added.pk > last.pk
    added.delete()


def test_a_sample_is_what_the_verbs_would_have_left_behind(catalogue):
    """One loading, looked at from every side."""
    told = load()
    assert ("commitments", TINY.commitments, TINY.commitments) in told
    assert told[-1] == ("events", ReportEvent.objects.count(), ReportEvent.objects.count())
    checks = [check for name, check in globals().items() if name.startswith("check_")]
    for check in checks:
        check()
    assert len(checks) == 12


def test_the_same_seed_gives_the_same_sample_and_another_a_different_one(catalogue):
    seen = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            load(Size(40, 200), seed=seed)
            titles = list(Commitment.objects.order_by("pk").values_list("title", "lead_organisation__name"))
            seen.append((titles, [(e.action, e.at, e.reason) for e in ReportEvent.objects.order_by("sequence")]))
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


@pytest.mark.parametrize("size", [*SIZES.values(), TINY, Size(7, 30), Size(41, 0)])
def test_reports_add_up_to_what_was_asked_for(size):
    commitments = min(size.commitments, 100_000)
    if commitments < size.commitments:
        size = Size(commitments, size.reports // (size.commitments // commitments))
    assert sum(plan.reports_of(number, size) for number in range(size.commitments)) == size.reports


@pytest.mark.any_database
def test_it_goes_beside_the_demo(catalogue, settings):
    settings.TESTING = True
    call_command("load_demo", verbosity=0)
    before = Commitment.objects.count()
    loading.load(Size(40, 200), seed=1, on=datetime.date.today(), progress=lambda *_: None)
    assert Commitment.objects.count() == before + 40
    assert rollups.rebuild(on=datetime.date.today()) == 0
    assert history.verify()[1] is None


def real_person():
    User.objects.create_user("someone@ministry.example.org", name="Someone")


def real_organisation():
    organisation()


def sample_already():
    load(Size(40, 100))


def no_catalogue():
    Recommendation.objects.all().delete()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("there", "says"),
    [
        (real_person, "people"),
        (real_organisation, "organisations"),
        (sample_already, "already"),
        (no_catalogue, "catalogue"),
    ],
)
def test_it_refuses_where_it_would_do_harm_and_changes_nothing(there, says, catalogue, tmp_path):
    there()
    before = (Commitment.objects.count(), User.objects.count(), len(list(tmp_path.rglob("*"))))
    with pytest.raises(CommandError, match=says):
        call_command("load_sample", size="S", verbosity=0)
    assert (Commitment.objects.count(), User.objects.count(), len(list(tmp_path.rglob("*")))) == before


def test_a_failure_half_way_leaves_nothing_behind(catalogue, monkeypatch, tmp_path):
    def break_down(what: str, done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.load(Size(40, 100), seed=1, on=ON, progress=break_down)
    assert not Commitment.objects.exists()
    assert not User.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
