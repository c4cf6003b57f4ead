"""The site's own role in PostgreSQL: what is past it can add to and not change, and all its work goes on.

The test's transaction takes the role on (``SET ROLE``), so that the server itself decides what is allowed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from consent import retention, verification
from consent.models import ConsentEvent
from gta import database_rights
from gta.backups.archive import back_up
from gta.backups.proving import _scratch_database
from gta.database_rights import append_only
from gta.deploy_checks import role_is_limited
from outbox import decisions, sweeping, tasks
from outbox.models import AuditEntry, Message
from outbox.models.message import from_now
from progress import history
from progress.erasing import texts
from progress.erasing.verbs import erase
from progress.models import ReportEvent
from tests.consent.conftest import *  # noqa: F403
from tests.outbox.conftest import plan, writer  # noqa: F401
from tests.progress.conftest import *  # noqa: F403
from tests.progress.test_erasing import ADDRESS, all_texts, scene  # noqa: F401

ROLE = "site_of_a_test"
KEPT = [model for model in database_rights.models() if append_only(model)]
# Rows of these may change and go: what is worked on, what follows from other rows, what has a history of its own.
CHANGING = {
    "accounts": "FamiliarAddress Invitation Preferences RoleRequest User User_groups User_user_permissions",
    "recommendations": "ActorType Addressee CatalogueImport Crosswalk Edition KeyFinding Recommendation "
    "RecommendationTag RefusedLink ResponseArea ScheduledChange Tag Taxonomy Term Translation",
    "stakeholders": "Assignment CarryOver Commitment CommitmentChange CommitmentTag Commitment_recommendations Country "
    "DistinctOrganisations Handover Handover_commitments Indicator InvitedMembership JointOrganisation Membership "
    "Milestone Organisation OrganisationQuota Response",
    "pages": "PageText",
    "ledger": "Balance Cell Entry",
    "progress": "Assessment AssessorGrant AssessorGrant_commitments CalendarAddress CommitmentStatus Evidence FileScan "
    "IndicatorValue LinkCheck Nudge NudgedItem NudgedPerson PlannedDigest Preview ProgressReport "
    "ProgressReport_carried_evidence PublicVersion ReadyReason ReasonDraft ReportLink ReportingPeriod ReviewClaim "
    "Snooze Thread ThreadMessage",
    "search": "SearchDocument SearchWord",
    "backups": "Backup",
    "opendata": "PdfJob Snapshot",
    "following": "Follow Follower",
    "submissions": "AccessToken SheetUpload",
    "identity": "Identity Picture SetupLink",
    "imports": "Import ImportRow KnownKey Mapping",
    "consent": "Category ConsentState DailyCount DeclaredItem DeclaredItemText NoticeText NoticeVersion PageView",
    "outbox": "Allowance Message SuppressedAddress Switch",
    "notifications": "Notification",
    "auth": "Group Group_permissions Permission",
    "contenttypes": "ContentType",
    "sessions": "Session",
    "account": "EmailAddress EmailConfirmation",
    "mfa": "Authenticator",
    "socialaccount": "SocialAccount SocialApp SocialToken",
    "usersessions": "UserSession",
}
# No words that could name anybody: what a hash covers, or is one; and what says which, not who.
NAMES_NOBODY = {"content_digest", "previous_hash", "hash", "commitment", "previous", "digest", "language", "way",
                "kind", "action", "request_digest", "before", "purged_digest", "object_id"}  # fmt: skip


def test_every_table_was_thought_of() -> None:
    """A new table is added to one of the two lists: its model says ``append_only_but``, or its name stands here."""
    change = {model._meta.label for model in database_rights.models() if append_only(model) is None}
    assert change == {f"{app}.{name}" for app, names in CHANGING.items() for name in names.split()}
    assert len(KEPT) > 25


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model._meta.label)
def test_erasing_may_write_wherever_a_name_may_stand(model: type[models.Model]) -> None:
    rule = append_only(model)
    named = {column.field.name for column in texts.columns() if column.model is model}
    assert rule and named - set(rule.changes) <= NAMES_NOBODY
    assert set(rule.changes) <= {field.name for field in model._meta.concrete_fields}


@pytest.fixture
def site_role(db: None) -> Iterator[None]:
    """From here on the test's connection has the rights of the site alone."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}_{connection.settings_dict['NAME']}")
        for statement in database_rights.statements(f"{ROLE}_{connection.settings_dict['NAME']}"):
            cursor.execute(statement)
        cursor.execute(f"SET ROLE {ROLE}_{connection.settings_dict['NAME']}")
    yield
    connection.set_rollback(True)


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return any(said in str(error) for said in ("permission denied", "must be owner", "is final"))
    return False


