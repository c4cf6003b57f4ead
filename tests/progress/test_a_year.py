"""A year in the life of three organisations: each person's mails counted, and some of them read.

Verania is large and has chosen who reports on what; the Lantern Trust changes its people; the Harbour Institute never
answers. Reports are asked for two half-years, by the end of January and of July. In July the mail server is away for
three days.
"""

from __future__ import annotations

import datetime
import zoneinfo
from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.models import Digest, Preferences, User
from outbox.models import Message
from outbox.states import State
from progress import snoozes, worklist
from stakeholders import assignments, memberships
from stakeholders.models import Commitment, Membership, Organisation
from tests import cast, factories
from tests.progress.a_year import A_DAY, Year, most_in_a_week

pytestmark = pytest.mark.any_database

PARIS, AUCKLAND = "Europe/Paris", "Pacific/Auckland"
OUTAGE = [datetime.date(2027, 7, 23) + number * A_DAY for number in range(3)]
STAGES = (-30, -7, -1, 7, 21, 60)


def _day(month: int, day: int) -> datetime.date:
    return datetime.date(2027, month, day)


def _days(due_on: datetime.date, offsets=STAGES) -> list[datetime.date]:
    return [due_on + offset * A_DAY for offset in offsets]


# When Dora wants a mail every day: around both changes of the clocks, and the outage.
DAILY = [(_day(3, 20), _day(4, 5)), (_day(7, 15), _day(7, 31)), (_day(10, 25), _day(11, 5))]
JANUARY, JULY = _day(1, 31), _day(7, 31)


def _member(name: str, organisation: Organisation, role: str, **preferences) -> User:
    user = cast.person(name)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    Preferences.objects.filter(user=user).update(**preferences)
    return user


def _organisation(name: str) -> Organisation:
    return Organisation.objects.create(name=name, slug=name.lower().replace(" ", "-"), actor_type="ngo")


def _report(commitment: Commitment, period, *, by: User, curator: User) -> None:
    factories.published(commitment, by=by, curator=curator, at=timezone.now(), period=period)


def _large(year: Year, world: SimpleNamespace) -> None:
    """Twenty commitments, shared out among five reporters, each of whom goes about it in their own way."""
    verania = world.verania = _organisation("Verania")
    world.fatima = _member("Fatima Faro", verania, "focal_point", time_zone=PARIS, language="fr")
    world.aida = _member("Aida Alt", verania, "alternate", time_zone=PARIS)
    world.punctual = _member("Paula Punctual", verania, "reporter", language="ar")
    world.late = _member("Leo Late", verania, "reporter", time_zone=AUCKLAND)
    world.weekly = _member("Wanda Weekly", verania, "reporter", digest=Digest.WEEKLY)
    world.resting = _member("Rosa Resting", verania, "reporter")
    world.many = _member("Mara Many", verania, "reporter")
    world.silent = _member("Nils Never", verania, "reporter", digest=Digest.NEVER)
    owners = [world.punctual, world.late, world.weekly, world.resting, world.many]
    world.owned = {}
    for owner in owners:
        dates = [_day(9, 1) + 2 * number * A_DAY for number in range(4)] if owner == world.many else [None] * 4
        world.owned[owner] = [factories.commitment(verania, by=world.fatima, due_on=date) for date in dates]
        for one in world.owned[owner]:
            assignments.give(commitment=one, organisation=verania, to=owner, by=world.fatima)
    _the_large_one_reports(year, world)


def _the_large_one_reports(year: Year, world: SimpleNamespace) -> None:
    def report(owner: User, period, day: datetime.date, one: Commitment) -> None:
        year.at(day, lambda: _report(one, period, by=owner, curator=world.curator))

    for period in world.periods:
        for number, one in enumerate(world.owned[world.punctual]):
            report(world.punctual, period, period.due_on + (number - 20) * A_DAY, one)
        for one in world.owned[world.late]:
            report(world.late, period, period.due_on + 10 * A_DAY, one)
        for owner in (world.weekly, world.resting, world.many):
            for one in world.owned[owner]:
                report(owner, period, period.due_on - 2 * A_DAY, one)
        resting_from = period.due_on - 31 * A_DAY
        year.at(max(resting_from, year.today), lambda: _rest(world, days=25))


