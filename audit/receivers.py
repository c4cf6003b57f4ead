"""What the log does when a person is erased: it is not found by their name any more."""

from __future__ import annotations

from django.db.models import Q
from django.dispatch import receiver

from audit.models import Entry
from audit.recording import LONGEST_REASON, person_words
from names.erased import ADDRESS, NAME
from progress.signals import person_erased
from search.folding import tokens


@receiver(person_erased, dispatch_uid="audit.person_erased")
def forget_words(**_) -> None:
    """Entries from whose texts a name or an address was taken are found by what they say now."""
    emptied = Q()
    for instead in (NAME, ADDRESS):
        emptied |= Q(label__contains=instead) | Q(reason__contains=instead)
    for entry in Entry.objects.filter(emptied).order_by("pk"):
        said = tokens(f"{entry.label} {entry.reason[:LONGEST_REASON]}")
        entry.words = [*said, *person_words(entry.by_id, entry.about_id)]
        entry.save(update_fields=["words"])