@pytest.mark.services
@pytest.mark.usefixtures("site_role")
class TestAsTheSite:
    def test_the_check_has_nothing_to_say_of_it(self) -> None:
        assert role_is_limited(None, databases=["default"]) == []
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        assert [one.id for one in role_is_limited(None, databases=["default"])] == ["gta.W002"]

    def test_what_is_past_can_only_be_added_to(self) -> None:
        for model in KEPT:
            table, key = model._meta.db_table, model._meta.pk.column
            assert refused(f"UPDATE {table} SET {key} = {key}"), table
            assert refused(f"TRUNCATE {table}"), table
            assert refused(f"DROP TABLE {table}"), table
            assert refused(f"DELETE FROM {table}") == (append_only(model).removable is None), table

    def test_no_table_can_be_emptied_or_changed_in_form(self) -> None:
        for model in database_rights.models():
            assert refused(f"TRUNCATE {model._meta.db_table} CASCADE")
            assert refused(f"ALTER TABLE {model._meta.db_table} ADD COLUMN x int")
        assert refused("DELETE FROM django_migrations")
        assert refused("CREATE TABLE x (y int)")

    def test_the_hashes_of_the_history_stand(self, scene) -> None:  # noqa: F811
        for column in ("hash", "previous_hash", "content_digest", "action", "at", "by_id", "sequence"):
            assert refused(f"UPDATE progress_reportevent SET {column} = {column}"), column

    def test_a_person_is_erased(self, scene, ada) -> None:  # noqa: F811
        """The scene before it reports, publishes, assesses, retracts, follows and mails."""
        erase(person=scene["zyx"], by=ada, typed=ADDRESS, reason="Asked by letter.", texts=all_texts(scene["zyx"]))
        assert ReportEvent.objects.filter(action="erase").exists()
        assert history.verify()[1] is None

    def test_mail_is_sent_decided_on_and_forgotten(self, plan, ada, settings) -> None:  # noqa: F811
        message = plan()
        assert tasks.deliver() == {"sent": 1} and len(mail.outbox) == 1
        for change in ("state = 'pending'", "user_id = 1", "handed_at = now()", "kind = 'other'"):
            assert refused(f"UPDATE outbox_message SET {change}"), change
        assert not refused("UPDATE outbox_message SET state = state, recipient = 'erased@erased.invalid'")
        other = plan("due|2")
        decisions.cancel(message=other, by=ada, note="Not needed.")
        Message.objects.update(settled_at=from_now(-datetime.timedelta(days=settings.OUTBOX_KEEP_DAYS + 1)))
        assert sweeping.forget_settled() == 2
        assert AuditEntry.objects.get().note == "Not needed.", "what was decided outlives its message"
        assert message.pk

    def test_consent_is_given_withdrawn_and_forgotten_in_its_time(self, choose, client) -> None:
        with time_machine.travel(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)):
            choose(to=client, decision="accept_all")
        choose(to=client, decision="accept_all")
        choose(to=client, decision="refuse_all")
        kinds = ConsentEvent.objects.order_by("number").values_list("kind", flat=True)
        assert list(kinds)[-1] == "withdraw"
        assert retention.purge(at=timezone.now()).events == 1
        young = len(kinds.all())
        assert young > 0
        models.QuerySet.delete(ConsentEvent.objects.all())
        assert len(kinds.all()) == young, "what is still proof is out of reach"
        assert list(verification.verify()) == []


@pytest.mark.services
@pytest.mark.parametrize(
    ("role", "said"), [("nobody_of_this_name", "There is no role"), ("tracker", "is a superuser or owns tables")]
)
def test_the_command_refuses_a_role_that_cannot_be_limited(db: None, role: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("grant_rights", to=role)


@pytest.mark.services
def test_the_command_makes_the_role(db: None, monkeypatch, capsys) -> None:
    role = f"made_{connection.settings_dict['NAME']}"
    with pytest.raises(CommandError, match="SITE_ROLE_PASSWORD is not set"):
        call_command("grant_rights", to=role, password_in="SITE_ROLE_PASSWORD")
    monkeypatch.setenv("SITE_ROLE_PASSWORD", "p'w\"d %s")
    for _ in range(2):
        call_command("grant_rights", to=role, password_in="SITE_ROLE_PASSWORD")
    assert f"{role} has the rights of the site" in capsys.readouterr().out


@pytest.fixture
def as_the_site(transactional_db: None, monkeypatch) -> Iterator[None]:
    """The test's connection is really that of the site's role, for what other programs do with it."""
    here, role = connection.settings_dict, f"own_{connection.settings_dict['NAME']}"
    owner = {"USER": here["USER"], "PASSWORD": here["PASSWORD"]}
    monkeypatch.setenv("SITE_ROLE_PASSWORD", "a-word")
    call_command("grant_rights", to=role, password_in="SITE_ROLE_PASSWORD")
    connection.close()
    here |= {"USER": role, "PASSWORD": "a-word"}
    yield
    connection.close()
    here |= owner
    with connection.cursor() as cursor:  # other tests follow on this database
        cursor.execute(f"DROP OWNED BY {role}; DROP ROLE {role}; DROP TRIGGER is_final ON outbox_message")
        cursor.execute("ALTER TABLE consent_consentevent DISABLE ROW LEVEL SECURITY")


@pytest.mark.services
def test_the_worker_makes_a_backup_and_may_prove_it(as_the_site, choose, client, tmp_path) -> None:
    choose(to=client, decision="accept_all")
    whole = back_up(tmp_path / "backup.tar")
    assert whole["counts"]["consent.ConsentEvent"] == 1
    with _scratch_database(tmp_path) as address:
        assert "tracker_proof_" in address
