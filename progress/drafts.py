"""Writing a report: open a draft filled in from the last one, save it, or say that nothing changed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.days import today_of
from progress import confirmation, history, obligations, permissions, rounds, workflow
from progress.confirmation import CARRIED
from progress.errors import Conflict, Incomplete, NotPermitted, Refused, WrongState
from progress.models import (
    BarrierKind,
    EventAction,
    Health,
    IndicatorValue,
    ProgressReport,
    ReportKind,
    ReviewState,
)
from progress.obligations import Asked
from stakeholders.models import Commitment, CommitmentState, ImplementationStatus, Indicator, Organisation
from stakeholders.rounds import Round

# What a person may write; everything else on the row belongs to the workflow.
TEXT_MAX = 20_000
TEXT_FIELDS = ("narrative", "barriers", "next_steps", "help_needed")
FIELDS = (
    "covers_until",
    "language",
    "implementation_status",
    "health",
    "help_kind",
    "percent",
    "period",
    "round_ends_on",
    "barrier_kinds",
    *TEXT_FIELDS,
)

# What a first report begins with.
FIRST = {"implementation_status": ImplementationStatus.NOT_STARTED, "health": Health.ON_TRACK}


class NothingToConfirm(Refused):
    """'No significant change' needs a published report that it can confirm."""

    message = _("There is no published report to confirm yet. Write a first report.")


class UnderWay(Refused):
    """Another report of the same organisation on the same commitment is not finished."""

    message = _("A report on this commitment is already in preparation. Finish it, or wait until it has been reviewed.")


class Corrected(Refused):
    """A report is corrected once; after that its correction is what can be corrected."""

    message = _("This report has been corrected already. Correct the newer one, or write a new report.")


def last_published(commitment: Commitment, organisation: Organisation) -> ProgressReport | None:
    """The report that the next one starts from: the organisation's own last, else the commitment's last."""
    published = commitment.reports.current().latest_first()
    return published.filter(organisation=organisation).first() or published.first()


def open_report(commitment: Commitment, organisation: Organisation) -> ProgressReport | None:
    """The organisation's draft or returned report on the commitment; there is one at most."""
    return commitment.reports.filter(
        organisation=organisation, review_state__in=[ReviewState.DRAFT, ReviewState.RETURNED]
    ).first()


def under_way(commitment: Commitment, organisation: Organisation) -> ProgressReport | None:
    """What the organisation has begun on the commitment and is not settled: its open report, else one in review."""
    reports = commitment.reports.filter(organisation=organisation).under_way()
    return open_report(commitment, organisation) or reports.order_by("pk").first()


def asked_next(commitment: Commitment, organisation: Organisation, *, on: datetime.date) -> Asked | None:
    """The period or round, due first, for which a report is asked of the organisation and not begun; None for none."""
    begun = {report.asked_key for report in commitment.reports.filter(organisation=organisation).under_way()}
    asked = obligations.asked_of(commitment, organisation, on=on)
    return next((one for one in asked if one.asked_key not in begun), None)


def _answering(asked: Asked | None) -> dict[str, Any]:
    """The columns of a report that answers what is asked."""
    if isinstance(asked, Round):
        return {"period": None, "round_ends_on": asked.ends_on}
    return {"period": asked, "round_ends_on": None}


def prefilled(commitment: Commitment, organisation: Organisation) -> dict[str, Any]:
    """What a new report starts with: what the last published one said, or "not started, on track".

    Of a partner's report only how far the work is: nobody's words become another's in silence.
    """
    last = last_published(commitment, organisation)
    carried = confirmation.carried_from(last, organisation.pk) if last else FIRST
    return {"language": organisation.language, **carried}


def _checked(data: Mapping[str, Any]) -> dict[str, Any]:
    """What may be written of ``data``, as it is kept. Raises ``Incomplete`` for a kind of barrier that there is not."""
    said = {name: _plain(value) for name, value in data.items() if name in FIELDS}
    if "barrier_kinds" in said:
        if not set(said["barrier_kinds"]) <= set(BarrierKind.values):
            raise Incomplete({"barrier_kinds": str(_("Choose kinds of barrier from the list."))})
        said["barrier_kinds"] = [code for code in BarrierKind.values if code in said["barrier_kinds"]]
    return said


