"""Every address that writes either needs a proof of the last hour, or stands here with the reason why not."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from gta.public_acts import ACTS
from stakeholders.models import Commitment, Organisation
from tests import factories
from tests.cast import PASSWORD, sign_in
from tests.matrix.routes import all_routes

pytestmark = pytest.mark.any_database

HOUR = 60 * 60
KEYS = re.compile(r"<\w+:(\w+)>")
SAMPLES = {
    "pk": 1,
    "milestone_pk": 1,
    "one": 1,
    "other": 1,
    "evidence_pk": 1,
    "slug": "x",
    "key": "1",
    "reference": "x",
    "token": "x",
    "edition": "x",
    "page": "about",
    "language": "en",
    "kind": "csv",
    "version": 1,
    "code": "x",
    "provider": "x",
    "earlier": "x",
    "later": "x",
}

OWN = "changes nothing but the person's own things"
DRAFTS = "nobody outside of the organisation sees what it changes"
EXEMPT = {
    "accounts:preferences": OWN,
    "accounts:end_session": OWN,
    "accounts:provider_prove": "it is the way to give the proof",
    "accounts:carry_on": "carries out what was held, and only after the proof",
    "accounts:drop_kept_form": "drops text that was never saved",
    "stakeholders:milestone": "a day of the organisation's own work, with its history, that promises nothing new",
    "reporting:calendar": OWN,
    "reporting:mail_again": OWN,
    "reporting:snooze": OWN,
    "reporting:wake": OWN,
    "reporting:chosen": "leads to pages that ask again, or says that nothing changed, which waits for a curator",
    "reporting:several": DRAFTS,
    "reporting:undo": "nothing of it is public",
    "reporting:take": DRAFTS,
    "reporting:give": DRAFTS,
    "reporting:start": DRAFTS,
    "curate_progress:nudge": "nothing of it is public: it reminds people of what waits for them",
    "reporting:no_change": "it waits for a curator",
    "reporting:report": "it waits for a curator",
    "reporting:autosave": DRAFTS,
    "reporting:discard": DRAFTS,
    "reporting:correct": DRAFTS,
    "reporting:sign": "it waits for a curator",
    "reporting:send_back": DRAFTS,
    "reporting:take_back": "nothing of it is public",
    "reporting:comment": "nothing of it is public",
    "reporting:ask_for_help": "nothing of it is public",
    "reporting:thread": "nothing of it is public",
    "reporting:thread_close": "nothing of it is public",
    "reporting:thread_reopen": "nothing of it is public",
    "notifications:mark_all_read": "nothing of it is public",
    "notifications:open": "nothing of it is public",
    "reporting:add_evidence": DRAFTS,
    "reporting:remove_evidence": DRAFTS,
    "review:take": "nothing of it is public",
    "review:skip": "nothing of it is public",
    "review:keep_reason": OWN,
    "review:ready_reason": OWN,
    "review:reasons": OWN,
    "review:reason": OWN,
    "review:reason_delete": OWN,
    "review:keys": OWN,
    "review:return": "nothing of it is public",
    "stakeholders:sign_off": DRAFTS,
    "stakeholders:commitment_new": DRAFTS,
    "stakeholders:commitment_edit": "the view asks where the change is public at once; see below",
    "stakeholders:change_withdraw": "it was not public",
    "curate_stakeholders:change_refuse": "nothing of it is public",
    "curate_stakeholders:say_distinct": "takes a pair off a list of curators",
    "stakeholders:commitment_propose": "it waits for a curator",
    "stakeholders:commitment_take_back": DRAFTS,
    "stakeholders:commitment_send_back": "nothing of it is public",
    "submissions:sheet": "a file is only looked at",
    "submissions:sheet_upload": "drafts, and reports that wait for a curator",
    "imports:list": "a file is only looked at; applying it is asked for",
    "imports:file": "a file is only looked at",
    "imports:columns": "a file is only looked at",
    "imports:values": "a file is only looked at",
    "imports:cancel": "nothing of it was public",
    "imports:prefer": "a file is only looked at",
    "imports:discard": "nothing of it was public",
    "recommendations:curate-import-discard": "nothing of it was public",
    "recommendations:curate-new-edition": "it is a draft",
    "recommendations:curate-area-remove": "only from a draft",
    "recommendations:curate-finding-remove": "only from a draft",
    "recommendations:curate-recommendation-remove": "only from a draft",
    "recommendations:curate-scheduled-cancel": "what is public stays as it is",
    "recommendations:curate-crosswalk-propose": "it only asks again",
    "curate_public:preview": "nothing is saved",
    "curate_stakeholders:carry_over": "it only asks; the organisation's answer is public",
    "curate_stakeholders:carry_over_take_back": "it only asks no longer",
}
# Addresses without a namespace are allauth's: they ask by themselves, after 15 minutes, or are the way to sign in.
EXEMPT_NAMESPACES = {"admin": "every post there asks for a proof; see below"}


def asking() -> dict[str, str]:
    """The named addresses in a namespace that ask who is there, each with one that can be opened."""
    routes = {route.name: route.pattern for route in all_routes() if not route.is_open}
    names = [name for name in routes if ":" in name and name.partition(":")[0] not in EXEMPT_NAMESPACES]
    return {name: reverse(name, kwargs={key: SAMPLES[key] for key in KEYS.findall(routes[name])}) for name in names}


@pytest.fixture
def commitment(verania: Organisation, fatima: User) -> Commitment:
    """A published one, of Verania."""
    return factories.commitment(verania, by=fatima)


@pytest.mark.django_db
def test_every_address_that_writes_asks_for_a_recent_proof_or_is_exempt(client: Client, carol: User) -> None:
    User.objects.filter(pk=carol.pk).update(is_superuser=True)
    wrong = []
    for name, address in asking().items():
        sign_in(client, carol, ago=HOUR + 60)
        answer = client.post(address)
        asks = answer.status_code == 302 and "reauthenticate" in answer["Location"]
        writes = answer.status_code != 405
        if writes and asks != (name in ACTS):
            wrong.append(f"{name}: {answer.status_code}")
        if writes and (name in ACTS) == (name in EXEMPT):
            wrong.append(f"{name} is in neither list, or in both")
    assert not wrong


def test_no_act_is_listed_that_does_not_exist() -> None:
    assert ACTS | EXEMPT.keys() <= {route.name for route in all_routes()}


@pytest.mark.parametrize(
    "where",
    [
        "/admin/accounts/user/add/",
        "/admin/opendata/snapshot/",
        "/admin/accounts/invitation/",
        "/admin/outbox/message/",
    ],
)
@pytest.mark.django_db
def test_so_does_every_post_in_the_admin(client: Client, ada: User, where: str) -> None:
    sign_in(client, ada, ago=HOUR + 60)
    assert "reauthenticate" in client.post(where, {"action": "x"})["Location"]
    assert client.get(where).status_code == 200


@pytest.mark.django_db
def test_what_was_typed_is_carried_out_after_the_proof(client: Client, carol: User, verania, settings) -> None:
    """With a query behind the address, too."""
    settings.REQUIRE_SECOND_FACTOR = False
    carol.authenticator_set.all().delete()
    edit = reverse("curate_stakeholders:organisation_edit", args=[verania.slug])
    fields = {
        "version": verania.version, "name": "Government of all Verania", "actor_type": "government", "country": "XA",
        "language": "en", "website": "", "description": "A long text that nobody wants to type twice.",
        "reason": "Its new name.",
    }  # fmt: skip
    for address in (edit, f"{edit}?from=list"):
        sign_in(client, carol, ago=HOUR + 60)
        answer = client.post(address, fields | {"name": f"{fields['name']} {len(address)}"})
        where = answer["Location"]
        assert where.startswith("/accounts/reauthenticate/")
        client.post(where, {"password": PASSWORD, "next": edit})
        verania.refresh_from_db()
        assert verania.name.endswith(str(len(address)))
        fields["version"] = verania.version


@pytest.mark.django_db
def test_a_recent_proof_is_enough(client: Client, commitment, alice: User, carol: User) -> None:
    report = factories.submitted(commitment, by=alice)
    sign_in(client, carol, ago=HOUR - 60)
    client.post(reverse("review:publish", args=[report.pk]))
    report.refresh_from_db()
    assert report.review_state == "published"
