"""Erasing a person: after it, name and address are nowhere, what they did stays, and the history holds."""

from __future__ import annotations

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from accounts import audit, invitations, people
from accounts.models import AccountEvent, User
from audit.models import Entry
from following import verbs as following
from following.models import Follower
from hash_chain import digest
from names import erased
from outbox import queue
from outbox.models import Message, SuppressedAddress
from progress import assessments, history, rollups, threads, workflow
from progress.erasing import texts
from progress.erasing.verbs import erase, find
from progress.models import ReportEvent
from search import indexing
from search.models import SearchDocument
from stakeholders import memberships
from stakeholders.models import Membership
from tests import factories
from tests.cast import give_second_factor, person

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Zyxquantia Canarienne", "zyx.canary@people.example"
OTHERS = ("zyx.before@people.example",)  # an address of former times


def has_canary(value: object) -> bool:
    said = str(value).lower()
    return any(one in said for one in (NAME.lower(), ADDRESS, "zyxquantia", "zyx.canary", "zyx.before"))


def words_of(model) -> list[str]:
    """What each database keeps to search a table by."""
    return model.objects.annotate(as_text=Cast("words", TextField())).values_list("as_text", flat=True)


def everywhere() -> list[str]:
    """Every text column of every table in which the name or the address stands, sessions unpacked."""
    found = [
        column.label
        for column in texts.columns()
        if any(map(has_canary, column.model._default_manager.values_list(column.field.name, flat=True)))
    ]
    found += [model.__name__ for model in (Entry, SearchDocument) if any(map(has_canary, words_of(model)))]
    return [*found, *("session" for session in Session.objects.all() if has_canary(session.get_decoded()))]


@pytest.fixture
def scene(verania, fatima, carol, ada):
    """Somebody who reported, whose name stands in texts of all kinds, and who has left since."""
    zyx = person("Zyx", is_curator=False)
    User.objects.filter(pk=zyx.pk).update(name=NAME, email=ADDRESS)
    zyx.refresh_from_db()
    give_second_factor(zyx)
    EmailAddress.objects.filter(user=zyx).update(email=ADDRESS)
    Membership.objects.create(organisation=verania, user=zyx, role="reporter")
    commitment = factories.commitment(verania, by=fatima, title=f"Plan of {NAME}", description=f"Ask {ADDRESS}.")
    first = factories.published(commitment, by=zyx, curator=carol, narrative=f"{NAME} opened the office.")
    gone = factories.published(commitment, by=zyx, curator=carol)
    workflow.retract(report=gone, by=carol, reason=f"{NAME} asked for it.")
    assessments.assess(
        commitment=commitment, by=carol, completion="limited", rationale=f"As {NAME} says.", language="en",
        assessed_on=timezone.localdate(), signed_name="Carol Clay", signed_function="Curator",
    )  # fmt: skip
    call = threads.ask_for_help(commitment=commitment, organisation=verania, by=zyx, help_kind="staff", text="Help.")
    threads.write(thread=call, by=fatima, text=f"Thank you, {NAME}.")
    invitations.invite(email=ADDRESS, name=NAME, by=ada, mail=False)
    audit.record(zyx, "address", by=ada, reason=f"{NAME} married.", detail=f"{OTHERS[0]} → {ADDRESS}")
    queue.enqueue(key="x", kind="digest", recipient=ADDRESS, user=zyx, payload={"to": ADDRESS})
    SuppressedAddress.objects.create(address=ADDRESS, cause="bounce")
    asked = following.follow(email=ADDRESS, query="", scopes=[], language="en", at=timezone.now())
    following.confirm(follower=asked.follower, at=timezone.now())
    kept = SessionStore()
    kept["kept_forms"] = [{"owner": str(zyx.pk), "fields": f"narrative={ADDRESS}"}]
    kept.save()
    memberships.end(membership=zyx.memberships.get(), by=fatima)
    people.close(user=zyx, by=ada, reason="Left.")
    indexing.rebuild()
    return {"zyx": zyx, "first": first, "commitment": commitment}