def _rest(world: SimpleNamespace, *, days: int) -> None:
    today = timezone.localdate()
    for one in world.owned[world.resting]:
        snoozes.snooze(
            commitment=one, organisation=world.verania, by=world.resting, until=today + days * A_DAY, on=today
        )


def _changing(year: Year, world: SimpleNamespace) -> None:
    """Bob owns everything and leaves in March; Nora comes; the focal point's account is closed in August."""
    lantern = world.lantern = _organisation("Lantern Trust")
    world.felix = _member("Felix Focal", lantern, "focal_point")
    world.alma = _member("Alma Alternate", lantern, "alternate")
    world.bob = _member("Bob Birk", lantern, "reporter")
    world.nora = cast.person("Nora New")
    world.lantern_work = [factories.commitment(lantern, by=world.felix) for _ in range(3)]
    for one in world.lantern_work:
        assignments.give(commitment=one, organisation=lantern, to=world.bob, by=world.felix)
    membership = Membership.objects.get(user=world.bob)
    year.at(_day(3, 1), lambda: memberships.end(membership=membership, by=world.felix))
    year.at(
        _day(5, 15),
        lambda: memberships.add(organisation=lantern, user=world.nora, role="reporter", by=world.felix),
    )
    year.at(_day(8, 1), lambda: User.objects.filter(pk=world.felix.pk).update(is_active=False))


def _never_answering(year: Year, world: SimpleNamespace) -> None:
    harbour = world.harbour = _organisation("Harbour Institute")
    world.fay = _member("Fay Faraway", harbour, "focal_point")
    world.ari = _member("Ari Alternate", harbour, "alternate")
    world.rex = _member("Rex Reporter", harbour, "reporter")
    world.dora = _member("Dora Daily", harbour, "reporter", digest=Digest.NEVER, time_zone=PARIS)
    mine = Preferences.objects.filter(user=world.dora)
    for first, last in DAILY:
        year.at(first, lambda: mine.update(digest=Digest.DAILY))
        year.at(last + A_DAY, lambda: mine.update(digest=Digest.NEVER))
    world.hana = _member("Hana Week", harbour, "reporter", digest=Digest.WEEKLY, time_zone=AUCKLAND)
    world.viewer = _member("Vera Viewer", harbour, "viewer")
    for _ in range(2):
        factories.commitment(harbour, by=world.fay)


@pytest.fixture
def played(db, carol, monkeypatch) -> SimpleNamespace:
    """The three organisations at the end of the year."""
    year = Year(_day(1, 1), monkeypatch)
    halves = [
        factories.period(starts_on=datetime.date(2026, 7, 1), ends_on=datetime.date(2026, 12, 31), due_on=JANUARY),
        factories.period(starts_on=_day(1, 1), ends_on=_day(6, 30), due_on=JULY),
    ]
    world = SimpleNamespace(year=year, periods=halves, curator=carol)
    _large(year, world)
    _changing(year, world)
    _never_answering(year, world)
    year.outage = set(OUTAGE)
    year.play(365)
    return world


def test_a_year_of_three_organisations(played):
    for check in (
        _every_message_has_an_end,
        _nobody_is_written_to_too_often,
        _who_never_answers_is_not_forgotten,
        _the_large_one_is_reminded_as_it_works,
        _who_left_gets_nothing,
        _mornings_hold_across_the_change_of_clocks,
        _an_outage_is_made_up_by_one_mail,
        _letters_can_be_read,
    ):
        check(played.year, played)


def _every_message_has_an_end(year: Year, world: SimpleNamespace) -> None:
    states = set(Message.objects.values_list("state", flat=True))
    assert states <= {State.SENT, State.CANCELLED}, states
    assert Message.objects.filter(state=State.SENT, kind="digest").count() == len(year.received)


