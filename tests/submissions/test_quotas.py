"""An organisation's limits: what is used shows, too much is refused in words, and an administrator raises them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from progress import evidence
from progress.models import Evidence, ProgressReport
from stakeholders import commitments, memberships, quotas
from stakeholders.errors import Refused, WrongState
from stakeholders.models import Commitment, CommitmentState, InvitedMembership, Organisation, Role
from submissions.models import SheetUpload
from submissions.sheets import uploads
from tests import factories
from tests.cast import sign_in
from tests.submissions.conftest import Program

pytestmark = pytest.mark.django_db
CONTACT = "contact@"


@pytest.fixture
def limit(settings):
    def to(**limits: int) -> None:
        settings.ORGANISATION_QUOTAS = settings.ORGANISATION_QUOTAS | limits

    return to


@pytest.fixture
def report(commitment: Commitment, alice: User) -> ProgressReport:
    return factories.draft(commitment, by=alice)


def attach(report: ProgressReport, by: User, text: str) -> Evidence:
    upload = SimpleUploadedFile(f"{text}.txt", text.encode())
    return evidence.add_file(report=report, by=by, upload=upload, title="", dated=None)


def invite(organisation: Organisation, by: User, name: str):
    return memberships.invite(organisation=organisation, email=f"{name}@example.org", role=Role.VIEWER, by=by)


class TestWhatIsTooMuch:
    def test_invitations_are_refused_at_the_form_with_what_was_typed(
        self, client: Client, limit, verania: Organisation, fatima: User, carol: User
    ) -> None:
        limit(invitations=1)
        invite(verania, fatima, "first")
        sign_in(client, fatima)
        typed = {"email": "second@example.org", "name": "Sonia Second", "language": "fr", "role": "reporter"}
        answer = client.post(reverse("stakeholders:invite", args=[verania.slug]), typed)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "1 of 1 invitations within seven days" in page and CONTACT in page
        assert "Sonia Second" in page and "second@example.org" in page
        invite(verania, carol, "third")  # a curator goes on
        with pytest.raises(Refused):
            invite(verania, fatima, "fourth")
        week_later = timezone.now() + quotas.WEEK
        memberships.invite(organisation=verania, email="5@example.org", role=Role.VIEWER, by=fatima, at=week_later)

    def test_commitments_in_preparation(
        self, limit, verania: Organisation, fatima: User, alice: User, recommendation
    ) -> None:
        limit(drafts=1)
        factories.commitment(verania, by=fatima, state=CommitmentState.DRAFT)
        data = commitments.CommitmentData(title="T", description="D", recommendations=[recommendation])
        with pytest.raises(Refused, match="1 of 1 commitments in preparation"):
            commitments.create(organisation=verania, by=alice, data=data)
        limit(drafts=0)
        commitments.create(organisation=verania, by=alice, data=data)

    @pytest.mark.parametrize(("limits", "says"), [({"files": 1}, "1 of 1 files"), ({"bytes": 10}, "of 10")])
    def test_files(self, limit, report, alice: User, limits: dict, says: str) -> None:
        limit(**limits)
        attach(report, alice, "first")
        with pytest.raises(ValidationError) as refused:
            attach(report, alice, "second")
        assert says in refused.value.messages[0].replace("\xa0", " ") and CONTACT in refused.value.messages[0]
        assert Evidence.objects.count() == 1

    def test_spreadsheets_that_wait(self, limit, verania: Organisation, alice: User) -> None:
        limit(sheets=1)
        SheetUpload.objects.create(organisation=verania, file_name="a", sha256="a" * 64, uploaded_by=alice)
        with pytest.raises(WrongState, match="1 of at most 1 spreadsheets"):
            uploads.keep(data=b"x", file_name="b.xlsx", organisation=verania, by=alice)

    def test_requests_of_programs_and_of_no_other_organisation(self, limit, system: Program, ada: User) -> None:
        limit(api_calls=2)
        stranger = Program("rtk_" + "x" * 43)
        assert [stranger.get("").status_code for _number in range(4)] == [401] * 4
        assert [system.get("").status_code for _number in range(3)] == [200, 200, 429]
        quotas.set_times(organisation=system.token.organisation, times=2, reason="Asked.", by=ada)
        assert system.get("").status_code == 200


class TestAnAdministrator:
    def test_raises_them_for_one_organisation(
        self, client: Client, limit, verania: Organisation, lantern: Organisation, ada: User, fatima: User
    ) -> None:
        limit(invitations=1)
        invite(verania, fatima, "first")
        sign_in(client, ada)
        page = reverse("stakeholders:organisation_detail", args=[verania.slug])
        where = reverse("admin:stakeholders_organisationquota_add")
        assert reverse("admin:stakeholders_organisationquota_changelist") in client.get(page).content.decode()
        assert client.post(where, {"organisation": verania.pk, "times": 0, "reason": "x"}).status_code == 200
        assert quotas.most(verania, "invitations") == 1
        client.post(where, {"organisation": verania.pk, "times": 3, "reason": "A large ministry."})
        verania = Organisation.objects.get(pk=verania.pk)
        assert (quotas.most(verania, "invitations"), quotas.most(lantern, "invitations")) == (3, 1)
        assert verania.quotas.get().set_by == ada
        invite(verania, fatima, "second")

    @pytest.mark.parametrize("who", ["carol", "fatima", "charlie"])
    def test_nobody_else_may(self, request, client: Client, verania: Organisation, who: str) -> None:
        user = request.getfixturevalue(who)
        with pytest.raises(PermissionDenied):
            quotas.set_times(organisation=verania, times=2, reason="x", by=user)
        sign_in(client, user)
        said = {"organisation": verania.pk, "times": 3, "reason": "x"}
        assert client.post(reverse("admin:stakeholders_organisationquota_add"), said).status_code in (403, 404)
        assert not verania.quotas.exists()

    @pytest.mark.parametrize(("times", "reason"), [(0, "x"), (101, "x"), (2, " ")])
    def test_what_cannot_be_is_said(self, verania: Organisation, ada: User, times: int, reason: str) -> None:
        with pytest.raises(ValidationError):
            quotas.set_times(organisation=verania, times=times, reason=reason, by=ada)


def test_the_focal_point_sees_what_is_used_and_a_viewer_does_not(
    client: Client, report, verania: Organisation, fatima: User, alice: User
) -> None:
    attach(report, alice, "first")
    page = reverse("stakeholders:organisation_detail", args=[verania.slug])
    sign_in(client, fatima)
    shown = client.get(page).content.decode().replace("\xa0", " ")
    assert "0 of 50 invitations within seven days" in shown and "of 2.0 GB for files" in shown
    sign_in(client, alice)
    assert "invitations within seven days" not in client.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_do_not_pass_a_limit_together(
    limit, commitment: Commitment, verania: Organisation, fatima: User, alice: User
) -> None:
    limit(invitations=3, files=4)
    report, start = factories.draft(commitment, by=alice), Barrier(20)

    def act(number: int) -> str:
        start.wait()
        try:
            attach(report, alice, str(number)) if number % 2 else invite(verania, fatima, str(number))
        except (Refused, ValidationError):
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(act, range(20)))
    assert (outcomes.count("done"), outcomes.count("refused")) == (7, 13)
    assert (InvitedMembership.objects.count(), Evidence.objects.count()) == (3, 4)
