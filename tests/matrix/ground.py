"""The ground that the matrix walks: one thing of each kind and state, with canaries in what is not public.

Every text that no outsider may read holds ``CANARY``; every private person's address ends in ``@example.org``.
"""

from __future__ import annotations

import datetime
from dataclasses import replace

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import invitations
from accounts.models import User
from demo import documents
from following import links, verbs
from notifications.models import Notification
from opendata import snapshots
from progress import assessments, assessors, calendars, evidence, ready_reasons, report_links, threads, workflow
from progress.evidence_jobs import previews
from progress.models import Evidence, ProgressReport
from progress.worklist import Item
from recommendations import scheduling
from recommendations.catalogue import version_of
from recommendations.models import (
    ActorType,
    Crosswalk,
    KeyFinding,
    Recommendation,
    RecommendationTag,
    RefusedLink,
    Tag,
    Taxonomy,
    Term,
    Translation,
)
from recommendations.uploads import keep_upload
from stakeholders import carry_overs, commitment_changes, handovers, memberships
from stakeholders.carry_overs import Offer
from stakeholders.commitment_data import data_of
from stakeholders.merging import verbs as merging
from stakeholders.models import Commitment, InvitedMembership, Membership, Organisation, Response
from submissions import tokens
from submissions.duties import duties_of
from submissions.sheets import making, uploads
from tests import factories
from tests.imports.files import applied, previewed
from tests.recommendations import samples

CANARY = "xqcanaryqx"
ADDRESSES = "@example.org"
Things = dict[str, object]


def lay(
    *, verania: Organisation, lantern: Organisation, alice: User, fatima: User, bob: User, carol: User, ada: User
) -> Things:
    """Make everything; what the addresses of routes need, by short names."""
    things: Things = _catalogue(carol)
    recommendation = things["the recommendation"]
    public = factories.commitment(
        verania, by=fatima, recommendations=[recommendation], joint=[], title="Open a helpline",
        due_on=timezone.localdate() - datetime.timedelta(days=3),
    )  # fmt: skip
    things |= {"public": public.pk, "organisation": verania.slug, "other organisation": lantern.slug}
    things |= {"organisation version": verania.history.latest().pk}
    things |= _reports(public, alice, carol)
    things |= _hidden(verania, recommendation, fatima, alice, carol)
    things |= _evidence(public, alice, carol)
    things |= _people(verania, alice, fatima, ada)
    things |= {"change": _change(public, fatima), "person": alice.pk}
    things |= _question(public, recommendation, carol)
    Response.objects.create(organisation=verania, recommendation=recommendation, response="supported")
    assessment = assessments.assess(
        commitment=public, by=carol, completion="limited", rationale="Half of it.", assessed_on=timezone.localdate(),
        language="en",
    )  # fmt: skip
    period = factories.period(
        starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2020, 6, 30), due_on=datetime.date(2020, 7, 31)
    )
    things |= _snapshots(ada)
    left = User.objects.create(email="left@example.org", name="Lena Left", is_active=False)
    things |= {"closed person": left.pk}
    things |= {"merge": _merge(carol), "own key": verania.pk, "other key": lantern.pk}
    lantern_own = factories.commitment(lantern, by=bob, recommendations=[recommendation], title="Teach teachers")
    factories.published(lantern_own, by=bob, curator=carol, narrative="Two hundred teachers.")
    things |= _following()
    grant = assessors.invite(
        email="assessor@example.org", name="Asa Assessor", language="en", commitments=[public],
        until=timezone.localdate() + datetime.timedelta(days=30), by=carol,
    )  # fmt: skip
    things |= {"assessor": grant.pk}
    things |= {"ready reason": ready_reasons.add(by=carol, text=f"Name the source. {CANARY}").pk}
    things |= {"call": _call_for_help(public, verania, alice, carol)}
    things |= _report_links(factories.commitment(lantern, by=bob, title="Teach parents"), lantern, bob)
    things |= {"told": Notification.objects.filter(user=alice).latest("pk").pk}
    things |= _handed_in(verania, fatima, alice)
    return things | {"assessment": assessment.pk, "period": period.pk, "notice": 1, "nothing": 987_654_321}


