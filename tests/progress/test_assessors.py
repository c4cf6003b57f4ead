"""Invited assessors: what they may do, until when, and nothing else; assessments that are corrected or withdrawn."""

from __future__ import annotations

import datetime
import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import invitations
from progress import assessments, assessors, permissions, verification
from progress.errors import Conflict, NotPermitted, ReasonRequired, WrongState
from progress.models import Assessment, AssessorGrant, CommitmentStatus, ReportEvent
from stakeholders.models import Commitment, Membership
from tests import factories
from tests.cast import PASSWORD, person, sign_in, staff
from tests.letters import letters
from tests.matrix import ground as grounds
from tests.matrix.roles import ROLES, Visitors, outcome
from tests.matrix.rows_work import ROWS as WORK

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
TODAY = timezone.localdate()
SOON = TODAY + datetime.timedelta(days=30)
SAID = {
    "assessed_completion": "limited",
    "rationale": "Two of ten courts.",
    "assessed_on": "2026-06-30",
    "language": "en",
    "signed_name": "Ines Ito",
    "signed_function": "Professor of criminology",
}


def granted(user, *commitments, by, until=SOON) -> AssessorGrant:
    """As if ``user`` had been invited and had accepted."""
    grant = assessors.invite(
        email=user.email, name=user.name, language="en", commitments=commitments, until=until, by=by
    )
    AssessorGrant.objects.filter(pk=grant.pk).update(user=user)
    return grant


def assess(commitment, by, completion="limited", on=datetime.date(2026, 6, 30), **more) -> Assessment:
    return assessments.assess(
        commitment=commitment, by=by, completion=completion, rationale=f"It is {completion}.", assessed_on=on, **more
    )


@pytest.fixture
def ines():
    """A professor from outside, with a second factor."""
    return staff("Ines Ito")


@pytest.fixture
def other(verania, fatima) -> Commitment:
    return factories.commitment(verania, by=fatima, title="Another plan")


def page_of(commitment: Commitment, query: str = "") -> str:
    return Client().get(reverse("dashboard:commitment", args=[commitment.pk]) + query).content.decode()


class TestInviting:
    def test_from_the_mail_to_the_public_page(self, client, commitment, carol, django_capture_on_commit_callbacks):
        sign_in(client, carol)
        typed = {
            "email": "new.assessor@example.org", "name": "Nora New", "language": "en", "until": SOON.isoformat(),
            "commitments": [commitment.pk],
        }  # fmt: skip
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(reverse("review:assessor_new"), typed)["Location"] == reverse("review:assessors")
        [sent] = letters()
        assert "independent assessor" in sent.body and commitment.title in sent.body
        token = sent.body.split("/accounts/invitation/")[1].split("/")[0]
        user = invitations.accept(token=token, password=PASSWORD, name="Nora New")
        assert AssessorGrant.objects.get().user == user
        assert permissions.can_assess(user, commitment)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("until", TODAY.isoformat()),
            ("until", (TODAY + datetime.timedelta(days=400)).isoformat()),
            ("until", "soon"),
            ("email", "nobody"),
            ("commitments", []),
            ("commitments", ["private"]),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, field, value, client, commitment, verania, fatima, carol):
        if value == ["private"]:
            value = [factories.commitment(verania, by=fatima, visibility="private").pk]
        sign_in(client, carol)
        typed = {"email": "a@example.org", "language": "en", "until": SOON.isoformat(), "commitments": [commitment.pk]}
        answer = client.post(reverse("review:assessor_new"), typed | {field: value})
        assert answer.status_code == 400 and field in answer.context["form"].errors
        assert not AssessorGrant.objects.exists()

    def test_only_a_curator_invites_and_ends(self, commitment, ines, alice, carol):
        with pytest.raises(NotPermitted):
            granted(ines, commitment, by=alice)
        grant = granted(ines, commitment, by=carol)
        with pytest.raises(NotPermitted):
            assessors.end(grant=grant, by=ines)

    def test_an_invitation_that_is_ended_opens_nothing_any_more(self, commitment, ines, carol):
        grant = assessors.invite(
            email="x@example.org", name="X", language="en", commitments=[commitment], until=SOON, by=carol
        )
        assessors.end(grant=grant, by=carol)
        grant.invitation.refresh_from_db()
        assert grant.invitation.revoked_at
        with pytest.raises(WrongState):
            assessors.end(grant=grant, by=carol)


