"""Attaching evidence to a report that may still be changed, and taking it off again."""

from __future__ import annotations

import datetime
from typing import NoReturn
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.days import today_of
from accounts.permissions import refuse_while_blocked
from progress import cleaning, evidence_room, file_types, history, permissions, workflow
from progress.discarding import delete_after_commit
from progress.errors import NotPermitted, ReasonRequired, WrongState
from progress.evidence_jobs import running
from progress.models import (
    EventAction,
    Evidence,
    EvidenceAudience,
    EvidenceKind,
    ProgressReport,
    ReportKind,
    ReviewState,
)
from recommendations.partial_dates import DatePrecision, PartialDate
from stakeholders import quotas
from stakeholders.changes import as_now

OF_THE_FILE = ("file", "file_name", "content_type", "size", "sha256", "received_sha256", "cleaning_problem")


def check_link(url: str) -> str:
    """The address, trimmed; ValidationError unless it is http(s), whole, and without a name and password in it."""
    url = url.strip()
    URLValidator(
        schemes=["http", "https"], message=_("Enter a full web address that begins with https:// or http://.")
    )(url)
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise ValidationError(
            _("The web address contains a user name or password. Remove it, because web addresses are published.")
        )
    return url


def check_date(dated: PartialDate | None, *, on: datetime.date) -> None:
    """Refuse a date that lies wholly after ``on``: evidence cannot come from the future."""
    if dated is not None and dated.iso > on.isoformat():
        raise ValidationError(_("The date of the evidence is in the future."))


def _editable(report: ProgressReport, by) -> ProgressReport:
    report = workflow.lock(report)
    if not permissions.can_edit(by, report):
        raise NotPermitted
    if not report.is_editable:
        raise WrongState
    return report


def _attach(report: ProgressReport, *, by, at: datetime.datetime, dated: PartialDate | None, **fields) -> Evidence:
    check_date(dated, on=today_of(by, at))
    if len(report.all_evidence) >= settings.EVIDENCE_MAX_FILES_PER_REPORT:
        raise ValidationError(
            _("A report can have %(max)d pieces of evidence. Remove one first."),
            params={"max": settings.EVIDENCE_MAX_FILES_PER_REPORT},
        )
    if dated is not None:
        fields |= {"dated_on": dated.last_day, "dated_precision": dated.precision}
    evidence = Evidence(report=report, added_by=by, added_at=at, **fields)
    evidence.full_clean(exclude=["report", "added_by", "revises", *OF_THE_FILE])
    evidence.save(force_insert=True)
    running.enrol([evidence])
    _text_changed(report)
    return evidence


def _text_changed(report: ProgressReport) -> None:
    """A sign-off stood for what was there before, and "no significant change" has no evidence of its own."""
    ProgressReport.objects.filter(pk=report.pk).update(
        kind=ReportKind.UPDATE,
        sign_off_requested_at=None,
        sign_off_requested_by=None,
        signed_off_at=None,
        signed_off_by=None,
    )


@transaction.atomic
def add_link(
    *,
    report: ProgressReport,
    by,
    url: str,
    title: str,
    dated: PartialDate | None = None,
    audience: str = EvidenceAudience.PUBLIC,
    language: str = "",
    at: datetime.datetime | None = None,
) -> Evidence:
    """Attach a link. Raises ValidationError for an address or date that is not accepted, or Refused."""
    url = check_link(url)
    report = _editable(report, by)
    return _attach(
        report,
        by=by,
        at=at or timezone.now(),
        dated=dated,
        kind=EvidenceKind.LINK,
        url=url,
        title=title.strip() or url[:200],
        audience=audience,
        language=language,
    )


@transaction.atomic
def add_file(
    *,
    report: ProgressReport,
    by,
    upload: UploadedFile,
    title: str,
    dated: PartialDate | None = None,
    audience: str = EvidenceAudience.PUBLIC,
    language: str = "",
    revises: Evidence | None = None,
    at: datetime.datetime | None = None,
) -> Evidence:
    """Attach a file under a random storage name, without its hidden details, with its SHA-256 before and after.

    A file that cannot be cleaned is for reviewers only, whatever ``audience`` says; its ``cleaning_problem`` says why.
    Raises ValidationError with the reason for a file that is not accepted, or Refused. The same file twice on one
    report is refused. Side effects: the stored file, removed again when the transaction fails.
    """
    facts = file_types.examine(upload)
    upload.seek(0)
    cleaned = cleaning.clean(upload.read(), facts.content_type)
    if cleaned.problem:
        audience = EvidenceAudience.REVIEWERS
    organisation = quotas.hold(report.organisation)
    report = _editable(report, by)
    if revises is not None and revises not in report.latest_evidence:
        raise WrongState
    if any(one.received_sha256 == facts.sha256 for one in report.all_evidence):
        raise ValidationError(_("This file is already attached to the report."))
    evidence_room.require(organisation, size=len(cleaned.content))
    stored: list[tuple] = []
    try:
        with transaction.atomic():
            evidence = Evidence()
            evidence.file.save(facts.name, ContentFile(cleaned.content), save=False)
            stored.append((evidence.file.storage, evidence.file.name))
            return _attach(
                report,
                by=by,
                at=at or timezone.now(),
                dated=dated,
                kind=EvidenceKind.FILE,
                file=evidence.file.name,
                file_name=facts.name,
                content_type=facts.content_type,
                size=len(cleaned.content),
                sha256=cleaned.sha256,
                received_sha256=facts.sha256,
                cleaning_problem=cleaned.problem,
                revises=revises,
                title=title.strip() or facts.name,
                audience=audience,
                language=language,
            )
    except BaseException:
        for storage, name in stored:
            storage.delete(name)
        raise