def all_texts(zyx: User) -> set[str]:
    found = find(zyx)
    return {one.key for one in (*found.names, *found.chained)}


def test_name_and_address_are_nowhere_afterwards(scene, ada):
    assert len(everywhere()) > 15  # the search below is no search if there is nothing to be found
    erase(person=scene["zyx"], by=ada, typed=ADDRESS, reason="Asked by letter.", texts=all_texts(scene["zyx"]))
    assert everywhere() == []


def test_what_they_did_stays_and_the_history_holds(scene, ada):
    before = list(ReportEvent.objects.order_by("sequence").values_list("sequence", "hash", "by_id"))
    erase(person=scene["zyx"], by=ada, typed=ADDRESS, reason="Asked by letter.", texts=all_texts(scene["zyx"]))
    after = list(ReportEvent.objects.order_by("sequence").values_list("sequence", "hash", "by_id"))
    assert after[: len(before)] == before
    scene["first"].refresh_from_db()
    assert str(scene["first"].author) == "a former member"
    assert scene["first"].narrative == f"{erased.NAME} opened the office."
    said = StringIO()
    call_command("verify_history", stdout=said)
    assert "rows hold" in said.getvalue()
    assert rollups.rebuild(on=timezone.localdate()) == 0
    assert indexing.rebuild() == 0


def test_public_texts_are_left_where_nobody_decides_otherwise(scene, ada):
    rows = ReportEvent.objects.count()
    erase(person=scene["zyx"], by=ada, typed=ADDRESS, reason="Asked by letter.")
    scene["first"].refresh_from_db()
    assert NAME in scene["first"].narrative
    assert ReportEvent.objects.count() == rows
    assert history.verify()[1] is None


def test_words_of_the_history_do_not_change_in_silence(scene, ada):
    """The digest that erasing keeps is no way around the chain: without a row that says so, it is a breach."""
    event = ReportEvent.objects.get(action="retract")
    ReportEvent.objects.filter(pk=event.pk).update(reason="Something else.", reason_digest=digest(event.reason))
    assert history.verify()[1].sequence == event.sequence


def test_ways_in_and_mail_end(scene, ada):
    zyx = scene["zyx"]
    erase(person=zyx, by=ada, typed=ADDRESS, reason="Asked by letter.")
    zyx.refresh_from_db()
    assert (zyx.name, zyx.is_active, zyx.has_usable_password()) == ("", False, False)
    assert zyx.email == f"erased-{zyx.pk}@erased.invalid"
    assert not zyx.authenticator_set.exists()
    assert Message.objects.get(occurrence_key="x").state == "cancelled"
    assert not Follower.objects.exists()
    event = AccountEvent.objects.latest("pk")
    assert (event.action, event.person, event.by, event.reason) == ("erase", zyx, ada, "Asked by letter.")


def test_it_is_refused_in_words(scene, ada, carol, alice):
    zyx = scene["zyx"]
    with pytest.raises(PermissionDenied):
        erase(person=zyx, by=carol, typed=ADDRESS, reason="Asked by letter.")
    for wrong in (
        {"typed": "zyx", "reason": "Asked."},
        {"typed": ADDRESS, "reason": " "},
        {"typed": ADDRESS, "reason": f"{NAME} asked."},
    ):
        with pytest.raises(ValidationError):
            erase(person=zyx, by=ada, **wrong)
    for other in (alice, ada):  # active, and oneself
        with pytest.raises(ValidationError):
            erase(person=other, by=ada, typed=other.email, reason="Asked.")
    erase(person=zyx, by=ada, typed=ADDRESS, reason="Asked by letter.")
    with pytest.raises(ValidationError, match="already"):
        erase(person=zyx, by=ada, typed=ADDRESS, reason="Twice.")
