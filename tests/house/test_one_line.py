"""Every field for one line of text refuses line breaks and hidden characters: in models, in forms, in the verbs."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from accounts import invitations, people
from consent.one_line import one_line
from names import single_line
from stakeholders import commitments, memberships, organisations
from tests import factories

OURS = (
    "accounts",
    "audit",
    "consent",
    "dashboard",
    "demo",
    "desk",
    "following",
    "imports",
    "ledger",
    "notifications",
    "opendata",
    "outbox",
    "identity",
    "pages",
    "progress",
    "recommendations",
    "stakeholders",
    "submissions",
)
WORDS = ("Nia\r\nBcc: evil@example.org", "Nia\u2028Now", "Nia\u202eevil")
#: Filled by the program alone, from what it has checked or worked out.
BY_MACHINE = {
    "accounts.AccountEvent.detail",
    "accounts.User.password",
    "accounts.Preferences.time_zone",  # one of the known zones
    "accounts.Preferences.unsubscribe_token",
    "accounts.Invitation.token_digest",
    "accounts.Invitation.link_seed",
    "accounts.FamiliarAddress.digest",
    "consent.ConsentState.language",
    "consent.DailyCount.language",
    "consent.PageView.language",
    "consent.PageView.path",
    "consent.PageView.referrer",
    "consent.DeclaredItemText.language",
    "consent.NoticeText.language",
    "consent.NoticeText.digest",
    "consent.NoticeVersion.material_hash",
    "dashboard.SearchWord.word",
    "identity.Identity.languages",  # of the known languages
    "identity.Picture.digest",
    "identity.SetupLink.digest",
    "following.Follow.query",  # written anew from the filters that were understood
    "ledger.Balance.scope",
    "ledger.Cell.evidence",
    "ledger.Cell.freshness",
    "ledger.Cell.health",
    "ledger.Cell.status",
    "ledger.Entry.scope",
    "recommendations.ActorType.code",  # small letters, digits and underscores alone
    "outbox.AuditEntry.before",
    "progress.ReportLink.browser",
    "outbox.AuditEntry.note",  # put on one line by the verb
    "outbox.Allowance.scope",
    "outbox.Message.kind",
    "outbox.Message.language",
    "outbox.Message.message_id",
    "outbox.Message.occurrence_key",
    "outbox.Message.smtp_reply",
    "outbox.SuppressedAddress.smtp_reply",
    "outbox.Switch.database_identity",
    "progress.Evidence.content_type",
    "progress.Evidence.file_name",  # progress.file_types.safe_name
    "progress.Evidence.language",
    "progress.FileScan.said",
    "progress.FileScan.signatures",
    "progress.LinkCheck.asking",
    "progress.LinkCheck.host",
    "progress.LinkCheck.seen_address",
    "progress.LinkCheck.seen_title",  # put on one line by progress.evidence_jobs.looking
    "progress.LinkCheck.seen_type",
    "progress.Preview.reason",
    "audit.Entry.action",
    "audit.Entry.key",
    "audit.Entry.kind",
    "audit.Entry.label",
    "audit.Entry.source",
    "imports.Import.file_name",
    "imports.Import.fingerprint",
    "imports.Import.language",
    "notifications.Notification.key",
    "notifications.Notification.kind",
    "submissions.AccessToken.prefix",
    "submissions.ApiAct.key",
    "submissions.ApiAct.what",
    "submissions.SheetUpload.file_name",
    "progress.ReportEvent.through_name",  # of a token or a file, whose names were put on one line
    "progress.CommitmentStatus.title",  # a copy of the commitment's
    "opendata.PdfJob.key",
    "opendata.PdfJob.language",
    "opendata.Snapshot.file",
    "recommendations.Edition.language",  # a language tag
    "recommendations.Translation.field",
    "recommendations.Translation.subject",
    "stakeholders.Organisation.name_key",
    "stakeholders.Organisation.language",
}  # fmt: skip
CHECKED_OTHERWISE = (models.SlugField, models.EmailField, models.URLField)


def fields_of_models() -> Iterator[models.CharField]:
    for model in apps.get_models():
        if model._meta.app_label in OURS and not model.__name__.startswith("Historical"):
            yield from (
                field
                for field in model._meta.local_fields
                if isinstance(field, models.CharField)
                and not isinstance(field, CHECKED_OTHERWISE)
                and not field.choices
                and not any(word in field.name for word in ("hash", "digest", "sha256"))
            )


def test_every_line_of_a_model_is_one() -> None:
    loose = {
        f"{field.model._meta.app_label}.{field.model.__name__}.{field.name}"
        for field in fields_of_models()
        if single_line not in field.validators and one_line not in field.validators
    }
    unknown = loose - BY_MACHINE
    assert {
        name for name in unknown if not name.startswith(("consent.ConsentEvent.", "stakeholders.Country."))
    } == set()


def form_classes() -> Iterator[type[forms.BaseForm]]:
    seen: set[type[forms.BaseForm]] = set()
    for app in OURS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations" in module.name or ".management" in module.name:
                continue
            for found in vars(importlib.import_module(module.name)).values():
                if isinstance(found, type) and issubclass(found, forms.BaseForm) and found.__module__.startswith(OURS):
                    seen.add(found)
    yield from sorted(seen, key=lambda form: f"{form.__module__}.{form.__name__}")


def lines_of_forms() -> Iterator[tuple[type[forms.BaseForm], str, forms.Field]]:
    """Fields of one line that people type names and titles into."""
    for form in form_classes():
        if "filter" in form.__module__ or "styleguide" in form.__module__:
            continue  # words that are looked for are stored nowhere
        model = getattr(getattr(form, "_meta", None), "model", None)
        of_model = {field.name for field in model._meta.get_fields()} if model else set()
        for name, field in form.base_fields.items():
            plain = type(field) is forms.CharField and type(field.widget) is forms.TextInput
            # A model's field brings its own check; codes and days are read, not kept as they are typed.
            if plain and name not in of_model and name not in ("code", "published"):
                yield form, name, field


@pytest.mark.parametrize(
    ("form", "name", "field"), [pytest.param(*line, id=f"{line[0].__name__}.{line[1]}") for line in lines_of_forms()]
)
@pytest.mark.parametrize("words", WORDS)
def test_every_line_of_a_form_is_one(form: type[forms.BaseForm], name: str, field: forms.Field, words: str) -> None:
    with pytest.raises(ValidationError):
        field.clean(words)


@pytest.mark.django_db
@pytest.mark.parametrize("words", WORDS)
def test_the_verbs_refuse_it_whoever_calls(words: str, verania, alice, fatima, carol, ada) -> None:
    recommendation = factories.recommendation(factories.edition())
    data = organisations.OrganisationData(name=words, actor_type="ngo")
    commitment = commitments.CommitmentData(title=words, description="What.", recommendations=[recommendation])
    _invitation, link = invitations.invite(email="nia@example.org", by=ada, mail=False)
    token = link.rstrip("/").rsplit("/", 1)[1]
    verbs = [
        lambda: organisations.create(data=data, by=carol),
        lambda: organisations.update(organisation=verania, data=data, by=carol, reason="Because."),
        lambda: commitments.create(organisation=verania, by=alice, data=commitment),
        lambda: memberships.invite(organisation=verania, by=fatima, email="x@example.org", name=words, role="viewer"),
        lambda: invitations.invite(email="x@example.org", name=words, by=ada),
        lambda: invitations.accept(token=token, name=words, password="correct-horse-battery-staple"),
        lambda: people.create_person(email="x@example.org", name=words, by=ada),
        lambda: people.change_roles(user=alice, name=words, curator=False, administrator=False, active=True, by=ada),
    ]
    for verb in verbs:
        with pytest.raises((ValidationError, organisations.Invalid)):
            verb()
