"""After somebody is erased, who had a foot in everything: no page, file, feed, mail or stored file names them."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from collections.abc import Iterator
from io import StringIO
from urllib.parse import unquote

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from accounts import credentials, invitations, people
from accounts.models import User
from demo import documents
from following import verbs as following
from imports.models import Import
from notifications.inbox import notify
from outbox import preview, queue
from outbox.models import Message, SuppressedAddress
from progress import assessments, assessors, evidence, rollups, threads, workflow
from progress.erasing.verbs import erase, find
from progress.models import AssessorGrant, Thread
from search import indexing
from stakeholders import memberships
from stakeholders.models import Commitment, Membership, Organisation
from submissions.models import SheetUpload
from tests import factories
from tests.cast import give_second_factor
from tests.imports import files
from tests.matrix.ground import Things
from tests.matrix.roles import ROLES, Visitors
from tests.matrix.row import Row
from tests.matrix.rows import ROWS
from tests.progress.test_erasing import ADDRESS, NAME, OTHERS, everywhere, has_canary

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
#: Who between them see all that there is to see: what is public is the same for everybody.
READERS = ("focal point", "curator", "administrator")


@pytest.fixture
def alice(alice) -> User:
    """Whoever the ground calls Alice bears the name that is looked for."""
    User.objects.filter(pk=alice.pk).update(name=NAME, email=ADDRESS)
    alice.refresh_from_db()
    return alice


def _reported(commitment: Commitment, zyx: User, carol: User) -> None:
    """With evidence that is called after them and says within who made it."""
    Commitment.objects.filter(pk=commitment.pk).update(title=f"Plan of {NAME}", description=f"Ask {ADDRESS}.")
    report = factories.draft(commitment, by=zyx, narrative=f"Opened by {NAME.upper()}.", barriers=f"{ADDRESS} knows.")
    for audience in ("public", "reviewers"):
        made = documents.pdf(f"{NAME} {audience}.pdf", audience)
        content = made.read().replace(b"/Root 1 0 R", b"/Root 1 0 R/Info<</Author(" + NAME.encode() + b")>>")
        file = SimpleUploadedFile(made.name, content, content_type="application/pdf")
        evidence.add_file(report=report, by=zyx, upload=file, title=f"Signed by {NAME}", audience=audience)
    address = f"https://records.example/?to={ADDRESS.replace('@', '%40')}"
    evidence.add_link(report=report, by=zyx, url=address, title=NAME, audience="public")
    waiting = workflow.submit(report=report, by=zyx)
    threads.comment(report=waiting, by=zyx, text=NAME.replace(" ", "\n"))
    workflow.publish(report=waiting, by=carol)


def _assessed(other: Commitment, zyx: User, carol: User) -> None:
    """As an invited assessor."""
    give_second_factor(zyx)
    until = timezone.localdate() + datetime.timedelta(days=30)
    grant = assessors.invite(email=ADDRESS, name=NAME, language="en", commitments=[other], until=until, by=carol)
    AssessorGrant.objects.filter(pk=grant.pk).update(user=zyx)
    assessments.assess(
        commitment=other, by=zyx, completion="limited", rationale=f"{NAME} looked.", language="en",
        assessed_on=timezone.localdate(), signed_name=NAME, signed_function=f"Reached at {ADDRESS}",
    )  # fmt: skip


def _handed_in(zyx: User, verania: Organisation, carol: User) -> None:
    """In a sheet, in a table that was imported and makes an organisation of that name, and in one that waits."""
    sheet = SheetUpload.objects.get()
    SheetUpload.objects.filter(pk=sheet.pk).update(
        file_name=f"{NAME}.xlsx", content=json.loads(json.dumps(sheet.content).replace("Plan draft", NAME))
    )
    rows = [{"Name": f"Friends of {NAME}", "Type": "NGO", "Country": ""}]
    named = files.bring(rows, "organisations", by=carol, name="Named", key="name")
    files.apply(named, by=carol, reason=f"As {NAME} said.")
    contact = [{"Name": "Who", "Type": "NGO", "Contact": f"{NAME} <{ADDRESS}>"}]
    files.upload(contact, "organisations", by=carol, name=f"{NAME}.csv")


def _told(call: Thread, zyx: User, verania: Organisation, fatima: User, ada: User) -> None:
    """Written to, named to others, invited, and with another address in former times."""
    threads.write(thread=call, by=fatima, text=f"Thank you, {NAME}.")
    invitations.invite(email="at.home@example.org", name=f"{NAME} at home", by=ada, mail=False)
    memberships.invite(
        organisation=verania, by=fatima, email="cousin@example.org", name=f"Cousin of {NAME}", role="viewer",
        language="en",
    )  # fmt: skip
    today = timezone.localdate().isoformat()
    queue.enqueue(key="theirs", kind="digest", recipient=ADDRESS, user=zyx, payload={"on": today, "to": ADDRESS})
    queue.enqueue(key="another's", kind="digest", recipient=ada.email, user=ada, payload={"on": today, "to": NAME})
    notify([fatima.pk], kind="x", key=f"x {ADDRESS}", payload={"name": NAME})
    SuppressedAddress.objects.create(address=ADDRESS, cause="bounce")
    asked = following.follow(email=ADDRESS, query="", scopes=[], language="en", at=timezone.now())
    following.confirm(follower=asked.follower, at=timezone.now())
    User.objects.filter(pk=zyx.pk).update(email=OTHERS[0])
    credentials.change_address(user=zyx, email=ADDRESS, by=ada, reason="Married.")


@pytest.fixture
def erased(ground: Things, alice, fatima, bob, carol, ada, verania, django_capture_on_commit_callbacks) -> Things:
    """The ground after the person is erased who reported, wrote, assessed, was written to and was told of."""
    zyx = alice
    _reported(Commitment.objects.get(pk=ground["public"]), zyx, carol)
    _assessed(Commitment.objects.get(title="Teach teachers"), zyx, carol)
    _handed_in(zyx, verania, carol)
    _told(Thread.objects.get(pk=ground["call"]), zyx, verania, fatima, ada)
    indexing.rebuild()
    memberships.end(membership=Membership.objects.get(user=zyx, ended_at=None), by=fatima)
    people.close(user=zyx, by=ada, reason=f"{NAME} left.")
    assert len(everywhere()) > 35  # the search below is no search if there is nothing to be found
    assert [name for name in _stored() if has_canary(_text_of(default_storage.open(name).read()))]
    zyx.refresh_from_db()
    found = find(zyx)
    texts = {one.key for one in (*found.names, *found.chained)}
    with django_capture_on_commit_callbacks(execute=True):
        erase(person=zyx, by=ada, typed=ADDRESS, reason="Asked by letter.", texts=texts)
    return ground


def _stored(folder: str = "") -> Iterator[str]:
    folders, found = default_storage.listdir(folder)
    yield from (f"{folder}{name}" for name in found)
    for inner in folders:
        yield from _stored(f"{folder}{inner}/")


def _text_of(body: bytes) -> str:
    """What stands in an answer or a file; of what is packed, its parts."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(f"{name} {_text_of(parts.read(name))}" for name in parts.namelist())
    return unquote(body.decode("utf-8", "replace"))


