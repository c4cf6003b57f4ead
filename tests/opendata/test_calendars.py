"""Due dates as calendars, read by another program: no day is invented, and every line is as the format asks."""

from __future__ import annotations

import datetime

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from names.icalendar import folded, text
from opendata import calendars as module
from progress import rollups
from tests.dashboard.addresses import body, calendars
from tests.dashboard.world import World

pytestmark = pytest.mark.any_database


def events(client: Client, address: str = "/commitments/due.ics") -> dict[int, icalendar.Event]:
    """The events by their commitment's number, after a look at the lines themselves."""
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    data = body(response)
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    found = icalendar.Calendar.from_ical(data)
    assert not found.errors
    assert str(found["X-WR-CALNAME"])
    return {int(event["UID"].split("-")[1]): event for event in found.walk("VEVENT")}


def keys(world: World, *names: str) -> set[int]:
    return {world.commitments[name].pk for name in names}


def test_each_known_day_is_an_all_day_event(client: Client, world: World) -> None:
    found = events(client)
    assert found.keys() == keys(world, "hotline", "school", "fund")
    event = found[world.commitments["hotline"].pk]
    assert event["DTSTART"].dt == datetime.date(2025, 12, 31)
    assert event["DTEND"].dt == datetime.date(2026, 1, 1)
    assert event["SUMMARY"] == "Due: hotline promise"
    assert "Completed · Recent · Several pieces of evidence" in event["DESCRIPTION"]
    assert event["UID"] == f"commitment-{world.commitments['hotline'].pk}-due@testserver"
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt <= datetime.datetime(2025, 11, 22, 12, tzinfo=datetime.UTC)


def due(world: World, name: str, day: datetime.date, precision: str) -> int:
    row = world.commitments[name]
    row.due_on, row.due_precision = day, precision
    row.version += 1
    row.save()
    rollups.refresh(row, on=datetime.date(2025, 11, 22))
    return row.pk


def test_a_month_spans_the_month_and_says_so(client: Client, world: World) -> None:
    pk = due(world, "school", datetime.date(2026, 2, 28), "month")
    event = events(client)[pk]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (datetime.date(2026, 2, 1), datetime.date(2026, 3, 1))
    assert event["SUMMARY"] == "Due this month: school promise"
    assert "Due in February 2026; the day is not known." in event["DESCRIPTION"]
    assert int(event["SEQUENCE"]) == world.commitments["school"].version - 1 > 0


def test_a_year_has_no_event_and_the_calendar_says_so(client: Client, world: World) -> None:
    pk = due(world, "school", datetime.date(2027, 12, 31), "year")
    assert pk not in events(client)
    found = icalendar.Calendar.from_ical(body(client.get("/commitments/due.ics")))
    assert "known only to the year are left out" in found["X-WR-CALDESC"]


def test_what_is_given_up_is_struck(client: Client, world: World) -> None:
    assert events(client)[world.commitments["fund"].pk]["STATUS"] == "CANCELLED"


def test_filters_and_pages_choose(client: Client, world: World) -> None:
    assert events(client, "/commitments/due.ics?country=XA").keys() == keys(world, "hotline", "school")
    assert events(client, "/recommendations/ED-2021-04/due.ics").keys() == keys(world, "fund")
    assert events(client, "/organisations/ngo/due.ics").keys() == keys(world, "hotline")
    for refused in ("?as_of=2025-06-01", "?page=2", "?ordering=due", "?nothing=1"):
        assert client.get(f"/commitments/due.ics{refused}").status_code == 400
    assert client.get("/organisations/ngo/due.ics?status=completed").status_code == 400
    linked = client.get("/commitments/?country=XA&as_of=2025-06-01").content.decode()
    assert '/commitments/due.ics?country=XA"' in linked


def test_long_gone_dates_come_only_when_asked_for(client: Client, world: World) -> None:
    pk = due(world, "fund", datetime.date(2024, 11, 21), "day")
    assert pk not in events(client)
    assert pk in events(client, "/commitments/due.ics?due_after=2024-01-01")


