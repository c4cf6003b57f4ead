"""The form in which a text of a page is written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pages.models import PageName, PageText, Place
from recommendations import three_way

LONGEST = 40_000


class PageTextForm(forms.Form):
    """A text, its place and the reason; ``version`` is that of the text which the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    place = forms.ChoiceField(label=_("Where it stands"), choices=Place.choices)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 16, "dir": "auto"}),
        help_text=_(
            "Markdown: # for a heading, * for a list, [words](address) for a link. Leave it empty to show the built-in "
            "text alone."
        ),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("It stays in the history. You need it to publish, not to preview."),
    )

    def __init__(self, data: Any = None, *, page: str, row: PageText | None, text: PageText | None = None) -> None:
        """``text`` is an earlier version that the form begins with, in place of the ``row`` itself."""
        begun = text or row
        super().__init__(
            data,
            initial={
                "version": row.version if row else 0,
                "place": begun.place if begun else Place.BEFORE,
                "text": begun.text if begun else "",
            },
        )
        if page == PageName.METHOD:
            self.fields["place"].choices = [one for one in Place.choices if one[0] != Place.INSTEAD]  # type: ignore[attr-defined]
            self.fields["place"].help_text = _("The definitions of the numbers always stay.")
        three_way.remember(self)

    def clean_text(self) -> str:
        """Line ends alike, and no blank lines at the ends."""
        return self.cleaned_data["text"].replace("\r\n", "\n").strip()
