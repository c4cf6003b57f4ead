"""How a page is cited: in words, as BibTeX and as RIS. What was issued when, and the day that it was looked up."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.days import site_day
from dashboard.filters import Selection
from dashboard.navigation import localised
from identity.current import site_name
from names.dates import date_in_words
from names.phrases import quoted
from progress.models import ProgressReport
from recommendations.models import Edition, Recommendation
from recommendations.partial_dates import DatePrecision, PartialDate
from recommendations.translations import show
from stakeholders.models import Commitment

Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Source:
    """The document that a page puts into words of its own: where it says so, and how it is cited itself."""

    author: str
    title: str
    heading: str
    issued: PartialDate
    address: str = ""

    @property
    def text(self) -> str:
        """For a footnote."""
        named = ". ".join([self.author, quoted(self.heading), f"{self.title} ({self.issued.in_words})"])
        return f"{named}. {self.address}".strip() if self.address else f"{named}."


@dataclass(frozen=True)
class Citation:
    """One citable page.

    ``issued`` is the date of the thing itself, ``on`` the day that its numbers are of, ``accessed`` the day of the
    look-up. ``address`` is absolute and holds the day. ``source``: what the page says in words of its own.
    """

    title: str
    author: str
    publisher: str
    issued: PartialDate
    on: datetime.date
    accessed: datetime.date
    address: str
    key: str
    source: Source | None = None

    @property
    def text(self) -> str:
        """For a footnote."""
        title = quoted(self.title) if self.title else ""
        if self.source:
            title = _("%(title)s (in our words)") % {"title": title}
        parts = [self.author, title, self.publisher]
        if self.issued.last_day not in (self.on, self.accessed):
            parts.append(self.issued.in_words)
        about = {"named": ". ".join(part for part in parts if part), "day": date_in_words(self.on)}
        about |= {"accessed": date_in_words(self.accessed), "address": self.address}
        if self.on == self.accessed:
            text = _("%(named)s. As of %(day)s. %(address)s") % about
        else:
            text = _("%(named)s. As of %(day)s. Accessed %(accessed)s. %(address)s") % about
        return _("%(ours)s Source: %(source)s") % {"ours": text, "source": self.source.text} if self.source else text

    @property
    def note(self) -> str:
        """What a reference manager notes: the day of the numbers, and whose words these are. Always English."""
        own = f"In the words of {self.publisher}, after: {self.source.text} " if self.source else ""
        return f"{own}As of {self.on.isoformat()}"

    @property
    def bibtex(self) -> str:
        """One ``@misc`` entry, in UTF-8, and one for the source where the page has one."""
        fields = [
            ("author", f"{{{_tex(self.author or self.publisher)}}}"),
            ("title", f"{{{_tex(self.title or self.publisher)}}}"),
            ("howpublished", _tex(self.publisher)),
            *_bibtex_date(self.issued),
            ("note", _tex(self.note)),
            ("url", self.address),
            ("urldate", self.accessed.isoformat()),
        ]
        if self.source is None:
            return _entry("misc", self.key, fields)
        return _entry("misc", self.key, [*fields, ("related", f"{self.key}-source")]) + "\n" + self._bibtex_source()

    def _bibtex_source(self) -> str:
        source = self.source
        assert source is not None
        fields = [
            ("author", f"{{{_tex(source.author)}}}"),
            ("title", f"{{{_tex(source.title)}}}"),
            ("institution", f"{{{_tex(source.author)}}}"),
            *_bibtex_date(source.issued),
            ("note", _tex(source.heading)),
        ]
        if source.address:
            fields += [("url", source.address), ("urldate", self.accessed.isoformat())]
        return _entry("techreport", f"{self.key}-source", fields)

    @property
    def ris(self) -> str:
        """One ``ELEC`` record, and a ``RPRT`` for the source where the page has one; lines end as the format asks."""
        rows = [
            ("TY", "ELEC"),
            ("AU", _line(self.author or self.publisher)),
            ("TI", _line(self.title or self.publisher)),
            ("PB", _line(self.publisher)),
            *_ris_date(self.issued),
            ("N1", _line(self.note)),
            ("UR", self.address),
            ("Y2", self.accessed.strftime("%Y/%m/%d")),
            ("ER", ""),
        ]
        if self.source:
            rows += [
                ("TY", "RPRT"),
                ("AU", _line(self.source.author)),
                ("TI", _line(self.source.title)),
                *_ris_date(self.source.issued),
                ("N1", _line(self.source.heading)),
                *([("UR", self.source.address)] if self.source.address else []),
                ("ER", ""),
            ]
        return "".join(f"{tag}  - {value}\r\n" for tag, value in rows)


def _entry(kind: str, key: str, fields: Rows) -> str:
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields)
    return f"@{kind}{{{key},\n{lines}\n}}\n"


def _bibtex_date(date: PartialDate) -> Rows:
    parts = zip(("year", "month", "day"), date.iso.split("-"), strict=False)
    return [(name, str(int(part))) for name, part in parts]


def _ris_date(date: PartialDate) -> Rows:
    year = date.iso[:4]
    known = date.iso.replace("-", "/")
    return [("PY", year), ("DA", known + "/" * (3 - len(date.iso.split("-"))))]


def _line(text: str) -> str:
    """One line without control characters: a line break would begin a new field."""
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _tex(text: str) -> str:
    """Text with what TeX would take for commands made harmless."""
    return re.sub(r"[\\~^&%$#_{}]", lambda match: TEX.get(match[0], "\\" + match[0]), _line(text))


def on_day(moment: datetime.datetime | None) -> PartialDate | None:
    """The site's day of a moment."""
    return PartialDate(site_day(moment), DatePrecision.DAY) if moment else None