def _nobody_is_written_to_too_often(year: Year, world: SimpleNamespace) -> None:
    for person in User.objects.all():
        days = year.days_of(person)
        assert len(days) == len(set(days)), f"{person} got two on one day"
        if person.preferences.digest != Digest.DAILY:  # their own choice
            in_time = [one for one in year.of(person) if not one.late]
            assert most_in_a_week(in_time) <= 2, (person, [one.on for one in in_time])


def _who_never_answers_is_not_forgotten(year: Year, world: SimpleNamespace) -> None:
    both = [*_days(JANUARY), *_days(JULY)]
    made_up = [OUTAGE[-1] + A_DAY if day in OUTAGE else day for day in both]
    assert year.days_of(world.fay) == made_up
    assert year.days_of(world.rex) == made_up
    assert year.days_of(world.ari) == made_up[4:], "the alternate, from 21 days after the day on"
    assert year.of(world.viewer) == []
    assert len(year.of(world.hana)) in (52, 53)
    waiting = worklist.for_person(world.fay, on=_day(12, 31))
    assert [len(item.later) for item in waiting.due] == [1, 1]


def _the_large_one_is_reminded_as_it_works(year: Year, world: SimpleNamespace) -> None:
    assert year.days_of(world.punctual) == [*_days(JANUARY, [-30]), *_days(JULY, [-30])]
    assert len(year.of(world.late)) == 8
    assert year.of(world.silent) == []
    # Nobody reminds the focal point of what a colleague owns, until it has waited long; Mara's ends do in October.
    assert all(one.late for one in year.of(world.fatima)), year.days_of(world.fatima)
    assert year.of(world.fatima)
    resting = year.days_of(world.resting)
    assert _day(1, 1) not in resting and _day(7, 1) not in resting
    assert len(resting) == 2
    assert len(year.of(world.many)) > 6


def _who_left_gets_nothing(year: Year, world: SimpleNamespace) -> None:
    assert year.days_of(world.bob) == _days(JANUARY, STAGES[:5]), "owner until March"
    assert world.felix.pk and max(year.days_of(world.felix)) < _day(8, 1)
    nora = year.days_of(world.nora)
    assert nora[0] == _day(5, 15), "what has waited is told to who comes, at once"
    assert nora[-1] == JULY + 60 * A_DAY
    assert year.days_of(world.alma)[0] == JANUARY + 21 * A_DAY
    assert year.days_of(world.alma)[-1] == JULY + 60 * A_DAY


def _mornings_hold_across_the_change_of_clocks(year: Year, world: SimpleNamespace) -> None:
    daily = year.of(world.dora)
    wanted = sum((last - first).days + 1 for first, last in DAILY)
    assert len(daily) == wanted - len(OUTAGE)
    mornings = {one.not_before.astimezone(zoneinfo.ZoneInfo(PARIS)).hour for one in daily}
    assert mornings == {8}
    assert {one.not_before.hour for one in daily} == {6, 7}
    assert {_day(3, 28), _day(10, 31)} <= set(year.days_of(world.dora))


def _an_outage_is_made_up_by_one_mail(year: Year, world: SimpleNamespace) -> None:
    assert not any(one.on in OUTAGE for one in year.received)
    after = OUTAGE[-1] + A_DAY
    for person in (world.fay, world.rex, world.dora):
        assert [one.on for one in year.of(person) if OUTAGE[0] <= one.on <= after] == [after]


def _letters_can_be_read(year: Year, world: SimpleNamespace) -> None:
    first, last = year.of(world.fay)[0].letter, year.of(world.fay)[-1].letter
    assert "overdue" not in first.subject and "overdue" in last.subject
    for one in Commitment.objects.filter(lead_organisation=world.harbour):
        assert one.title in first.body and one.title in last.body
    assert all("Lantern" not in one.letter.body for one in year.of(world.fay))
    assert 'dir="rtl"' in year.of(world.punctual)[0].letter.alternatives[0].content
    assert year.of(world.nora)[0].letter.to == [world.nora.email]
    assert all(one.letter.extra_headers["List-Unsubscribe"] for one in year.received)
