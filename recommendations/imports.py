"""Bringing a checked catalogue file in: first a plan of every difference, then the writing of exactly that plan.

Importing the same file twice changes nothing, not even the history. Nothing is ever deleted: what the file leaves
out is reported. What would lose text or change the meaning of something published stops and asks.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from names.phrases import listed

from .catalogue_file import CatalogueDocument
from .changes import Stamp
from .import_plan import Plan, Step, plan_for
from .import_writing import write
from .models import ActorType, Edition, EditionState
from .permissions import may_curate, refuse_while_blocked
from .positioned_json import FileError, FileRefusedError

#: Fields whose change alters what a published recommendation or figure says.
MEANING = {
    "recommendation": {"text", "obligation", "addressees", "area"},
    "actor_type": {"answers_for"},
    "key_finding": {"value", "unit", "statement", "population", "year_from", "year"},
}


@dataclass(frozen=True, slots=True)
class Question:
    """Something that stops an import, and the words for it.

    ``reason`` and ``losses`` are answered by the parameters of these names; ``outdated`` by looking again.
    """

    code: str
    message: str


class ImportStoppedError(Exception):
    """The import asks first; ``questions`` says what, ``result`` holds the whole preview. Nothing was written."""

    def __init__(self, questions: list[Question], result: ImportResult) -> None:
        self.questions = questions
        self.result = result
        super().__init__("\n".join(question.message for question in questions))


@dataclass(slots=True)
class ImportResult:
    """What an import did, or would do (``dry_run``), object by object."""

    edition_code: str
    dry_run: bool
    created: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    unchanged: list[Step] = field(default_factory=list)
    #: (kind, name) of objects of the edition that the file does not hold; they stay as they are.
    missing: list[tuple[str, str]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """The same for two plans exactly when they would write the same: what was previewed is what is done."""
        rows: list[Any] = [[step.kind, step.name, "created"] for step in self.created]
        for step in [*self.created, *self.changed]:
            rows += [[step.kind, step.name, d.field, str(d.before), str(d.after)] for d in step.differences]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def import_catalogue(
    *,
    document: CatalogueDocument,
    by: Any = None,
    dry_run: bool = False,
    reason: str = "",
    allow_losses: bool = False,
    expected: str = "",
) -> ImportResult:
    """Make the database's edition as the document says; all of it or nothing.

    ``by`` is the person who does it, None for the system (the command). ``reason`` is kept in the history and needed
    when something published changes its meaning. ``expected`` is the fingerprint of the preview that a person agreed
    to; where the import would by now do something else, it stops. With ``dry_run`` nothing is written or locked.
    Raises FileRefusedError when the document contradicts what is there, ImportStoppedError when it asks first,
    PermissionDenied.
    """
    if by is not None and not may_curate(by):
        raise PermissionDenied
    if dry_run:
        return _result(plan_for(document), reason=reason, allow_losses=allow_losses, dry_run=True)
    if by is not None:
        refuse_while_blocked(by)
    try:
        with transaction.atomic():
            # Two imports of one edition follow one another; the second then plans on what the first left.
            list(Edition.objects.select_for_update().filter(code=document.edition["code"]))
            list(ActorType.objects.select_for_update().order_by("code"))
            plan = plan_for(document)
            result = _result(plan, reason=reason, allow_losses=allow_losses, dry_run=False)
            if expected and result.fingerprint != expected:
                message = _("The catalogue has changed since this preview. Preview the changes again.")
                result.questions.append(Question("outdated", message))
            if result.questions:
                raise ImportStoppedError(result.questions, result)
            write(plan, Stamp(by=by, at=timezone.now(), reason=reason or _("Imported from a catalogue file.")))
    except IntegrityError as error:
        message = _("Something else changed the same edition at the same time. Nothing was imported. Try again.")
        raise FileRefusedError([FileError(message)]) from error
    return result


def _result(plan: Plan, *, reason: str, allow_losses: bool, dry_run: bool) -> ImportResult:
    result = ImportResult(edition_code=plan.edition.name, dry_run=dry_run, missing=plan.missing)
    for step in plan.steps():
        if step.is_new:
            result.created.append(step)
        elif step.differences:
            result.changed.append(step)
        else:
            result.unchanged.append(step)
    if not allow_losses:
        result.questions += _losses(result.changed)
    if not reason.strip():
        is_public = not plan.edition.is_new and plan.edition_state_before != EditionState.DRAFT
        # Who answers for whom is the whole site's: it asks for a reason, whichever edition brings it.
        result.questions += _meaning([step for step in result.changed if is_public or step.kind == "actor_type"])
    return result


def _losses(changed: list[Step]) -> list[Question]:
    lost = [f"{step.name} {d.field}" for step in changed for d in step.differences if d.loses]
    if not lost:
        return []
    message = ngettext(
        "The file would empty or remove %(count)d existing item: %(names)s.",
        "The file would empty or remove %(count)d existing items: %(names)s.",
        len(lost),
    )
    return [Question("losses", message % {"count": len(lost), "names": _listed(lost)})]


def _meaning(changed: list[Step]) -> list[Question]:
    names = [step.name for step in changed if {d.field for d in step.differences} & MEANING.get(step.kind, set())]
    if not names:
        return []
    message = ngettext(
        "The file changes the meaning of %(count)d published item: %(names)s. Enter a reason. It is public.",
        "The file changes the meaning of %(count)d published items: %(names)s. Enter a reason. It is public.",
        len(names),
    )
    return [Question("reason", message % {"count": len(names), "names": _listed(names)})]


def _listed(names: list[str], most: int = 10) -> str:
    return listed(names[:most]) + (" …" if len(names) > most else "")
