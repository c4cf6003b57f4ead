"""The form of the first run: one page, so that nothing typed waits on another one."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desk.identity_form import ColoursMixin, LanguagesMixin, PicturesMixin
from desk.setting_up import GTA_2021, FirstRun, empty_edition
from identity.changing import FIELDS
from names import single_line
from recommendations.catalogue_file import CatalogueDocument, read_catalogue
from recommendations.positioned_json import MAX_BYTES, FileRefusedError

EMPTY, FILE, TABLE, GTA, LATER = "empty", "file", "table", "gta", "later"


class SetupForm(PicturesMixin, ColoursMixin, LanguagesMixin, forms.Form):
    """Site, people to ask, first administrator, first catalogue."""

    name = forms.CharField(
        label=_("Name of the site"),
        max_length=120,
        validators=[single_line],
        help_text=_("On every page, in emails, files and feeds."),
    )
    controller = forms.CharField(
        label=_("Data controller"),
        max_length=200,
        validators=[single_line],
        help_text=_("The body that answers for personal data, with its full name."),
    )
    contact = forms.EmailField(
        label=_("Contact address"), help_text=_("Where people write with questions and about their data.")
    )
    administrator_name = forms.CharField(
        label=_("Name of the first administrator"), max_length=200, validators=[single_line]
    )
    administrator_email = forms.EmailField(
        label=_("Email of the first administrator"), help_text=_("They sign in with it. “Send a test email” goes here.")
    )
    is_curator = forms.BooleanField(
        label=_("They are a curator as well"),
        required=False,
        help_text=_("Curators keep the catalogue, review reports and publish them."),
    )
    catalogue = forms.ChoiceField(
        label=_("Recommendations to begin with"),
        widget=forms.RadioSelect,
        initial=EMPTY,
        choices=[
            (EMPTY, _("An empty edition, to fill in by hand")),
            (FILE, _("A catalogue file")),
            (TABLE, _("A spreadsheet, to bring in after signing in")),
            (GTA, _("The Global Threat Assessment 2021")),
            (LATER, _("Nothing yet")),
        ],
    )
    edition_title = forms.CharField(
        label=_("Title of the edition"),
        required=False,
        max_length=200,
        validators=[single_line],
        help_text=_("For an empty edition, and for the one that the spreadsheet goes into."),
    )
    edition_code = forms.CharField(
        label=_("Code of the edition"),
        required=False,
        max_length=32,
        validators=[single_line],
        help_text=_("It stands before every reference: ROADS-2026."),
    )
    catalogue_file = forms.FileField(label=_("Catalogue file"), required=False, help_text=_("JSON, up to 5 MB."))

    field_order = (
        "name", "logo_file", "logo_off", "icon_file", "icon_off", "accent_light", "accent_dark", "languages",
        "controller", "contact", "administrator_name", "administrator_email", "is_curator", "catalogue",
        "edition_title", "edition_code", "catalogue_file",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.cleaned_data["document"] = self._document()
        if self.cleaned_data.get("catalogue") == TABLE and not self.cleaned_data.get("is_curator"):
            self.add_error(
                "is_curator", _("Only curators bring in a spreadsheet. Tick this, or begin with something else.")
            )
        if self.errors and self.cleaned_data.get("catalogue_file") and "catalogue_file" not in self.errors:
            self.add_error("catalogue_file", _("Choose the file again: browsers do not keep it."))
        return self.cleaned_data

    def _document(self) -> CatalogueDocument | None:
        kind, said = self.cleaned_data.get("catalogue"), self.cleaned_data
        try:
            if kind == GTA:
                return read_catalogue(GTA_2021.read_bytes())
            if kind == FILE:
                return self._of_file(said.get("catalogue_file"))
            if kind in (EMPTY, TABLE):
                return self._empty(said)
        except FileRefusedError as refusal:
            where = "catalogue_file" if kind == FILE else "edition_code"
            self.add_error(where, [str(one) for one in refusal.errors[:5]])
        return None

    def _of_file(self, file: Any) -> CatalogueDocument | None:
        if not file:
            self.add_error("catalogue_file", _("Choose a catalogue file."))
            return None
        return read_catalogue(file.read(MAX_BYTES + 1))

    def _empty(self, said: dict[str, Any]) -> CatalogueDocument | None:
        for name, words in (("edition_title", _("Enter a title.")), ("edition_code", _("Enter a code: ROADS-2026."))):
            if not said.get(name):
                self.add_error(name, words)
        if not (said.get("edition_title") and said.get("edition_code") and said.get("name")):
            return None
        publisher = said.get("controller") or said["name"]
        year = datetime.datetime.now(tz=datetime.UTC).year
        return empty_edition(
            code=said["edition_code"].strip().upper(), title=said["edition_title"], publisher=publisher, year=year
        )

    def first_run(self) -> FirstRun:
        """What the verb takes."""
        said = self.cleaned_data
        return FirstRun(
            identity={name: said[name] for name in FIELDS if name in said},
            reason=str(_("First run")),
            email=said["administrator_email"],
            name=said["administrator_name"],
            language=get_language() or settings.LANGUAGE_CODE,
            is_curator=said["is_curator"],
            catalogue=said["document"],
        )

    def take(self, refusal: ValidationError) -> None:
        """Show a refusal of the verb at its field, where the form has that field."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, messages in refusal.message_dict.items():
            self.add_error(name if name in self.fields else None, messages)
