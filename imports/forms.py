"""What a curator fills in on the way of a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.kinds import KINDS
from imports.kinds.base import Field, InWords, Kind
from imports.kinds.recommendations import editions
from imports.models import Import, ImportKind, Outcome
from imports.settings import EMPTY, FIRST, LAST, Settings
from imports.tables import Choices
from imports.tables.encodings import ENCODINGS
from names import single_line

CATALOGUE = "catalogue"
SEPARATORS = (
    ("", gettext_lazy("Guess: | ; or a new line")),
    ("|", "|"),
    (";", ";"),
    (",", ","),
    ("\n", gettext_lazy("A new line")),
)
ORDERS = (
    ("", gettext_lazy("Not needed")),
    ("1", gettext_lazy("Day first: 31/12/2026")),
    ("0", gettext_lazy("Month first: 12/31/2026")),
)
COUNTS = ((FIRST, gettext_lazy("The first counts")), (LAST, gettext_lazy("The last counts")))
MARKS = (("", gettext_lazy("Not needed")), (",", gettext_lazy("Comma: 12,5")), (".", gettext_lazy("Point: 12.5")))


class BringForm(forms.Form):
    """A file, and what it is."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is in the file"),
        error_messages={"required": gettext_lazy("Choose what the rows of the file are.")},
        choices=[
            ("", gettext_lazy("Choose")),
            *[(kind, ImportKind(kind).label) for kind in KINDS],
            (CATALOGUE, gettext_lazy("A whole edition of the catalogue (JSON)")),
        ],
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # the reader says what is wrong with it
        help_text=gettext_lazy("CSV, XLSX, XLS or ODS of any layout, at most 50 MB; or a catalogue as JSON."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls,.ods,.json"}),
    )


class FileForm(forms.Form):
    """How a file is read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_row = forms.IntegerField(label=gettext_lazy("Row of the headings"), min_value=1, max_value=1000)
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"), required=False, choices=[("", "–"), *ENCODINGS.items()]
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Delimiter"),
        required=False,
        choices=[
            (",", gettext_lazy("Comma")),
            (";", gettext_lazy("Semicolon")),
            ("\t", gettext_lazy("Tab")),
            ("|", gettext_lazy("Vertical line")),
        ],
    )

    def __init__(self, *args: Any, upload: Import, **kwargs: Any) -> None:
        kwargs["initial"] = {**upload.choices, "version": upload.version}
        super().__init__(*args, **kwargs)
        sheets = upload.found.get("sheets") or []
        self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]
        if len(sheets) < 2:
            del self.fields["sheet"]
        if upload.found.get("kind") != "csv":
            del self.fields["encoding"], self.fields["delimiter"]

    def choices_given(self) -> Choices:
        """What was chosen; only after ``is_valid``."""
        names = ("sheet", "header_row", "encoding", "delimiter")
        return Choices(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class ColumnsForm(forms.Form):
    """Which column holds what, what holds for all rows, and how rows are told apart."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Name of this mapping"),
        max_length=80,
        validators=[single_line],
        help_text=gettext_lazy("A file with the same columns finds it again."),
    )
    key = forms.ChoiceField(label=gettext_lazy("What tells two rows apart"))
    duplicates = forms.ChoiceField(label=gettext_lazy("Where several rows have the same key"), choices=COUNTS)
    separator = forms.ChoiceField(
        label=gettext_lazy("Between several values in a cell"), required=False, choices=SEPARATORS
    )
    day_first = forms.ChoiceField(
        label=gettext_lazy("Order in dates such as 03/04/2026"), required=False, choices=ORDERS
    )
    decimal_mark = forms.ChoiceField(label=gettext_lazy("Decimals in numbers"), required=False, choices=MARKS)

    def __init__(self, *args: Any, upload: Import, given: Settings, mapping_name: str, **kwargs: Any) -> None:
        self.kind: Kind = KINDS[upload.kind]
        initial: dict[str, Any] = {
            "version": upload.version,
            "name": mapping_name,
            "key": given.key,
            "duplicates": given.duplicates,
            "separator": given.separator,
            "day_first": "" if given.day_first is None else str(int(given.day_first)),
            "decimal_mark": given.decimal_mark or "",
        }
        for field in self.kind.fields:
            initial[f"column-{field.name}"] = given.columns.get(field.name, "")
            initial[f"default-{field.name}"] = given.defaults.get(field.name, "")
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields["key"].choices = self.kind.keys  # type: ignore[attr-defined]
        words = InWords()
        columns = [("", _("No column")), *[(name, name) for name in upload.found["columns"]]]
        for field in self.kind.fields:
            self.fields[f"column-{field.name}"] = forms.ChoiceField(label=field.label, choices=columns, required=False)
            if field.default:
                self.fields[f"default-{field.name}"] = _default(field, words)

    def pairs(self) -> list[tuple[Field, Any, Any]]:
        """Each field of the kind with its choice of a column, and its value for all rows where it may have one."""
        return [
            (one, self[f"column-{one.name}"], self[f"default-{one.name}"] if one.default else None)
            for one in self.kind.fields
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for field in self.kind.fields:
            given = cleaned.get(f"column-{field.name}") or cleaned.get(f"default-{field.name}")
            if field.required and not given and f"column-{field.name}" not in self.errors:
                self.add_error(f"column-{field.name}", _what_is_missing(field))
        key = cleaned.get("key")
        if key in self.kind.by_name and not cleaned.get(f"column-{key}"):
            self.add_error("key", _("Choose the column that holds this key, or tell the rows apart by something else."))
        return cleaned

    def settings_given(self) -> Settings:
        """What was said; only after ``is_valid``."""
        said = self.cleaned_data
        names = [one.name for one in self.kind.fields]
        return Settings(
            columns={name: said[f"column-{name}"] for name in names if said[f"column-{name}"]},
            defaults={name: said[f"default-{name}"] for name in names if said.get(f"default-{name}")},
            separator=said["separator"],
            day_first=bool(int(said["day_first"])) if said["day_first"] else None,
            decimal_mark=said["decimal_mark"] or None,
            key=said["key"],
            duplicates=said["duplicates"],
        )


def _what_is_missing(field: Field) -> str:
    if field.vocabulary is editions and not editions():
        return _("There is no edition yet. Add one under Manage, Catalogue, then come back to this step.")
    if field.default:
        return _("Choose the column that holds this, or a value for all rows. Every row needs one.")
    return _("Choose the column that holds this. Every row needs it.")


def _default(field: Field, words: InWords) -> forms.Field:
    label = _("%(field)s of all rows") % {"field": field.label}
    if field.vocabulary is None:
        return forms.CharField(label=label, required=False, max_length=200)
    return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *words.choices(field)])


