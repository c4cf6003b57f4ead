"""How many files of evidence an organisation keeps, and whether there is room for one more."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Count, Sum

from progress.models import Evidence, EvidenceKind
from stakeholders import quotas
from stakeholders.models import Organisation
from stakeholders.quotas import Use


def used(organisation: Organisation) -> tuple[Use, Use]:
    """The files of the organisation's reports, and their bytes. Earlier revisions are kept, so they count."""
    files = Evidence.objects.filter(report__organisation=organisation, kind=EvidenceKind.FILE)
    found = files.aggregate(number=Count("pk"), size=Sum("size"))
    number = Use(found["number"], quotas.most(organisation, "files"))
    return number, Use(found["size"] or 0, quotas.most(organisation, "bytes"))


def require(organisation: Organisation, *, size: int) -> None:
    """Raise ``ValidationError`` where one more file of that size has no room. The organisation is held already."""
    number, room = used(organisation)
    if not number.has_room():
        raise ValidationError(quotas.no_room_for_files(number))
    if not room.has_room(size):
        raise ValidationError(quotas.no_room_for_bytes(room, size))
