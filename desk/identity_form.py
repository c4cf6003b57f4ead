"""The form of the site's identity. A picture that was sent once stays with the form, whatever else is wrong in it."""

from __future__ import annotations

from typing import IO, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from identity import changing, colours, pictures
from identity.current import address_of
from identity.models import COLOUR, Identity, Picture
from recommendations import three_way

KEEPERS = {"logo": pictures.keep_logo, "icon": pictures.keep_icon}
TYPED_COLOUR = RegexValidator(r"\A#?[0-9A-Fa-f]{6}\Z", COLOUR.message)


class PicturesMixin(forms.Form):
    """Logo and icon: a file, the one that is there already, or none."""

    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("At the top of every page, beside the name. PNG, JPEG or WebP, up to 2 MB."),
    )
    logo_off = forms.BooleanField(label=_("Show no logo"), required=False)
    logo_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    icon_file = forms.FileField(
        label=_("Icon"),
        required=False,
        help_text=_("Small and square, in the browser’s tab. PNG, JPEG or WebP, up to 2 MB."),
    )
    icon_off = forms.BooleanField(label=_("Show no icon"), required=False)
    icon_kept = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Label and address of each picture that stays with the form, so that nobody need send it again."""
        pairs = [(self.fields[f"{name}_file"].label, self[f"{name}_kept"].value()) for name in KEEPERS]
        known = Picture.objects.in_bulk([digest for _label, digest in pairs if digest])
        return [(str(label), address_of(digest)) for label, digest in pairs if digest in known]

    def clean(self) -> dict[str, Any]:
        """``logo`` and ``icon`` as pictures. Side effect: new ones are saved, for the form that comes next."""
        super().clean()
        for name in KEEPERS:
            self.cleaned_data[name] = self._picture(name)
        return self.cleaned_data

    def _picture(self, name: str) -> Picture | None:
        if self.cleaned_data.get(f"{name}_off"):
            return None
        if file := self.cleaned_data.get(f"{name}_file"):
            return self._kept(name, file)
        return Picture.objects.filter(pk=self.cleaned_data.get(f"{name}_kept", "")).first()

    def _kept(self, name: str, file: IO[bytes]) -> Picture | None:
        try:
            picture = KEEPERS[name](file)
        except ValidationError as refusal:
            self.add_error(f"{name}_file", refusal)
            return None
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        self.data[self.add_prefix(f"{name}_kept")] = picture.pk  # type: ignore[index]
        return picture


class ColoursMixin(forms.Form):
    """Two colours, measured against what they stand on."""

    accent_light = forms.CharField(
        label=_("Colour on light pages"),
        required=False,
        max_length=7,
        validators=[TYPED_COLOUR],
        help_text=_("Of links and buttons, as # and six characters. Leave it empty for the built-in #0b5a6f."),
    )
    accent_dark = forms.CharField(
        label=_("Colour on dark pages"),
        required=False,
        max_length=7,
        validators=[TYPED_COLOUR],
        help_text=_("A lighter one of the same kind. Leave it empty for the built-in #7cc4d6."),
    )

    def clean_accent_light(self) -> str:
        return self._colour("accent_light", colours.LIGHT)

    def clean_accent_dark(self) -> str:
        return self._colour("accent_dark", colours.DARK)

    def _colour(self, name: str, theme: colours.Theme) -> str:
        colour = self.cleaned_data[name].strip().lower()
        if colour and not colour.startswith("#"):
            colour = f"#{colour}"
        if problem := changing.colour_problem(colour, theme):
            raise ValidationError(problem)
        return colour


class LanguagesMixin(forms.Form):
    """The languages that the site is offered in."""

    languages = forms.MultipleChoiceField(
        label=_("Languages of the site"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Pages, search engines and emails use these. English is always one of them."),
    )

    def clean_languages(self) -> str:
        chosen = {settings.LANGUAGE_CODE, *self.cleaned_data["languages"]}
        return " ".join(code for code, _name in settings.LANGUAGES if code in chosen)


def offered(row: Identity) -> list[str]:
    """The codes that a form begins with."""
    return row.languages.split() or [code for code, _name in settings.LANGUAGES]


class IdentityForm(PicturesMixin, ColoursMixin, LanguagesMixin, forms.ModelForm):
    """Everything that a row says; ``version`` is that of the identity which the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("It stays in the history. You need it to save, not to preview."),
    )

    field_order = (
        "name", "name_fr", "name_es", "name_ar", "short_name", "logo_file", "logo_off", "icon_file", "icon_off",
        "accent_light", "accent_dark", "lead_en", "lead_fr", "lead_es", "lead_ar", "mail_header", "mail_footer",
        "languages", "controller", "contact", "processors", "reason",
    )  # fmt: skip

    class Meta:
        model = Identity
        fields = (
            "name", "name_fr", "name_es", "name_ar", "short_name", "accent_light", "accent_dark",
            "lead_en", "lead_fr", "lead_es", "lead_ar", "mail_header", "mail_footer",
            "controller", "contact", "processors",
        )  # fmt: skip
        widgets = {
            **{f"lead_{code}": forms.Textarea({"rows": 2, "dir": "auto"}) for code in ("en", "fr", "es", "ar")},
            **{f"name_{code}": forms.TextInput({"dir": "auto", "lang": code}) for code in ("fr", "es", "ar")},
            "mail_footer": forms.Textarea({"rows": 3, "dir": "auto"}),
            "processors": forms.Textarea({"rows": 4, "dir": "auto"}),
        }
        help_texts = {
            "name": _("On every page, in emails, files and feeds."),
            "name_fr": _("Leave it empty where the site has one name in all languages."),
            "short_name": _("Up to 16 characters, where there is little room: in the browser’s search field."),
            "lead_en": _("One or two sentences below the heading of the front page."),
            "mail_header": _("Above the text of every email."),
            "mail_footer": _("Below the text of every email: who you are, and where."),
            "controller": _(
                "Who answers for personal data. A new one is a new cookie notice, and everybody is asked again."
            ),
            "contact": _("Where people write with questions and about their data."),
            "processors": _("Who handles personal data for you, one a line, with what they do. On the privacy page."),
        }

    def __init__(self, data: Any = None, files: Any = None, *, row: Identity, text: Identity | None = None) -> None:
        """``text`` is an earlier version that the form begins with, in place of the ``row`` itself."""
        begun = text or row
        more = {
            "version": row.version if row.pk else 0,
            "languages": offered(begun),
            "logo_kept": begun.logo_id or "",
            "icon_kept": begun.icon_id or "",
        }
        super().__init__(data, files, instance=begun, initial=more)
        three_way.remember(self)

    def _post_clean(self) -> None:
        """Nothing is written into the row here: the verb does, and checks it all."""

    def values(self) -> dict[str, Any]:
        """What the person wants the row to say."""
        return {name: self.cleaned_data[name] for name in changing.FIELDS}