def regular(world: World, name: str, **rhythm) -> int:
    """Have a commitment of the world repeat; its key."""
    row = world.commitments[name]
    values = {"repeats": "quarterly", "first_round_on": datetime.date(2024, 7, 1), "due_on": None} | rhythm
    for field, value in values.items():
        setattr(row, field, value)
    row.save()
    rollups.refresh(row, on=datetime.date(2025, 11, 22))
    return row.pk


def rounds(client: Client, address: str) -> dict[str, str]:
    """The rounds of a calendar, by the day on which their reports are due: how each stands."""
    found = icalendar.Calendar.from_ical(body(client.get(address))).walk("VEVENT")
    of_rounds = [event for event in found if "-round-" in event["UID"]]
    assert all(event["SUMMARY"].startswith("Report due: ") for event in of_rounds)
    return {event["DTSTART"].dt.isoformat(): event["DESCRIPTION"].splitlines()[-1] for event in of_rounds}


@pytest.mark.parametrize(
    "address",
    ["/commitments/due.ics?actor_type=government", "/organisations/gov/due.ics", "/recommendations/{}/due.ics"],
)
def test_rounds_of_a_regular_commitment_are_due_dates(client: Client, world: World, address: str) -> None:
    pk = regular(world, "hotline")
    reference = world.commitments["hotline"].recommendations.first().reference
    found = rounds(client, address.format(reference))
    assert min(found) == "2025-01-30", "a year back, and what was due before the commitment was published is left out"
    assert found["2026-01-30"] == "Under way" and found["2026-10-30"] == "Under way"
    assert max(found) < "2027-03", "a year ahead"
    assert f"commitment-{pk}-round-2025-12-31@testserver" in body(client.get(address.format(reference))).decode()


def test_filters_of_days_choose_rounds_too(client: Client, world: World) -> None:
    regular(world, "hotline")
    chosen = "/commitments/due.ics?due_after=2026-01-30&due_before=2026-07-30"
    assert list(rounds(client, chosen)) == ["2026-04-30"]


def test_rounds_cost_the_same_queries_however_many(client: Client, world: World, django_assert_num_queries) -> None:
    regular(world, "hotline")
    body(client.get("/commitments/due.ics"))  # what is read once a process is read here
    with CaptureQueriesContext(connection) as one:
        body(client.get("/commitments/due.ics"))
    regular(world, "=helpline")
    regular(world, "silent")
    with django_assert_num_queries(len(one)):
        body(client.get("/commitments/due.ics"))


def test_every_calendar_reads_in_every_language(client: Client, world: World) -> None:
    school = world.commitments["school"]
    school.title, school.language = "مدرسة آمنة، " * 10, "ar"
    school.save()
    for address in calendars(world):
        events(client, address)
    event = events(client, "/ar/commitments/due.ics")[school.pk]
    assert school.title.strip() in event["SUMMARY"]
    assert event["SUMMARY"].params["LANGUAGE"] == "ar"
    assert event["URL"] == f"http://testserver/ar/commitments/{school.pk}/"


def test_a_million_would_be_cut_with_a_word(client: Client, world: World, monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    monkeypatch.setattr(module, "CHUNK", 1)
    assert events(client).keys() == keys(world, "hotline", "fund")
    found = icalendar.Calendar.from_ical(body(client.get("/commitments/due.ics")))
    assert "Only the first 2 are here" in found["X-WR-CALDESC"]


@pytest.mark.parametrize(
    "value",
    ["a,b;c\\d", "one\r\ntwo\nthree", "\x00tab\there\x1b", "é" * 100, "😀ع" * 60, "BEGIN:VEVENT\nEND:VEVENT", ""],
    ids=["marks", "breaks", "controls", "two octets", "four octets", "injection", "nothing"],
)
def test_any_text_comes_back(value: str) -> None:
    data = folded(f"SUMMARY:{text(value)}")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    data.replace(b"\r\n ", b"").decode()
    whole = b"BEGIN:VEVENT\r\n" + data + b"END:VEVENT\r\n"
    wanted = "".join(c for c in value.replace("\r\n", "\n") if c >= " " or c == "\n")
    assert icalendar.Event.from_ical(whole)["SUMMARY"] == wanted
    for line in data.split(b"\r\n"):
        line.decode()
