"""What the log calls each act and each kind of object, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import AccountAction
from outbox.models import AuditEntry
from outbox.states import State
from progress.models import EventAction
from recommendations.models import ScheduledState, Word
from recommendations.models.vocabulary import said
from stakeholders.models import CarryOverState, ChangeState

OWN: dict[str, str | Promise] = {
    "add": pgettext_lazy("event", "Added"),
    "change": pgettext_lazy("event", "Changed"),
    "delete": pgettext_lazy("event", "Deleted"),
    "evidence-add": _("Evidence attached"),
    "evidence-remove": _("Evidence removed"),
    "comment-write": _("Comment written"),
    "help-write": _("Message about help written"),
    "thread-close": _("Conversation closed"),
    "member-begin": _("Role in an organisation begun"),
    "member-end": _("Role in an organisation ended"),
    "member-invite": _("Invited to an organisation"),
    "assessor-invite": _("Invited to assess"),
    "assessor-end": _("Invitation to assess ended"),
    "member-hand-over": _("Work handed over"),
    "organisation-merge": _("Organisations merged"),
    "organisation-unmerge": _("Merge of organisations undone"),
    "organisation-distinct": _("Not a duplicate"),
    "work-give": _("Responsible person changed"),
    "file-upload": _("File uploaded"),
    "file-apply": _("File imported"),
    "file-discard": _("File discarded"),
    "file-undo": _("Import undone"),
    "sign-in": _("Signed in"),
    "invite": _("Invitation sent"),
    "invite-accept": _("Invitation accepted"),
    "invite-revoke": _("Invitation withdrawn"),
    "notice-publish": _("Cookie notice published"),
    "snapshot-take-down": _("Snapshot taken down"),
    "admin-add": _("Added in the administration"),
    "admin-change": _("Changed in the administration"),
    "admin-delete": _("Deleted in the administration"),
    "mail-suppress": _("Email address noted as not working"),
    "mail-unsuppress": _("Email address allowed again"),
}


def _of(prefix: str, choices) -> dict[str, str | Promise]:
    return {f"{prefix}-{one.value}": one.label for one in choices}


#: Every act, in the order in which the filter offers them.
ACTIONS: Mapping[str, str | Promise] = {
    **OWN,
    **_of("report", EventAction),
    **_of("proposal", ChangeState),
    **{f"scheduled-{state.value}": _label for state, _label in (
        (ScheduledState.WAITING, _("Change scheduled")),
        (ScheduledState.DONE, _("Scheduled change made")),
        (ScheduledState.CANCELLED, _("Scheduled change cancelled")),
        (ScheduledState.NOT_DONE, _("Scheduled change not made")),
    )},
    **{f"carry-over-{state.value}": _label for state, _label in (
        (CarryOverState.OFFERED, _("Organisation asked to carry a commitment over")),
        (CarryOverState.CONFIRMED, _("Commitment carried over")),
        (CarryOverState.REFUSED, _("Carrying over refused")),
        (CarryOverState.WITHDRAWN, _("Question about carrying over taken back")),
    )},
    **_of("account", AccountAction),
    **{f"mail-{state.value}": _state for state, _state in (
        (State.SENT, _("Email sent")),
        (State.UNCERTAIN, _("Email perhaps sent")),
        (State.FAILED, _("Email failed")),
        (State.CANCELLED, _("Email cancelled")),
    )},
    **{f"mail-{what.value}": _label for what, _label in (
        (AuditEntry.What.SEND_AGAIN, _("Email sent again by a person")),
        (AuditEntry.What.CANCEL, _("Email cancelled by a person")),
        (AuditEntry.What.RELEASE, _("Email released by a person")),
        (AuditEntry.What.HOLD_ALL, _("All email put on hold")),
        (AuditEntry.What.RELEASE_ALL, _("Sending of email resumed")),
    )},
}  # fmt: skip

#: The kinds of objects by which the log can be filtered.
KINDS = (
    "recommendations.edition", "recommendations.responsearea", "recommendations.recommendation",
    "recommendations.addressee", "recommendations.keyfinding", "recommendations.crosswalk",
    "recommendations.translation", "recommendations.actortype", "recommendations.term",
    "recommendations.catalogueimport", "stakeholders.organisation", "stakeholders.commitment",
    "stakeholders.response", "stakeholders.milestone",
    "stakeholders.indicator", "progress.progressreport", "progress.assessment", "progress.assessorgrant",
    "progress.reportingperiod", "opendata.snapshot",
)  # fmt: skip
#: Those of which administrators alone read.
RESTRICTED_KINDS = ("accounts.user", "accounts.invitation", "outbox.message", "consent.noticeversion")


#: The beginnings of acts of which administrators alone read.
RESTRICTED_ACTIONS = ("sign-in", "invite", "notice-", "admin-", "account-", "mail-")


def actions_for(everything: bool) -> list[tuple[str, str | Promise]]:
    """The acts to choose among: all of them, or those of which a curator reads."""
    return [one for one in ACTIONS.items() if everything or not one[0].startswith(RESTRICTED_ACTIONS)]


def action_label(action: str) -> str:
    """What an act is called; its code, if a later release knows it no more."""
    return str(ACTIONS.get(action, action))


WORDS = {"recommendations.recommendation": Word.RECOMMENDATION, "recommendations.responsearea": Word.RESPONSE_AREA}


def kind_label(kind: str) -> str:
    """What a kind of object is called, in the body's own word where it has one."""
    if kind in WORDS:
        return said(WORDS[kind])
    try:
        return capfirst(str(apps.get_model(kind)._meta.verbose_name))
    except (LookupError, ValueError):
        return kind


def field_label(kind: str, name: str) -> str:
    """What a field of a kind of object is called."""
    try:
        return capfirst(str(apps.get_model(kind)._meta.get_field(name).verbose_name))
    except Exception:  # no such model or field any more, or a count that is no field
        return capfirst(name.replace("_", " "))
