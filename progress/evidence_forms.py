"""The forms of evidence: what is added to a report, and what is said of the pieces that are attached already."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from names import single_line
from names.phrases import listed
from progress.file_types import EXTENSIONS
from progress.models import Evidence, EvidenceAudience, EvidenceKind, ProgressReport
from stakeholders.fields import PartialDateField

MORE_LINKS = 3  # blank rows for links besides the first; a saved form offers as many again


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A file field that takes several files and gives a list of them."""

    widget = SeveralFilesInput(attrs={"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        # An empty file is examined with the others, so that its message names it.
        return [file for file in files if file]


def _link(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("The full web address, beginning with https://"),
        required=False,
        max_length=2000,
        widget=forms.URLInput,
    )


class DescriptionForm(forms.Form):
    """What is said of a piece of evidence."""

    marks_required = True  # as the report's form around it

    title = forms.CharField(label=_("Title"), required=False, max_length=200, validators=[single_line])
    dated = PartialDateField(
        label=_("Date of the evidence"),
        help_text=_("The date it was created or published, as far as you know it. Not today’s date."),
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language of the evidence"), required=False, choices=[("", _("Not stated")), *settings.LANGUAGES]
    )
    audience = forms.ChoiceField(label=_("Who can see it"), choices=EvidenceAudience.choices, initial="public")

    @property
    def description(self) -> dict[str, Any]:
        """What the verbs of ``progress.evidence`` take, but for the title."""
        return {name: self.cleaned_data[name] for name in ("dated", "language", "audience")}


class EvidenceForm(DescriptionForm):
    """New evidence, beside the report's own fields: one link, any number of files, one date for what is added."""

    url = _link(_("Link"))
    files = SeveralFilesField(label=_("Files"), required=False)  # type: ignore[assignment]  # a field of this name

    prefix = "evidence"
    field_order = ("url", "files")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = _(
            "What it is. If you leave this blank, we use the file name. If you add several files, we add each "
            "file name."
        )
        self.fields["files"].help_text = format_lazy(
            _(
                "Up to {size} MB each. File types: {types}. Only upload documents about policy work. Never upload "
                "illegal or harmful material. We remove details hidden in a file (who made it, where, with what) "
                "before anyone can open it."
            ),
            size=settings.EVIDENCE_MAX_BYTES // (1024 * 1024),
            types=listed(EXTENSIONS),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        described = data.get("title") or data.get("dated")
        if described and not (data.get("url") or data.get("files") or {"url", "files"} & self.errors.keys()):
            self.add_error("url", _("Enter the link, or choose the file, that this title or date belongs to."))
        return data


class LinkForm(DescriptionForm):
    """One more link with what is said of it. A blank row adds nothing."""

    url = _link(_("Link"))

    field_order = ("url", "title")

    def __init__(self, data: Any, *, number: int) -> None:
        # What has no such row, such as a program, leaves it blank.
        prefix = f"link-{number}"
        super().__init__(data if data is not None and f"{prefix}-url" in data else None, prefix=prefix)
        self.number = number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (data.get("title") or data.get("dated")) and not (data.get("url") or "url" in self.errors):
            self.add_error("url", _("Enter the link that this title or date belongs to."))
        return data


class PieceForm(DescriptionForm):
    """A piece that is attached already: what is said of it, and a file that takes the place of its file.

    Of what a correction carries over only the file can be replaced: the rest belongs to a published report.
    """

    replacement = forms.FileField(
        label=_("Replace the file"),
        help_text=_("The file that is there now is kept as an earlier revision. The public gets the newest."),
        required=False,
    )

    def __init__(self, data: Any, files: Any, *, piece: Evidence, report: ProgressReport) -> None:
        self.piece, prefix = piece, f"piece-{piece.pk}"
        names = ("title", "dated", "language", "audience")
        is_sent = data is not None and (f"{prefix}-title" in data or f"{prefix}-replacement" in (files or ()))
        super().__init__(
            data if is_sent else None, files if is_sent else None, prefix=prefix,
            initial={name: getattr(piece, name) for name in names},
        )  # fmt: skip
        self.is_own = piece.report_id == report.pk
        if piece.kind != EvidenceKind.FILE:
            del self.fields["replacement"]
        if piece.cleaning_problem:
            self.fields["audience"].disabled = True
        for name in () if self.is_own else names:
            del self.fields[name]

    @property
    def says_otherwise(self) -> bool:
        """Was something of what is said of the piece changed?"""
        return bool(self.is_own and set(self.changed_data) - {"replacement"})


class EvidenceForms:
    """All that a report's page asks of evidence, from what was sent (``data``, ``files``) or blank."""

    def __init__(self, report: ProgressReport, data: Any = None, files: Any = None) -> None:
        self.first = EvidenceForm(data, files)
        self.links = [LinkForm(data, number=number) for number in range(2, MORE_LINKS + 2)]
        self.pieces = [PieceForm(data, files, piece=piece, report=report) for piece in report.latest_evidence]

    @property
    def all(self) -> list[DescriptionForm]:
        """Every form, in the order of the page."""
        return [*self.pieces, self.first, *self.links]

    @property
    def errors(self) -> list[Any]:
        """The problems of those that were sent."""
        return [form.errors for form in self.all if form.is_bound and form.errors]

    def again(self, report: ProgressReport) -> EvidenceForms:
        """The same with what is refused, over the evidence as it is now."""
        refused = {form.piece.pk: form for form in self.pieces if form.is_bound and form.errors}
        now = EvidenceForms(report)
        self.pieces = [refused.get(form.piece.pk, form) for form in now.pieces]
        return self

    @property
    def has_more_links(self) -> bool:
        """Was something typed into the rows for more links?"""
        return any(form.is_bound and form.has_changed() for form in self.links)
