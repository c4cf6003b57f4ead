"""A table of people to invite, pasted or as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from identity.current import offered_languages
from stakeholders.forms.members import InviteSeveralForm
from stakeholders.invitation_sheets import decoded

MOST_BYTES = 200_000
MOST_CHARACTERS = 100_000


class InviteSheetForm(InviteSeveralForm):
    """Many people of many organisations, one a line."""

    lines = forms.CharField(
        label=_("People to invite"),
        max_length=MOST_CHARACTERS,
        required=False,
        widget=forms.Textarea({"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "One person on each line: email address, name, organisation and role, with a semicolon, comma or tab "
            "between them. Example: ana.ruiz@example.org; Ana Ruiz; Ministry of Justice; focal point"
        ),
    )
    file = forms.FileField(label=_("Or a CSV file"), required=False, allow_empty_file=True)
    language = forms.ChoiceField(
        label=_("Language of the invitation"),
        choices=offered_languages,
        initial=settings.LANGUAGE_CODE,
        help_text=_("For curators. Members of an organisation get it in the language in which it reports."),
    )
    field_order = ["lines", "file", "role", "language"]

    def clean(self) -> dict[str, Any]:
        """What the file holds takes the place of what was typed."""
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload is not None and upload.size > MOST_BYTES:
            self.add_error("file", _("This file is too large. Choose one of at most 200 KB, or split it."))
        elif upload is not None:
            cleaned["lines"] = decoded(upload.read())[:MOST_CHARACTERS].replace("\x00", "")
        if not self.errors and not cleaned.get("lines", "").strip():
            self.add_error("lines", _("Enter at least one person, or choose a file."))
        return cleaned