def _lock_commitment(commitment: Commitment, organisation: Organisation, by) -> Commitment:
    locked = (
        Commitment.objects.select_for_update(of=("self",)).select_related("lead_organisation").get(pk=commitment.pk)
    )
    if not permissions.can_start_report(by, organisation, locked):
        raise NotPermitted
    if locked.state != CommitmentState.PUBLISHED:
        raise WrongState(_("Reports can be written once the commitment is published."))
    return locked


def _create(values: Mapping[str, Any], *, by, at: datetime.datetime) -> ProgressReport:
    report = ProgressReport.objects.create(**values, author=by, created_at=at, updated_at=at, updated_by=by)
    history.append(report=report, action=EventAction.CREATE, from_state="", to_state=report.review_state, by=by, at=at)
    return report


@transaction.atomic
def open_draft(
    *,
    commitment: Commitment,
    organisation: Organisation,
    by,
    covers_until: datetime.date,
    data: Mapping[str, Any] | None = None,
    supersedes: ProgressReport | None = None,
    at: datetime.datetime | None = None,
) -> ProgressReport:
    """The organisation's open report on the commitment, made and filled in from the last one if there is none.

    Asking twice, or twenty times at once, gives the same draft. While another report waits for a curator there is
    no second one: ``UnderWay``. ``data`` holds any of ``FIELDS``. Side effects: a history row for a new draft.
    """
    at = at or timezone.now()
    commitment = _lock_commitment(commitment, organisation, by)
    existing = open_report(commitment, organisation)
    if existing is not None:
        return existing
    _refuse_if_under_way(commitment, organisation)
    values = {
        "commitment": commitment,
        "organisation": organisation,
        "covers_until": covers_until,
        **_answering(asked_next(commitment, organisation, on=today_of(by, at))),
        "supersedes": supersedes,
        "kind": supersedes.kind if supersedes else ReportKind.UPDATE,
        **prefilled(commitment, organisation),
        **_checked(data or {}),
    }
    rounds.refuse_wrong(ProgressReport(**values), values["round_ends_on"], on=today_of(by, at))
    return _create(values, by=by, at=at)


@transaction.atomic
def correct(*, report: ProgressReport, by, at: datetime.datetime | None = None) -> ProgressReport:
    """Open a new report that will supersede a published one, beginning with the same text and figures.

    Asking again gives the correction that is being written, as it is. Raises ``Refused`` for a report that is not
    public or has been corrected, and while another report is under way.
    """
    _lock_commitment(report.commitment, report.organisation, by)
    report = ProgressReport.objects.select_related("commitment", "organisation").get(pk=report.pk)
    if report.review_state != ReviewState.PUBLISHED:
        raise WrongState
    if not report.is_current:
        raise Corrected
    correction = ProgressReport.objects.filter(supersedes=report).first()
    if correction is not None and not correction.is_editable:
        raise UnderWay
    draft = open_draft(
        commitment=report.commitment,
        organisation=report.organisation,
        by=by,
        covers_until=report.covers_until,
        data={name: getattr(report, name) for name in FIELDS},
        supersedes=report,
        at=at,
    )
    if draft.supersedes_id != report.pk:
        raise UnderWay
    if correction is None:
        _carry_over(report, draft)
    return draft


def _carry_over(report: ProgressReport, draft: ProgressReport) -> None:
    """A correction begins with the figures and the evidence of what it corrects."""
    IndicatorValue.objects.bulk_create(
        [
            IndicatorValue(report=draft, indicator_id=indicator, value=value)
            for indicator, value in report.indicator_values.values_list("indicator_id", "value")
        ]
    )
    draft.carried_evidence.set(report.all_evidence)


def _save_indicators(report: ProgressReport, values: Mapping[int, Decimal | None]) -> None:
    indicators = Indicator.objects.filter(commitment=report.commitment_id, pk__in=values)
    for pk in indicators.order_by("pk").values_list("pk", flat=True):
        value = values[pk]
        if value is None:
            report.indicator_values.filter(indicator_id=pk).delete()
        else:
            report.indicator_values.update_or_create(indicator_id=pk, defaults={"value": value})


