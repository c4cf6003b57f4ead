"""The demo shows every state there is, says that it is fictional, and keeps every rule of the real thing."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from demo import world
from progress import history, rollups, worklist
from progress.evidence_strength import EvidenceStrength
from progress.freshness import Freshness, freshness
from progress.models import CommitmentStatus, Health, ProgressReport, ReviewState
from stakeholders.models import Commitment, Country, ImplementationStatus, Organisation

ACCOUNTS = ("reporter", "focal", "ngo", "curator", "curator.two", "admin")
AXES = {"review_state": ReviewState, "health": Health, "implementation_status": ImplementationStatus}


def check_about_sixty_commitments_and_two_hundred_and_fifty_reports():
    assert 55 <= Commitment.objects.count() <= 65
    assert 230 <= ProgressReport.objects.count() <= 270


def check_every_value_of_every_axis_occurs():
    for field, choices in AXES.items():
        assert set(ProgressReport.objects.values_list(field, flat=True)) == set(choices.values), field


def check_every_freshness_and_every_strength_of_evidence_occurs():
    today = timezone.localdate()
    rows = CommitmentStatus.objects.as_of(None).values_list("reported_on", "evidence_strength")
    assert {freshness(reported_on, on=today) for reported_on, _ in rows} == set(Freshness)
    assert {strength for _, strength in rows} == set(EvidenceStrength)


def check_it_speaks_four_languages():
    assert set(ProgressReport.objects.values_list("language", flat=True)) == {"en", "fr", "es", "ar"}


def check_it_reaches_back_three_years():
    first = ProgressReport.objects.published().earliest("published_at").published_at
    assert timezone.now() - first > datetime.timedelta(days=2 * 365)


def check_everything_is_marked_as_fictional():
    assert not Organisation.objects.filter(is_fictional=False).exists()
    codes = set(Organisation.objects.filter(country__isnull=False).values_list("country", flat=True))
    assert codes
    assert all("XA" <= code <= "XZ" for code in codes)
    assert set(Country.objects.filter(code__in=codes).values_list("region", flat=True)) == {"fictional"}
    assert all("(fictional)" in name for name in User.objects.values_list("name", flat=True))


def check_the_accounts_of_the_readme_can_sign_in_and_nobody_else_can():
    usable = [user for user in User.objects.all() if user.has_usable_password()]
    assert sorted(user.email for user in usable) == sorted(f"{name}@demo.example" for name in ACCOUNTS)
    assert all(user.check_password(world.PASSWORD) for user in usable)


def check_who_reports_finds_something_to_do():
    for account in ("reporter", "ngo"):
        work = worklist.for_person(User.objects.get(email=f"{account}@demo.example"), on=timezone.localdate())
        assert work.due
        assert any(item.can_confirm for item in work.due)


def check_the_focal_point_finds_something_to_sign_off():
    work = worklist.for_person(User.objects.get(email="focal@demo.example"), on=timezone.localdate())
    assert work.to_sign_off


def check_rollups_and_history_are_sound():
    assert rollups.rebuild(on=timezone.localdate()) == 0
    count, breach = history.verify()
    assert breach is None
    assert count > 700


def check_it_does_not_go_into_a_site_with_people():
    with pytest.raises(CommandError, match="people on this site"):
        call_command("load_demo")


CHECKS = (
    check_about_sixty_commitments_and_two_hundred_and_fifty_reports,
    check_every_value_of_every_axis_occurs,
    check_every_freshness_and_every_strength_of_evidence_occurs,
    check_it_speaks_four_languages,
    check_it_reaches_back_three_years,
    check_everything_is_marked_as_fictional,
    check_the_accounts_of_the_readme_can_sign_in_and_nobody_else_can,
    check_who_reports_finds_something_to_do,
    check_the_focal_point_finds_something_to_sign_off,
    check_rollups_and_history_are_sound,
    check_it_does_not_go_into_a_site_with_people,
)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_demo(subtests):
    """Loaded once, since it takes a while; each check is reported by itself."""
    call_command("import_catalogue", "recommendations/data/gta-2021.json", verbosity=0)
    call_command("load_demo", verbosity=0)
    for check in CHECKS:
        with subtests.test(msg=check.__name__):
            check()


@pytest.mark.django_db
def test_it_refuses_a_real_site(settings):
    settings.TESTING = False
    with pytest.raises(CommandError, match="known password"):
        call_command("load_demo")
