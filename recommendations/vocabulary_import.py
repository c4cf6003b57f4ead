"""The verb that makes a site speak the vocabulary of a file: new, changed and removed actor types, and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from . import changes
from .catalogue import authorise
from .changes import Stamp
from .models import ActorType, Term
from .vocabulary import in_use, uses
from .vocabulary_file import LANGUAGES, TypeInFile, VocabularyDocument


@dataclass(slots=True)
class Imported:
    """What an import did, or would do, by key."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


@transaction.atomic
def import_vocabulary(
    *, document: VocabularyDocument, reason: str, by: Any = None, allow_losses: bool = False, dry_run: bool = False
) -> Imported:
    """Make the site's vocabulary that of the file; the same file again changes nothing. ``by`` None: the operator.

    Raises ``ValidationError`` where nobody said why, where a type that the file leaves out is in use, or where types
    would go and nobody allowed that; ``PermissionDenied``.
    """
    if by is not None:
        authorise(by)
    present = {row.code: row for row in ActorType.objects.select_for_update().order_by("pk")}
    terms = list(Term.objects.select_for_update().order_by("pk"))
    types = [_wanted(place, one, present.get(one.code)) for place, one in enumerate(document.actor_types, start=1)]
    kept = {one.code for one in document.actor_types}
    gone = [row for code, row in present.items() if code not in kept]
    done = Imported(
        created=[row.code for row, _differs in types if row.pk is None],
        changed=[row.code for row, differs in types if row.pk and differs],
        removed=[row.code for row in gone],
    )
    words = [term for term in terms if _say(term, document.terms.get(term.key, {}))]
    done.changed += [term.key for term in words]
    _refuse(done, gone, reason=reason, allow_losses=allow_losses, dry_run=dry_run)
    if not dry_run:
        stamp = Stamp(by=by, at=timezone.now(), reason=reason.strip())
        for row in gone:
            changes.delete(row, stamp)
        for one in [*(row for row, differs in types if differs), *words]:
            changes.save(one, stamp)
    return done


def _wanted(position: int, one: TypeInFile, row: ActorType | None) -> tuple[ActorType, bool]:
    """The row as the file wants it, and whether that is another than it is."""
    row = row or ActorType(code=one.code)
    wanted = {"position": position, "answers_for": one.answers_for}
    wanted |= {f"name_{language}": one.names.get(language, "") for language in LANGUAGES}
    differs = row.pk is None or any(getattr(row, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(row, name, value)
    return row, differs


def _say(term: Term, names: dict[str, str]) -> bool:
    """Let a word be said as the file says; False when it is already."""
    wanted = {f"name_{language}": names.get(language, "") for language in LANGUAGES}
    differs = any(getattr(term, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(term, name, value)
    return differs


def _refuse(done: Imported, gone: list[ActorType], *, reason: str, allow_losses: bool, dry_run: bool) -> None:
    problems = [f"{row.code}: {in_use(used)}" for row in gone if (used := uses(row.code))]
    if problems:
        raise ValidationError(problems)
    if dry_run:
        return
    if gone and not allow_losses:
        raise ValidationError(_("The file leaves out actor types of the site. Allow it to remove them."))
    if (done.created or done.changed or done.removed) and not reason.strip():
        raise ValidationError(_("Enter a reason. It is public."))