def citation_of(
    path: str,
    title: str,
    selection: Selection,
    *,
    author: str = "",
    issued: PartialDate | None = None,
    source: Source | None = None,
) -> Citation:
    """The citation of a page of the site as the selection shows it; the address fixes the day.

    A page of numbers was issued on the day that its numbers are of: leave ``issued`` out.
    """
    address = settings.SITE_URL + localised(path) + selection.query(as_of=selection.on.isoformat())
    key = re.sub(r"[^a-z0-9]+", "-", f"{path} {selection.on.isoformat()}".lower()).strip("-")
    issued = issued or PartialDate(selection.on, DatePrecision.DAY)
    return Citation(title, author, site_name(), issued, selection.on, site_day(), address, key, source)


def recommendation_citation(row: Recommendation, day: Selection) -> Citation:
    """Our words for a recommendation, issued when they were last changed, together with the source's heading.

    One query, or two where its texts are still to be read. ``edition`` must be selected along.
    """
    show([row])
    worded = row.history.order_by("-history_date").values_list("history_date", flat=True).first()
    return citation_of(
        f"/recommendations/{row.reference}/",
        f"{row.reference} {row.texts['title']}",
        day,
        issued=on_day(worded),
        source=source_of(row.edition, row.source_heading),
    )


def source_of(edition: Edition, heading: str) -> Source:
    """Where an edition's own document says something."""
    issued = PartialDate(edition.published_on, DatePrecision(edition.published_precision))
    return Source(edition.publisher, edition.title, heading, issued, edition.source_address)


def commitment_citation(row: Commitment, day: Selection) -> Citation:
    """A commitment, issued when it was published. ``lead_organisation`` must be selected along."""
    author = row.lead_organisation.name
    return citation_of(f"/commitments/{row.pk}/", row.title, day, author=author, issued=on_day(row.published_at))


def report_citation(row: ProgressReport, day: Selection) -> Citation:
    """A report, issued when it was published. ``commitment`` and ``organisation`` must be selected along."""
    author, issued = row.organisation.name, on_day(row.published_at)
    return citation_of(f"/reports/{row.pk}/", row.commitment.title, day, author=author, issued=issued)
