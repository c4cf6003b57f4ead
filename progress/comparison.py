"""What changed between two reports, field by field and word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from names.dates import date_in_words
from names.numbers import percent
from names.phrases import labelled, listed
from progress.confirmation import full_report
from progress.drafts import TEXT_FIELDS
from progress.models import EvidenceAudience, ProgressReport, ReportKind
from stakeholders.figures import written

DATE_FIELDS = ("covers_until", "period", "round_ends_on", "language")
VALUE_FIELDS = ("implementation_status", "health", "help_kind", "percent", "barrier_kinds")
# The longest text that is compared word by word; difflib's time grows with the square of the length.
WORDS_MAX = 4000
_WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Change:
    """One field that differs: its name and label, both values as words, and for texts the marked parts."""

    name: str
    label: str
    before: str
    after: str
    parts: list[tuple[str, str]]

    @property
    def is_text(self) -> bool:
        """Is it of a text, which is read as a difference? A short value is read as from what to what."""
        return self.name in TEXT_FIELDS


def word_parts(before: str, after: str) -> list[tuple[str, str]]:
    """``after`` against ``before`` as (kind, text) with kind same, added or removed; joined they give both texts."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > WORDS_MAX:
        return [(kind, text) for kind, text in (("removed", before), ("added", after)) if text]
    parts: list[tuple[str, str]] = []
    removed = added = ""
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[i:j]), "".join(new[k:m])
        # A space between two changed words is no island: the words are read together, out and in.
        if tag == "equal" and (after.strip() or not (removed or added)):
            parts += _both(removed, added)
            parts.append(("same", after))
            removed = added = ""
        else:
            removed, added = removed + before, added + after
    return parts + _both(removed, added)


def _both(removed: str, added: str) -> list[tuple[str, str]]:
    """What went out and what came in, with the space that both end on left out of the marks."""
    common = ""
    while removed and added and removed[-1] == added[-1] and removed[-1].isspace():
        common, removed, added = removed[-1] + common, removed[:-1], added[:-1]
    return [part for part in (("removed", removed), ("added", added), ("same", common)) if part[1]]


def as_words(report: ProgressReport, name: str) -> str:
    """The value of a field as a person reads it; empty where nothing was said."""
    value = getattr(report, name)
    if name == "percent":
        return "" if value is None else percent(value)
    if name == "round_ends_on":
        return str(report.round or "")
    if name == "barrier_kinds":
        return listed(report.barrier_labels)
    if name == "covers_until":
        return date_in_words(value)
    display = getattr(report, f"get_{name}_display", None)
    return str(display() if display and value else value or "")


def _value_parts(before: str, after: str) -> list[tuple[str, str]]:
    """A short value is read whole: the old one, then the new one."""
    return [part for part in (("removed", before), ("same", " "), ("added", after)) if part[1]]


def _change(name: str, label: str, before: str, after: str) -> Change:
    before, after = before.replace("\r\n", "\n"), after.replace("\r\n", "\n")
    parts = word_parts if name in TEXT_FIELDS else _value_parts
    return Change(name, label, before, after, parts(before, after))


def indicators(report: ProgressReport | None) -> Mapping[str, str]:
    """The figures of a report as a person reads them, by the indicator's name."""
    if report is None:
        return {}
    values = report.indicator_values.select_related("indicator").order_by("indicator__name")
    return {value.indicator.name: f"{written(value.value)} {value.indicator.unit}" for value in values}


def label_of(name: str) -> str:
    """The name of a report's field, with a capital letter."""
    field = ProgressReport._meta.get_field(name)
    return capfirst(str(cast(models.Field, field).verbose_name))


def changes(before: ProgressReport | None, after: ProgressReport) -> list[Change]:
    """Every field in which ``after`` differs from ``before``, in the order of the form; None compares with nothing.

    The story, figures and evidence of "no significant change" are those of the last full report: it takes nothing out.
    """
    names = [*VALUE_FIELDS, *TEXT_FIELDS]
    if before and after.supersedes_id == before.pk:
        names = [*DATE_FIELDS, *names]  # any other report is of another day
    if after.kind == ReportKind.NO_CHANGE:
        names.remove("narrative")
        return _field_changes(names, before, before, after)
    full = full_report(before) if before else None
    return [*_field_changes(names, before, full, after), *_indicator_changes(full, after), *_pieces(full, after)]


def _field_changes(
    names: Iterable[str], before: ProgressReport | None, full: ProgressReport | None, after: ProgressReport
) -> list[Change]:
    """``full`` is the report whose story stands behind ``before``."""
    found = []
    for name in names:
        against = full if name == "narrative" else before
        old, new = as_words(against, name) if against else "", as_words(after, name)
        if old != new:
            found.append(_change(name, label_of(name), old, new))
    return found


def _indicator_changes(before: ProgressReport | None, after: ProgressReport) -> list[Change]:
    old, new = indicators(before), indicators(after)
    return [
        _change(f"indicator:{name}", name, old.get(name, ""), new.get(name, ""))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _pieces(before: ProgressReport | None, after: ProgressReport) -> list[Change]:
    """Evidence that went and that came. What says the same of itself is the same, whichever report it hangs on."""
    old, new = _evidence(before), _evidence(after)
    went = [_change("evidence", _("Evidence"), title, "") for key, title in old.items() if key not in new]
    came = [_change("evidence", _("Evidence"), "", title) for key, title in new.items() if key not in old]
    return [*went, *came]


def _evidence(report: ProgressReport | None) -> dict[tuple, str]:
    found = {}
    for piece in report.latest_evidence if report and report.pk else ():
        key = (piece.title, piece.url, piece.sha256, piece.dated_on, piece.dated_precision, piece.audience)
        hidden = piece.audience != EvidenceAudience.PUBLIC
        found[key] = labelled(piece.title, piece.get_audience_display()) if hidden else piece.title
    return found


def changes_so_far(before: ProgressReport, after: ProgressReport) -> list[Change]:
    """As ``changes``, for a report that is being written: what it starts without is still to come, not taken out.

    A correction starts with all that it corrects.
    """
    found = changes(before, after)
    if after.supersedes_id == before.pk:
        return found
    return [one for one in found if one.after or not one.name.startswith(("narrative", "indicator:", "evidence"))]


def previous_of(report: ProgressReport) -> ProgressReport | None:
    """The published report that ``report`` is read against: what it corrects, else the last one before it."""
    if report.supersedes_id:
        return report.supersedes
    published = report.commitment.reports.current().filter(organisation=report.organisation_id).exclude(pk=report.pk)
    if report.published_at:
        published = published.filter(published_at__lt=report.published_at)
    return published.latest_first().first()