def _differs(report: ProgressReport, data: Mapping[str, Any], values: Mapping[int, Decimal | None]) -> bool:
    """Would saving these change anything? Line ends are a browser's affair, not the writer's."""
    stored = dict(report.indicator_values.values_list("indicator_id", "value"))
    if any(stored.get(indicator) != value for indicator, value in values.items()):
        return True
    return any(_plain(getattr(report, name)) != value for name, value in data.items())


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


@transaction.atomic
def save(
    *,
    report: ProgressReport,
    by,
    version: int,
    data: Mapping[str, Any],
    indicator_values: Mapping[int, Decimal | None] | None = None,
    at: datetime.datetime | None = None,
) -> ProgressReport:
    """Save what a person wrote into a draft or returned report.

    ``version`` is the one that the person started from; when it is no longer the stored one, ``Conflict`` is raised
    with the stored report and nothing is written. ``indicator_values`` maps the commitment's indicators to numbers
    (None removes). Side effects: a sign-off that stood for the old text is taken away; "no significant change" that
    says anything new becomes an ordinary report. The same again writes nothing.
    """
    report = workflow.lock(report)
    if not permissions.can_edit(by, report):
        raise NotPermitted
    if not report.is_editable:
        raise WrongState
    if report.version != version:
        raise Conflict(report)
    said = _checked(data)
    if not _differs(report, said, indicator_values or {}):
        return report
    at = at or timezone.now()
    rounds.refuse_wrong(report, said.get("round_ends_on"), on=today_of(by, at))
    for name, value in said.items():
        setattr(report, name, value)
    if indicator_values:
        _save_indicators(report, indicator_values)
    if report.kind == ReportKind.NO_CHANGE and not confirmation.still_confirms(report):
        report.kind = ReportKind.UPDATE
    report.version += 1
    report.updated_at, report.updated_by = at, by
    report.sign_off_requested_at = report.sign_off_requested_by = None
    report.signed_off_at = report.signed_off_by = None
    report.save()
    return report


def can_confirm(commitment: Commitment, organisation: Organisation) -> bool:
    """Would "no significant change" be accepted: is there something to confirm, and nothing else under way?"""
    reports = commitment.reports.filter(organisation=organisation)
    return reports.current().exists() and not reports.under_way().exists()


def _refuse_if_under_way(commitment: Commitment, organisation: Organisation) -> None:
    if commitment.reports.filter(organisation=organisation).under_way().exists():
        raise UnderWay


@transaction.atomic
def no_change(
    *,
    commitment: Commitment,
    organisation: Organisation,
    by,
    in_person: bool = True,
    at: datetime.datetime | None = None,
) -> ProgressReport:
    """Say in one act that nothing of significance changed: a report of its own kind, submitted at once.

    It repeats the last published status, so that freshness is renewed and no progress is invented. Where the
    organisation asks for sign-off and ``by`` is not the focal point, it waits for that instead; also where a program
    acts for the focal point (``in_person`` is False), as that is nobody's signature.
    """
    at = at or timezone.now()
    commitment = _lock_commitment(commitment, organisation, by)
    _refuse_if_under_way(commitment, organisation)
    last = commitment.reports.current().filter(organisation=organisation).latest_first().first()
    if last is None:
        raise NothingToConfirm
    values = {
        "commitment": commitment,
        "organisation": organisation,
        "kind": ReportKind.NO_CHANGE,
        "covers_until": today_of(by, at),
        **_answering(asked_next(commitment, organisation, on=today_of(by, at))),
        **{name: getattr(last, name) for name in CARRIED},
    }
    try:
        with transaction.atomic():
            report = _create(values, by=by, at=at)
    except IntegrityError as error:
        raise UnderWay from error
    return hand_in(report=report, by=by, in_person=in_person, at=at)


@transaction.atomic
def hand_in(
    *, report: ProgressReport, by, in_person: bool = True, at: datetime.datetime | None = None
) -> ProgressReport:
    """Send a report on as far as ``by`` may: to the curators, or to the focal point where a sign-off is missing.

    ``in_person`` is False for a program, whose act signs nothing off. Raises as ``submit`` and ``ask_sign_off`` do.
    """
    # The organisation as it is now: it may have asked for sign-off since the page was opened.
    locked = workflow.lock(report)
    unsigned = permissions.needs_sign_off(locked) and not (in_person and permissions.can_sign_off(by, locked))
    step = workflow.ask_sign_off if unsigned else workflow.submit
    return step(report=report, by=by, at=at)