class TestWhatTheyMay:
    def test_assess_what_they_were_invited_to_and_nothing_else(self, client, commitment, other, ines, carol):
        granted(ines, commitment, by=carol)
        sign_in(client, ines)
        listed = client.get(reverse("review:assessments")).content.decode()
        assert commitment.title in listed and other.title not in listed
        where = reverse("review:assess", args=[commitment.pk])
        assert client.get(where).status_code == 200
        assert client.post(where, SAID)["Location"] == reverse("review:assessments")
        assert "Signed: Ines Ito, Professor of criminology." in page_of(commitment)
        assert client.get(reverse("review:assess", args=[other.pk])).status_code == 404
        assert client.post(reverse("review:assess", args=[other.pk]), SAID).status_code == 404
        with pytest.raises(NotPermitted):
            assess(other, ines)

    @pytest.mark.parametrize("how", ["ended", "last day", "closed", "private", "member"])
    def test_until_it_ends(self, how, client, commitment, verania, ines, carol):
        grant = granted(ines, commitment, by=carol)
        assert permissions.can_assess(ines, commitment)
        if how == "ended":
            assessors.end(grant=grant, by=carol)
        elif how == "last day":
            AssessorGrant.objects.update(until=TODAY - datetime.timedelta(days=1))
        elif how == "closed":
            type(ines).objects.filter(pk=ines.pk).update(is_active=False)
            ines.refresh_from_db()
        elif how == "member":
            Membership.objects.create(user=ines, organisation=verania, role="viewer")
        else:
            Commitment.objects.filter(pk=commitment.pk).update(visibility="private")
            commitment.refresh_from_db()
        with pytest.raises(NotPermitted):
            assess(commitment, ines)

    def test_the_last_day_counts(self, commitment, ines, carol):
        granted(ines, commitment, by=carol)
        AssessorGrant.objects.update(until=TODAY)
        assess(commitment, ines)

    def test_a_second_factor_is_asked_for(self, client, commitment, carol):
        plain = person("Plain Pat")
        granted(plain, commitment, by=carol)
        sign_in(client, plain)
        assert client.post(reverse("review:assess", args=[commitment.pk]), SAID)["Location"] == reverse("mfa_index")
        assert not Assessment.objects.exists()

    def test_everything_else_is_as_for_a_stranger(self, verania, lantern, alice, fatima, bob, carol, ada, ines):
        ground = grounds.lay(
            verania=verania, lantern=lantern, alice=alice, fatima=fatima, bob=bob, carol=carol, ada=ada
        )
        granted(ines, Commitment.objects.get(pk=ground["public"]), by=carol)
        visitors, wrong = Visitors({"assessor": ines}), []
        own = {("review:assess", "pk=public"), ("review:assessments", "")}
        for row in WORK:
            if (row.route, row.key) in own or row.route.startswith(("review:assessment_", "accounts:")):
                continue
            for method in ("GET", "POST"):
                expected = row.answers(method)
                if not expected:
                    continue
                found = outcome(visitors.ask("assessor", method, row.address(ground)))
                if found != expected[ROLES.index("stranger")]:
                    wrong.append(f"{method} {row.route} {row.key}: {found}")
        assert wrong == []


class TestCorrected:
    @pytest.fixture
    def assessment(self, commitment, ines, carol) -> Assessment:
        granted(ines, commitment, by=carol)
        return assess(commitment, ines, "substantial", signed_name="Ines Ito", signed_function="Professor")

    def correct(self, client, assessment, **changes):
        typed = SAID | {"reason": "I counted courts twice.", "version": assessment.version} | changes
        return client.post(reverse("review:assessment_correct", args=[assessment.pk]), typed)

    def test_the_earlier_one_stays_readable_with_the_reason(self, client, assessment, commitment, ines):
        sign_in(client, ines)
        form = client.get(reverse("review:assessment_correct", args=[assessment.pk])).content.decode()
        assert "It is substantial." in form
        assert self.correct(client, assessment).status_code == 302
        made = Assessment.objects.get(corrects=assessment)
        page = page_of(commitment)
        assert "It corrects an earlier assessment:" in page and "An assessment was corrected on" in page
        assert "I counted courts twice." in page and "It is substantial." in page
        assert CommitmentStatus.objects.get(commitment=commitment, valid_to=None).assessed_completion == "limited"
        assert [one.action for one in ReportEvent.objects.filter(assessment=assessment)] == ["assess", "correct"]
        assert ReportEvent.objects.get(assessment=made).action == "assess"
        assert list(verification.mismatches()) == []

    @pytest.mark.parametrize("who", ["carol", "dan", "fatima", "charlie"])
    def test_only_by_whoever_signed_it(self, who, client, assessment, request):
        sign_in(client, request.getfixturevalue(who))
        assert self.correct(client, assessment).status_code == 404
        assert Assessment.objects.count() == 1

    def test_without_a_reason_nothing_happens_and_nothing_is_lost(self, client, assessment, ines):
        sign_in(client, ines)
        answer = self.correct(client, assessment, reason=" ")
        assert answer.status_code == 400 and "Two of ten courts.</textarea>" in answer.content.decode()
        assert Assessment.objects.count() == 1

    def test_what_was_answered_meanwhile_is_a_conflict(self, client, assessment, ines, fatima):
        assessments.answer(assessment=assessment, by=fatima, text="We disagree.", language="en")
        sign_in(client, ines)
        answer = self.correct(client, assessment)
        assert answer.status_code == 409 and "Two of ten courts.</textarea>" in answer.content.decode()
        assert Assessment.objects.count() == 1
        with pytest.raises(Conflict):
            assessments.withdraw(assessment=assessment, by=ines, reason="R", version=1)

    def test_a_wrong_correction_leaves_the_earlier_one_standing(self, client, assessment, ines):
        sign_in(client, ines)
        assert self.correct(client, assessment, assessed_on="2999-01-01").status_code == 409
        assessment.refresh_from_db()
        assert assessment.withdrawn_at is None


