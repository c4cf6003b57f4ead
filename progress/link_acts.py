"""What a person does behind a link of a mail: the verbs of the signed-in pages, by the person of the link."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import QueryDict

from accounts.days import today_of
from progress import drafts, snoozes, workflow
from progress.errors import Conflict, Incomplete, Refused
from progress.forms import ReportForm
from progress.link_forms import GiveForm
from progress.models import EventAction, ProgressReport, ReportLink, Snooze
from recommendations import three_way
from stakeholders import assignments

SUBMITTED, ASKED = "submitted", "asked"


@dataclass
class Outcome:
    """What became of a form: ``done`` names the page that says so; else the form is shown again with ``status``."""

    status: int = HTTPStatus.OK
    done: str = ""
    context: dict[str, Any] = field(default_factory=dict)


def blank(report: ProgressReport, link: ReportLink, form: ReportForm | None = None, **more: object) -> dict[str, Any]:
    """What the page of the report shows."""
    return {
        "report": report,
        "form": form or ReportForm(instance=report),
        "can_submit": workflow.may(link.user, EventAction.SUBMIT, report),
        **more,
    }


def save(report: ProgressReport, link: ReportLink, posted: QueryDict) -> Outcome:
    """Save what was typed, and pass it on when asked to. Nothing typed is lost: it comes back in the form."""
    form = ReportForm(posted, instance=report)
    if not form.is_valid():
        return Outcome(HTTPStatus.BAD_REQUEST, context=blank(report, link, form))
    try:
        saved = drafts.save(
            report=report,
            by=link.user,
            version=form.cleaned_data["version"],
            data=form.data_to_save,
            indicator_values=form.values_to_save,
        )
    except Conflict as conflict:
        return _merged(conflict.current, link, posted)
    except Refused as refusal:
        return Outcome(HTTPStatus.CONFLICT, context=blank(report, link, form, refused=refusal))
    return _pass_on(saved, link, posted) if posted.get("act") == "submit" else Outcome()


def _merged(current: ProgressReport, link: ReportLink, posted: QueryDict) -> Outcome:
    by = current.updated_by or current.author
    merged = three_way.merge(posted, ReportForm(instance=current), by=by, at=current.updated_at)
    merged.data["version"] = str(current.version)
    form = ReportForm(merged.data, instance=current)
    return Outcome(HTTPStatus.CONFLICT, context=blank(current, link, form, conflict=merged, user=link.user))


def _pass_on(saved: ProgressReport, link: ReportLink, posted: QueryDict) -> Outcome:
    submits = workflow.may(link.user, EventAction.SUBMIT, saved)
    try:
        (workflow.submit if submits else workflow.ask_sign_off)(report=saved, by=link.user)
    except Incomplete as incomplete:
        form = ReportForm({**posted.dict(), "version": saved.version}, instance=saved)
        form.is_valid()
        for name, problem in incomplete.errors.items():
            form.add_error(name, problem)
        return Outcome(HTTPStatus.BAD_REQUEST, context=blank(saved, link, form, saved=True))
    except Refused as refusal:
        return Outcome(HTTPStatus.CONFLICT, context=blank(saved, link, refused=refusal, saved=True))
    return Outcome(done=SUBMITTED if submits else ASKED)


def snooze(link: ReportLink, *, until: datetime.date) -> Snooze:
    """No reminders of it for the person before that day. Raises ``Refused``."""
    return snoozes.snooze(
        commitment=link.commitment,
        organisation=link.organisation,
        by=link.user,
        until=until,
        on=today_of(link.user),
    )


def give_form(link: ReportLink, posted: QueryDict | None) -> GiveForm:
    """The colleagues to choose from, and who owned it when the page was made."""
    owner = assignments.owner_of(link.commitment, link.organisation)
    initial = {"seen": owner.pk if owner else None}
    return GiveForm(posted, organisation=link.organisation, by=link.user, initial=initial)


def give(link: ReportLink, form: GiveForm):
    """Make the chosen colleague the owner, and return them. Raises ``Refused``, as when it has another owner by now."""
    person = form.colleagues[form.cleaned_data["to"]]
    assignments.give(
        commitment=link.commitment,
        organisation=link.organisation,
        to=person,
        by=link.user,
        seen=form.cleaned_data["seen"],
    )
    return person