def _readers(row: Row) -> list[str]:
    answers = dict(zip(ROLES, row.answers("GET"), strict=False))
    if answers.get("anonymous") == "200":
        return ["anonymous"]
    return [role for role in READERS if answers.get(role) == "200"]


def test_name_and_address_are_nowhere_any_more(erased: Things, fatima, bob, carol, ada) -> None:
    visitors = Visitors({"focal point": fatima, "curator": carol, "administrator": ada})
    addresses = [(row.address(erased), role) for row in ROWS for role in _readers(row)]
    addresses += [("/curate/audit/file/", "administrator")]
    named, unworded = [], []
    for address, role in addresses:
        answer = visitors.ask(role, "GET", address)
        if has_canary(f"{dict(answer.items())} {_text_of(answer.body)}"):
            named.append(f"{role}: {address}")
        if answer.get("Content-Type", "").startswith("text/html") and b"[[" in answer.body:
            unworded.append(address)
    assert named == []
    assert unworded == []
    assert everywhere() == []
    assert [mail.pk for mail in Message.objects.all() if (to_come := preview.of(mail)) and has_canary(to_come)] == []
    assert [name for name in _stored() if has_canary(f"{name} {_text_of(default_storage.open(name).read())}")] == []
    said = StringIO()
    call_command("verify_history", stdout=said)
    assert "rows hold" in said.getvalue()
    assert rollups.rebuild(on=timezone.localdate()) == 0
    assert indexing.rebuild() == 0
    named_after = Import.objects.get(file_name__contains="[[former-member]]", state="discarded")
    assert not named_after.rows.exists()