class TestWithdrawn:
    REASON = "The figures were of another country."

    @pytest.fixture
    def commitment(self, verania, fatima) -> Commitment:
        """One that has been public for a while."""
        recommendation = factories.recommendation(factories.edition())
        at = timezone.now() - datetime.timedelta(days=60)
        return factories.commitment(verania, by=fatima, recommendations=[recommendation], at=at)

    @pytest.fixture
    def assessment(self, commitment, carol) -> Assessment:
        at = timezone.now() - datetime.timedelta(days=20)
        return assess(commitment, carol, "substantial", on=at.date(), at=at)

    def test_by_a_form_with_a_public_reason(self, client, assessment, commitment, carol):
        sign_in(client, carol)
        where = reverse("review:assessment_withdraw", args=[assessment.pk])
        assert client.post(where, {"reason": "", "version": 1}).status_code == 400
        assert client.post(where, {"reason": self.REASON, "version": 1}).status_code == 302
        page = page_of(commitment)
        assert "An assessment was withdrawn on" in page and self.REASON in page
        assert "No assessment of this commitment stands." in page
        late = client.post(where, {"reason": "Again.", "version": 2})
        assert late.status_code == 409 and "Again.</textarea>" in late.content.decode()

    def test_the_status_follows_and_the_history_verifies(self, assessment, commitment, carol):
        before = assess(commitment, carol, "limited", on=datetime.date(2026, 1, 1))
        now = CommitmentStatus.objects.filter(commitment=commitment, valid_to=None)
        assert now.get().assessed_completion == "substantial"
        assessments.withdraw(assessment=assessment, by=carol, reason=self.REASON)
        assert now.get().assessed_completion == "limited"
        assessments.withdraw(assessment=before, by=carol, reason=self.REASON)
        assert not now.get().assessed_completion
        assert list(verification.mismatches()) == []
        Assessment.objects.filter(pk=assessment.pk).update(withdrawn_reason="Something else.")
        assert len(list(verification.mismatches())) == 1

    def test_as_of_a_day_before_it_stands(self, assessment, commitment, carol):
        assessments.withdraw(assessment=assessment, by=carol, reason=self.REASON)
        day = TODAY - datetime.timedelta(days=5)
        page = page_of(commitment, f"?as_of={day.isoformat()}")
        assert "It is substantial." in page and self.REASON not in page

    @pytest.mark.parametrize(("days", "stands"), [(5, True), (0, False)])
    def test_in_the_open_data(self, days, stands, client, assessment, commitment, carol):
        assessments.withdraw(assessment=assessment, by=carol, reason=self.REASON)
        day = TODAY - datetime.timedelta(days=days)
        query = f"?as_of={day.isoformat()}" if days else ""
        [row] = json.loads(client.get(f"/api/v1/assessments/{query}").content)["results"]
        assert (row["is_current"], row["withdrawn_reason"]) == (stands, "" if stands else self.REASON)
        assert bool(row["withdrawn_at"]) is not stands

    @pytest.mark.parametrize(("who", "may"), [("carol", True), ("dan", True), ("fatima", False), ("ines", False)])
    def test_by_its_assessor_or_another_curator(self, who, may, assessment, commitment, carol, request):
        by = request.getfixturevalue(who)
        if who == "ines":
            granted(by, commitment, by=carol)
        if may:
            assert assessments.withdraw(assessment=assessment, by=by, reason=self.REASON).withdrawn_by == by
        else:
            with pytest.raises(NotPermitted):
                assessments.withdraw(assessment=assessment, by=by, reason=self.REASON)

    def test_not_without_a_reason_and_not_answered_afterwards(self, assessment, carol, fatima):
        with pytest.raises(ReasonRequired):
            assessments.withdraw(assessment=assessment, by=carol, reason="  ")
        assessments.withdraw(assessment=assessment, by=carol, reason=self.REASON)
        with pytest.raises(NotPermitted):
            assessments.answer(assessment=assessment, by=fatima, text="Late.", language="en")