def _catalogue(carol: User) -> Things:
    edition = factories.edition()
    area = factories.area(edition)
    recommendation = factories.recommendation(area, addressees=("government", "ngo"))
    archived = factories.recommendation(area)
    archived.archived_at, archived.archived_reason = timezone.now(), "Merged."
    archived.save()
    hidden = factories.edition(state="draft", title=f"{CANARY} edition")
    later = factories.recommendation(hidden, title=f"{CANARY} recommendation")
    link = Crosswalk.objects.create(earlier=recommendation, later=later, kind="same")
    finding = KeyFinding.objects.create(
        edition=edition, key="found", statement="A finding.", value=34, unit="percent", population="Children",
        year=2021, source="A source", position=1,
    )  # fmt: skip
    translation = Translation.objects.create(
        subject="recommendations.recommendation", object_id=recommendation.pk, field="title", language="fr",
        text="Une recommandation", source_digest="0" * 64,
    )  # fmt: skip
    in_draft = KeyFinding.objects.create(
        edition=hidden, key="hidden", statement=f"{CANARY} finding.", value=34, unit="percent", population="Children",
        year=2021, source="A source", position=1,
    )  # fmt: skip
    refused = RefusedLink.objects.create(earlier=archived, later=later, refused_by=carol)
    scheduled = scheduling.schedule_publication(
        edition=hidden, due_at=timezone.now() + datetime.timedelta(days=9), seen=version_of(hidden), by=carol,
        reason=f"{CANARY} publication.",
    )  # fmt: skip
    upload = keep_upload(data=samples.data(samples.SMALL), file_name="small.json", by=carol)
    taxonomy = Taxonomy.objects.create(slug="goals", name_en="Goals")
    tag = Tag.objects.create(taxonomy=taxonomy, slug="goal-5", name_en="Equality")
    RecommendationTag.objects.create(recommendation=recommendation, tag=tag)
    return {
        "taxonomy": taxonomy.slug,
        "tag": tag.slug,
        "the recommendation": recommendation,
        "edition": edition.code,
        "edition slug": edition.slug,
        "edition pk": edition.pk,
        "area": area.pk,
        "area slug": area.slug,
        "recommendation": recommendation.reference,
        "archived recommendation": archived.reference,
        "hidden recommendation": later.reference,
        "finding": finding.pk,
        "link": link.pk,
        "refused link": refused.pk,
        "scheduled": scheduled.pk,
        "draft area": factories.area(hidden, name=f"{CANARY} area").pk,
        "draft finding": in_draft.pk,
        "recommendation pk": recommendation.pk,
        "recommendation version": version_of(recommendation),
        "edition version": version_of(edition),
        "area version": version_of(area),
        "finding version": version_of(finding),
        "translation version": version_of(translation),
        "link version": version_of(link),
        "actor-type version": version_of(ActorType.objects.get(code="ngo")),
        "term version": version_of(Term.objects.get(key="must")),
        "translation": translation.pk,
        "import": upload.pk,
        "previewed table": previewed(carol).pk,
        "applied table": applied(carol).pk,
    }


def _question(public: Commitment, recommendation: Recommendation, carol: User) -> Things:
    """What the curators ask the organisation about an edition that followed, and the link that they ask it for."""
    later = factories.recommendation(factories.edition(published_on=datetime.date(2022, 12, 31)))
    link = Crosswalk.objects.create(earlier=recommendation, later=later, kind="superseded")
    question = carry_overs.offer(offers=[Offer(public, recommendation, later)], by=carol)[0]
    return {"question": question.pk, "public link": link.pk, "later edition": later.edition.code}


def _snapshots(ada: User) -> Things:
    today = timezone.localdate()
    earlier = snapshots.make(on=today - datetime.timedelta(days=1))
    snapshots.take_down(snapshot=earlier, by=ada, reason="It held a name.")
    return {"snapshot": str(snapshots.make(on=today)), "snapshot taken down": str(earlier)}


def _secret(word: str) -> dict[str, str]:
    return {name: f"{CANARY} {word} {name}" for name in ("narrative", "barriers", "next_steps")}


def _reports(public: Commitment, alice: User, carol: User) -> Things:
    first = factories.published(public, by=alice, curator=carol, narrative="The helpline opened.")
    retracted = factories.published(public, by=alice, curator=carol, **_secret("retracted"))
    retracted = workflow.retract(report=retracted, by=carol, reason="Counted twice.")
    others = {
        name: factories.commitment(
            public.lead_organisation, by=alice, recommendations=list(public.recommendations.all()), title=f"Plan {name}"
        )
        for name in ("draft", "submitted", "returned")
    }
    returned = factories.submitted(others["returned"], by=alice, **_secret("returned"))
    waiting = factories.draft(others["submitted"], by=alice, **_secret("submitted"))
    signed = evidence.add_file(
        report=waiting, by=alice, upload=documents.pdf("s.pdf", CANARY), title=f"{CANARY} signed", audience="reviewers"
    )
    Evidence.objects.filter(pk=signed.pk).update(cleaning_problem="signed")
    return {
        "unclean file": signed.pk,
        "published": first.pk,
        "retracted": retracted.pk,
        "draft": factories.draft(others["draft"], by=alice, **_secret("draft")).pk,
        "submitted": workflow.submit(report=waiting, by=alice).pk,
        "returned": workflow.return_report(report=returned, by=carol, reason=f"{CANARY} reason").pk,
    }