class ValuesForm(forms.Form):
    """What each text of a column is with us."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, upload: Import, asked: list, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": upload.version}
        super().__init__(*args, **kwargs)
        self.asked: list[tuple[Field, list[tuple[str, int, str]]]] = asked
        self.names: list[tuple[str, Field, str, int]] = []
        words = InWords()
        for number, (field, rows) in enumerate(asked):
            choices = [("", _("None of ours: reject these rows")), (EMPTY, _("Leave empty")), *words.choices(field)]
            for place, (text, count, code) in enumerate(rows):
                name = f"value-{number}-{place}"
                self.fields[name] = forms.ChoiceField(label=text, choices=choices, required=False, initial=code)
                self.names.append((name, field, text, count))

    def groups(self) -> list[tuple[Field, list[tuple[Any, str, int]]]]:
        """By field: the control, the text and how often it is there."""
        return [
            (field, [(self[name], text, count) for name, of, text, count in self.names if of is field])
            for field, _rows in self.asked
        ]

    def values_given(self) -> dict[str, dict[str, str]]:
        """What was said; only after ``is_valid``."""
        found: dict[str, dict[str, str]] = {}
        for name, field, text, _count in self.names:
            found.setdefault(field.name, {})[text] = self.cleaned_data[name]
        return found


class PreferForm(forms.Form):
    """A row that is to count instead of another one with its key."""

    version = forms.IntegerField()
    row = forms.IntegerField()


class OutcomeForm(forms.Form):
    """Which rows of a preview are shown."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"), required=False, choices=[("", gettext_lazy("All rows")), *Outcome.choices]
    )


class ReasonForm(forms.Form):
    """Why an import is applied, or undone."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("This is public, beside everything that the import changes."),
    )


class ApplyForm(ReasonForm):
    """The same, with the question whether values may be emptied."""

    allow_losses = forms.BooleanField(label="", required=False)

    def __init__(self, *args: Any, question: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if question:
            self.fields["allow_losses"].label = question
            self.fields["allow_losses"].required = True
        else:
            del self.fields["allow_losses"]