def replace_file(
    *, report: ProgressReport, evidence: Evidence, by, upload: UploadedFile, at: datetime.datetime | None = None
) -> Evidence:
    """Attach a newer revision of a file; it takes over what is said of it. The old one is kept and can be looked up.

    Raises as ``add_file`` does, and ``WrongState`` for a piece that has a newer revision already.
    """
    named_by_file = evidence.title == evidence.file_name
    return add_file(
        report=report,
        by=by,
        upload=upload,
        title="" if named_by_file else evidence.title,
        dated=evidence.dated,
        audience=evidence.audience,
        language=evidence.language,
        revises=evidence,
        at=at,
    )


@transaction.atomic
def describe(
    *, report: ProgressReport, evidence: Evidence, by, title: str, dated: PartialDate | None, audience: str,
    language: str, at: datetime.datetime | None = None,
) -> Evidence:  # fmt: skip
    """Say something else of a piece of evidence that was attached to this editable report.

    What a correction carries over belongs to a published report and is not changed: ``WrongState``. Raises
    ValidationError for a date to come, and for showing everybody a file whose hidden details are still in it.
    """
    report = _editable(report, by)
    check_date(dated, on=today_of(by, at or timezone.now()))
    evidence = report.evidence.filter(pk=evidence.pk).first() or _gone()
    if evidence.cleaning_problem and audience != EvidenceAudience.REVIEWERS:
        raise ValidationError(_("Details hidden in this file could not be removed, so it cannot be for everybody."))
    evidence.title, evidence.audience, evidence.language = title.strip() or evidence.title, audience, language
    evidence.dated_on = dated.last_day if dated else None
    evidence.dated_precision = dated.precision if dated else DatePrecision.DAY
    evidence.full_clean(exclude=["report", "added_by", "revises", *OF_THE_FILE])
    evidence.save(update_fields=["title", "audience", "language", "dated_on", "dated_precision"])
    _text_changed(report)
    return evidence


def _gone() -> NoReturn:
    raise WrongState


@transaction.atomic
def remove(*, report: ProgressReport, evidence: Evidence, by) -> None:
    """Take a piece of evidence, with its earlier revisions, off an editable report. Side effects: their files are
    deleted after the commit.

    What a correction carries over stays with the report that it was attached to.
    """
    report = _editable(report, by)
    shown = next((one for one in report.latest_evidence if one.pk == evidence.pk), None)
    pieces = [shown, *shown.earlier] if shown else []
    report.carried_evidence.remove(*pieces)
    own = [piece for piece in pieces if piece.report_id == report.pk]
    report.evidence.filter(pk__in=[piece.pk for piece in own]).delete()
    _text_changed(report)
    for file in (file for piece in own for file in piece.stored_files):
        delete_after_commit(file)


def may_show(user, evidence: Evidence) -> bool:
    """May ``user`` make a file visible to everybody whose hidden details could not be removed?

    A curator who may review its report, while that waits for review: nothing changes behind what is published.
    """
    report = evidence.report
    if permissions.is_infected(evidence):
        return False
    held_back = evidence.cleaning_problem and evidence.audience == EvidenceAudience.REVIEWERS
    return bool(held_back and report.review_state == ReviewState.SUBMITTED and permissions.can_review(user, report))


@transaction.atomic
def show(*, evidence: Evidence, by, reason: str, at: datetime.datetime | None = None) -> Evidence:
    """Make such a file visible to everybody once its report is published; ``reason`` stays in the history.

    Raises ``NotPermitted``, ``ReasonRequired``, or ``WrongState`` when the report has moved on.
    """
    report = workflow.lock(evidence.report)
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    evidence.report = report
    person = as_now(by)
    refuse_while_blocked(person)
    if not permissions.can_review(person, report):
        raise NotPermitted
    if not may_show(person, evidence):
        raise WrongState
    if not reason.strip():
        raise ReasonRequired
    evidence.audience = EvidenceAudience.PUBLIC
    evidence.save(update_fields=["audience"])
    state = report.review_state
    history.append(
        report=report,
        action=EventAction.SHOW_FILE,
        from_state=state,
        to_state=state,
        by=by,
        at=at or timezone.now(),
        reason=reason.strip(),
    )
    return evidence