def _hidden(lead: Organisation, recommendation, fatima: User, alice: User, carol: User) -> Things:
    """Commitments that are not, or not singly, for the public, each with a published report."""
    things: Things = {}
    kinds = {"private": {"visibility": "private"}, "unpublished": {"state": "draft"}}
    kinds |= {f"counted {n}": {"visibility": "aggregate"} for n in range(5)}
    for name, fields in kinds.items():
        made = factories.commitment(
            lead, by=fatima, recommendations=[recommendation], title=f"{CANARY} {name}",
            description=f"{CANARY} {name} description", **fields,
        )  # fmt: skip
        things[name] = made.pk
        if name != "unpublished":
            report = factories.published(made, by=alice, curator=carol, **_secret(name))
            things[f"report of {name}"] = report.pk
    return things


def _change(public: Commitment, fatima: User) -> object:
    """Words of its organisation that wait for a curator, and are not for the public."""
    data = replace(data_of(public), title=f"{CANARY} title", description=f"{CANARY} description")
    change = commitment_changes.edit(commitment=public, by=fatima, data=data, reason=f"{CANARY} reason")
    return change and change.pk


def _evidence(public: Commitment, alice: User, carol: User) -> Things:
    """A published report with a public file and link, and a file and a link for reviewers alone."""
    report = factories.draft(public, by=alice, narrative="The helpline answers at night.")
    things: Things = {"with evidence": report.pk}
    for audience, mark in (("public", "open"), ("reviewers", CANARY)):
        made = evidence.add_file(
            report=report,
            by=alice,
            upload=documents.pdf(f"{mark}.pdf", mark),
            title=f"{mark} file",
            audience=audience,
        )
        evidence.add_link(
            report=report, by=alice, url=f"https://records.example/{mark}", title=f"{mark} link", audience=audience
        )
        things[f"{audience} file"] = made.pk
    while previews.make_next(now=timezone.now()):
        pass  # every preview that waits
    workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)
    draft = ProgressReport.objects.get(review_state="draft")
    kept = evidence.add_link(report=draft, by=alice, url="https://records.example/draft", title=f"{CANARY} kept")
    return things | {"evidence of the draft": kept.pk}


def _report_links(commitment: Commitment, organisation: Organisation, user: User) -> Things:
    """A link in a mail for each page behind one."""
    item = Item(commitment, organisation)
    found = {}
    for name in ("report link", "link no change", "link snooze", "link give"):
        [(address, _until)] = report_links.make([item], user=user, at=timezone.now()).values()
        found[name] = address.rsplit("/", 2)[-2]
    return found


def _following() -> Things:
    """Somebody who follows everything, and what waits to be confirmed."""
    asked = {"language": "en", "at": timezone.now()}
    follower = verbs.follow(email="follower@example.org", query="", scopes=[], **asked).follower
    verbs.confirm(follower=follower, at=timezone.now())
    verbs.follow(email=follower.email, query="actor_type=ngo", scopes=[["actor:ngo"]], **asked)
    return {"follow to confirm": links.confirm_token(follower), "own follow": links.own_token(follower)}


def _handed_in(verania: Organisation, fatima: User, alice: User) -> Things:
    """A token of an organisation's own system, and a sheet that waits to be taken up."""
    until = timezone.now() + datetime.timedelta(days=30)
    token, _secret = tokens.issue(
        organisation=verania, name=f"{CANARY} token", scope="read", expires_at=until, by=fatima
    )
    sheet = making.make(verania, duties_of(verania, on=timezone.localdate()))
    upload = uploads.keep(data=sheet, file_name=f"{CANARY}.xlsx", organisation=verania, by=alice)
    return {"access token": token.pk, "sheet": upload.pk}


def _merge(carol: User) -> object:
    """Two entries of one organisation that became one."""
    entries = [
        Organisation.objects.create(name=name, slug=name.lower(), actor_type="ngo") for name in ("Beacons", "Beacon")
    ]
    return merging.merge(source=entries[0], target=entries[1], by=carol, reason="Entered twice.").pk


def _call_for_help(public: Commitment, verania: Organisation, alice: User, carol: User) -> object:
    """A conversation with an answer; nothing of it may show anywhere in public."""
    call = threads.ask_for_help(
        commitment=public, organisation=verania, by=alice, help_kind="funding", text=f"Money is missing. {CANARY}"
    )
    threads.write(thread=call, by=carol, text=f"How much? {CANARY}")
    return call.pk


def _people(verania: Organisation, alice: User, fatima: User, ada: User) -> Things:
    memberships.invite(
        organisation=verania, by=fatima, email="new@example.org", name="New", role="reporter", language="en"
    )
    _invitation, token = invitations.invite(email="other@example.org", name="Other", by=ada, mail=False)
    EmailAddress.objects.create(user=alice, email="alice.new@example.org")
    own, focal = (Membership.objects.get(user=user) for user in (alice, fatima))
    handover = handovers.hand_over(membership=own, receiver=focal, by=fatima)
    return {
        "offered": InvitedMembership.objects.get().pk,
        "membership": own.pk,
        "handover": handover.pk,
        "token": token.rsplit("/", 2)[-2],
        "unsubscribe": alice.preferences.unsubscribe_token,
        "own calendar": calendars.make_address(user=alice).rsplit("/", 1)[-1].removesuffix(".ics"),
    }
