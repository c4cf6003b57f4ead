"""The log: what it says, to whom, how it is searched and taken away."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.filling import catch_up, fill
from audit.models import Entry, Way
from audit.recording import Said, record
from outbox import queue
from outbox.models import Message
from outbox.states import State
from progress import history, workflow
from progress.models import Through
from stakeholders import memberships
from stakeholders.models import Organisation, Role
from tests import factories
from tests.cast import PASSWORD, person, sign_in

pytestmark = pytest.mark.django_db
LOG, FILE = reverse("audit:log"), reverse("audit:log-file")
NOW = datetime.datetime(2026, 3, 5, 12, tzinfo=datetime.UTC)


def note(number: int = 1, **said) -> None:
    fields = {"source": f"test:{number}", "at": NOW, "by": None, "action": "change", "kind": "stakeholders.commitment"}
    record([Said(**fields | said)], way=Way.PAGE)


def labels(client: Client, **query: object) -> list[str]:
    return [row.entry.label for row in client.get(LOG, query).context["rows"]]


def test_a_change_is_told_with_who_why_and_what(client: Client, verania: Organisation, carol: User) -> None:
    edit = reverse("curate_stakeholders:organisation_edit", args=[verania.slug])
    fields = {
        "version": verania.version, "name": "Government of all Verania", "actor_type": "government", "country": "XA",
        "language": "en", "website": "", "description": "", "reason": "Its new name.",
    }  # fmt: skip
    assert sign_in(client, carol).post(edit, fields).status_code == 302
    entry = Entry.objects.get(kind="stakeholders.organisation", action="change")
    assert (entry.by, entry.way, entry.reason, entry.key) == (carol, "page", "Its new name.", verania.slug)
    assert entry.changes["name"] == [verania.name, "Government of all Verania"]
    page = client.get(LOG).content.decode()
    assert "Its new name." in page and carol.name in page and "Government of all Verania" in page


def test_steps_of_a_report_and_roles_are_told(verania, alice: User, fatima: User, carol: User) -> None:
    commitment = factories.commitment(verania, by=fatima)
    report = factories.published(commitment, by=alice, curator=carol)
    workflow.retract(report=report, by=carol, reason="Counted twice.")
    told = (
        Entry.objects.filter(kind="progress.progressreport").order_by("pk").values_list("action", "by", "organisation")
    )
    assert list(told) == [
        ("report-create", alice.pk, verania.pk),
        ("report-submit", alice.pk, verania.pk),
        ("report-publish", carol.pk, verania.pk),
        ("report-retract", carol.pk, verania.pk),
    ]
    memberships.end(membership=alice.memberships.get(), by=fatima)
    assert Entry.objects.get(action="member-end", about=alice).by == fatima


@pytest.mark.parametrize(
    ("through", "way"),
    [(Through.LINK, "mail_link"), (Through.TOKEN, "api"), (Through.SHEET, "sheet"), (Through.IMPORT, "site")],
)
def test_a_step_is_told_by_whichever_way_it_came(through, way, verania, alice: User, fatima: User, carol: User) -> None:
    report = factories.published(factories.commitment(verania, by=fatima), by=alice, curator=carol)
    with history.through(through, name="A name"):
        workflow.retract(report=report, by=carol, reason="Counted twice.")
    assert Entry.objects.get(action="report-retract").way == way


def test_filling_tells_of_everything_once(verania, alice: User, fatima: User, carol: User) -> None:
    """What the log would hold without having listened is what it holds; but for what a migration made."""
    fill()
    factories.published(factories.commitment(verania, by=fatima), by=alice, curator=carol)
    told = set(Entry.objects.values_list("source", "action", "by", "label"))
    assert fill() == 0
    Entry.objects.all().delete()
    assert fill() == len(told)
    assert set(Entry.objects.values_list("source", "action", "by", "label")) == told


def test_what_is_written_in_bulk_is_caught_up_with(alice: User) -> None:
    queue.enqueue(key="one", kind="test.kind", recipient=alice.email, user=alice)
    assert not Entry.objects.filter(kind="outbox.message").exists()
    Message.objects.update(state=State.CANCELLED, settled_at=timezone.now())
    assert catch_up() == 1 and catch_up() == 0
    entry = Entry.objects.get(kind="outbox.message")
    assert (entry.action, entry.about, entry.restricted) == ("mail-cancelled", alice, True)
    assert alice.email not in str(Entry.objects.filter(pk=entry.pk).values().get())


def test_a_sign_in_is_told_to_administrators_alone(client: Client, settings, alice, carol: User, ada: User) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert Entry.objects.get(action="sign-in").by == alice
    pages = {who: sign_in(Client(), who).get(LOG, {"person": alice.name}) for who in (carol, ada)}
    seen = {who: {row.entry.action for row in page.context["rows"]} for who, page in pages.items()}
    assert "sign-in" in seen[ada] and "sign-in" not in seen[carol]
    assert sign_in(Client(), carol).get(LOG, {"action": "sign-in"}).status_code == 400


@pytest.mark.parametrize("address", [LOG, FILE])
def test_nobody_else_reads_it(client: Client, alice: User, fatima: User, address: str) -> None:
    assert client.get(address).status_code == 302
    assert [sign_in(Client(), who).get(address).status_code for who in (alice, fatima)] == [404, 404]


def test_it_is_searched_by_each_of_its_sides(client: Client, verania: Organisation, carol: User, dan: User) -> None:
    Entry.objects.all().delete()
    note(1, label="Open a helpline", reason="The École asked.", by=carol.pk, organisation=verania.pk, key="7")
    note(2, label="Train teachers", by=dan.pk, action="add", at=NOW - datetime.timedelta(days=2))
    note(3, label="A report", about=carol.pk, kind="progress.progressreport", at=NOW - datetime.timedelta(days=4))
    sign_in(client, carol)
    assert labels(client) == ["Open a helpline", "Train teachers", "A report"]
    assert labels(client, q="helpl ecole") == ["Open a helpline"]
    assert labels(client, q="...") == []
    assert labels(client, person=carol.name) == ["Open a helpline", "A report"]
    assert labels(client, organisation=verania.name.lower()) == ["Open a helpline"]
    assert labels(client, action="add") == ["Train teachers"]
    assert labels(client, kind="progress.progressreport") == ["A report"]
    assert labels(client, kind="stakeholders.commitment", key="7") == ["Open a helpline"]
    assert labels(client, since="2026-03-03", until="2026-03-03") == ["Train teachers"]
    wrong = client.get(LOG, {"since": "yesterday", "kind": "nothing"})
    assert wrong.status_code == 400 and len(wrong.context["form"].errors) == 2
    assert client.get(FILE, {"since": "yesterday"}).status_code == 400


def test_each_role_searches_the_words_that_it_may_read(client: Client, carol: User, ada: User) -> None:
    """A column holds the words of what curators read: a database that knows how rare one is there finds it at once."""
    Entry.objects.all().delete()
    note(1, label="Reminder of a round", by=carol.pk)
    note(2, label="reminder-due", about=carol.pk, kind="outbox.message", action="mail-sent", restricted=True)
    for who, found in ((carol, ["Reminder of a round"]), (ada, ["reminder-due", "Reminder of a round"])):
        sign_in(client, who)
        assert labels(client, q="reminder") == labels(client, person=carol.name) == found
    assert Entry.objects.get(restricted=True).curator_words is None
    Entry.objects.filter(restricted=False).update(words=["ball"])
    assert labels(sign_in(client, carol), q="reminder") == [] and labels(client, q="ball") == ["Reminder of a round"]


def test_pages_follow_each_other_without_gap_or_repetition(client: Client, carol: User) -> None:
    Entry.objects.all().delete()
    for number in range(120):  # several in one second
        note(number, label=f"{number:03}", at=NOW - datetime.timedelta(seconds=number // 7))
    sign_in(client, carol)
    found, address = [], LOG
    while address:
        page = client.get(address)
        found += [row.entry.label for row in page.context["rows"]]
        address = page.context["next_address"] and LOG + page.context["next_address"]
    assert len(found) == 120 and set(found) == {f"{number:03}" for number in range(120)}
    assert client.get(LOG, {"cursor": "nonsense"}).status_code == 400


def test_the_file_holds_what_the_filters_leave_and_no_formula(client: Client, carol: User) -> None:
    Entry.objects.all().delete()
    note(1, label="=1+1", reason="@sum", by=carol.pk, changes={"title": ["-1", "+2"]})
    note(2, label="Left out", action="add")
    answer = sign_in(client, carol).get(FILE, {"action": "change"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [(row["name"], row["reason"], row["who"]) for row in rows] == [("'=1+1", "'@sum", carol.name)]
    assert rows[0]["changes"] == "Title: -1 → +2"


@pytest.mark.parametrize("rows", [1, 3])
def test_its_queries_do_not_grow(
    client: Client, verania, carol: User, rows: int, django_assert_max_num_queries
) -> None:
    sign_in(client, carol)
    Entry.objects.all().delete()
    for number in range(rows):
        note(number, by=person(f"Person {number}").pk, organisation=verania.pk)
    with django_assert_max_num_queries(8):
        assert len(client.get(LOG).context["rows"]) >= rows


def test_whoever_is_renamed_is_called_so_in_the_log(client: Client, verania, alice: User, carol: User) -> None:
    """An entry keeps no name: what an erased person did stays, under the name that is left."""
    role = alice.memberships.get()
    memberships.change_role(membership=role, role=Role.VIEWER, by=carol)
    User.objects.filter(pk=alice.pk).update(name="A former member")
    page = sign_in(client, carol).get(LOG, {"action": "member-end"}).content.decode()
    assert "A former member" in page and "Alice" not in page
