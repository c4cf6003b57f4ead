"""What imports do when a person is erased: files that name them are kept no longer."""

from __future__ import annotations

from django.dispatch import receiver

from imports.forgetting import forget_files
from progress.erasing.needles import Needles
from progress.signals import person_erasing


@receiver(person_erasing, dispatch_uid="imports.person_erasing")
def forget_named(*, needles: Needles, **_) -> None:
    """Tables that name the person, whatever was done with them."""
    forget_files(needles)
