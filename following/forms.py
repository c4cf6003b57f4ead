"""The one form: where to write, and in which language."""

from __future__ import annotations

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dashboard.navigation import language_links


def _languages() -> list[tuple[str, str]]:
    """Each language by its own name."""
    return [(one.code, one.name) for one in language_links("/")]


class FollowForm(forms.Form):
    """An address and a language; the page's own is offered first."""

    email = forms.EmailField(
        label=_("Your email address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    language = forms.ChoiceField(label=_("Language of the emails"), choices=_languages, initial=get_language)
