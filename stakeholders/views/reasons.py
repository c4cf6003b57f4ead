"""Pages that ask why, and then carry out a verb on an organisation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.kept_forms import typed_before
from stakeholders.errors import Conflict
from stakeholders.forms.refusals import shown_on
from stakeholders.forms.steps import ReasonForm
from stakeholders.models import Organisation


@dataclass(frozen=True)
class Asked:
    """What came of a request: the form to show, or ``is_done``. The organisation is as it now is."""

    organisation: Organisation
    form: ReasonForm
    status: int
    is_done: bool = False

    @property
    def changed(self) -> bool:
        """Did somebody else change the organisation meanwhile?"""
        return self.status == 409


def ask_why(request: HttpRequest, organisation: Organisation, verb: Callable[..., object]) -> Asked:
    """Ask for a reason, or call ``verb`` with ``by``, ``reason`` and the ``version`` that was seen.

    Who comes late gets what they typed again, with the version that is there now (409).
    """
    if request.method != "POST":
        return Asked(organisation, _form(typed_before(request), organisation), 200)
    form = _form(request.POST, organisation)
    if not form.is_valid():
        return Asked(organisation, form, 400)
    try:
        with shown_on(form):
            given = form.cleaned_data
            verb(by=request.user, reason=given["reason"], version=given["version"] or 0)
    except Conflict as refusal:
        posted = request.POST.copy()
        posted["version"] = str(refusal.current.version)
        return Asked(refusal.current, _form(posted, refusal.current), 409)
    return Asked(organisation, form, 400, is_done=not form.errors)


def _form(posted: QueryDict | None, organisation: Organisation) -> ReasonForm:
    return ReasonForm(posted, initial={"version": organisation.version}, help_text=_("The public sees this reason."))
