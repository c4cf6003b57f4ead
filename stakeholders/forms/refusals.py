"""What a verb refuses, shown where the person can mend it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from stakeholders.errors import Conflict, Invalid, NotPermitted, ReasonRequired, Refused


@contextmanager
def shown_on(form: forms.BaseForm) -> Iterator[None]:
    """Put what a verb refuses onto ``form``, at its field where it has one; a conflict goes on to the view.

    Use: ``with shown_on(form): verb(...)``, then ask ``form.errors`` whether it was done. ``NotPermitted`` goes on,
    too: to the person the page then does not exist.
    """
    try:
        yield
    except (Conflict, NotPermitted):
        raise
    except Invalid as refusal:
        for name, message in refusal.errors.items():
            form.add_error(name if name in form.fields else None, str(message))
    except ReasonRequired as refusal:
        form.add_error("reason" if "reason" in form.fields else None, str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
