"""How a page is cited: in words, as BibTeX and as RIS, always with the day that the numbers are of."""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dashboard.filters import Selection
from dashboard.navigation import localised


@dataclass(frozen=True)
class Citation:
    """One citable page, as of one day. ``address`` is absolute and holds the day."""

    title: str
    author: str
    publisher: str
    on: datetime.date
    address: str
    key: str

    @property
    def text(self) -> str:
        """For a footnote."""
        parts = [self.author, f"“{self.title}”" if self.title else "", self.publisher]
        named = ". ".join(part for part in parts if part)
        return _("%(named)s. As of %(day)s. %(address)s") % {
            "named": named,
            "day": date_format(self.on),
            "address": self.address,
        }

    @property
    def bibtex(self) -> str:
        """One ``@misc`` entry, in UTF-8."""
        fields = {
            "author": f"{{{_tex(self.author or self.publisher)}}}",
            "title": f"{{{_tex(self.title or self.publisher)}}}",
            "howpublished": _tex(self.publisher),
            "year": str(self.on.year),
            "month": str(self.on.month),
            "note": f"As of {self.on.isoformat()}",
            "url": self.address,
        }
        lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        return f"@misc{{{self.key},\n{lines}\n}}\n"

    @property
    def ris(self) -> str:
        """One ``ELEC`` record; lines end as the format asks."""
        rows = [
            ("TY", "ELEC"),
            ("AU", _line(self.author or self.publisher)),
            ("TI", _line(self.title or self.publisher)),
            ("PB", _line(self.publisher)),
            ("PY", str(self.on.year)),
            ("DA", self.on.strftime("%Y/%m/%d")),
            ("N1", f"As of {self.on.isoformat()}"),
            ("UR", self.address),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {value}\r\n" for tag, value in rows)


def _line(text: str) -> str:
    """One line without control characters: a line break would begin a new field."""
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def _tex(text: str) -> str:
    """Text with what TeX would take for commands made harmless."""
    return re.sub(r"[\\~^&%$#_{}]", lambda match: TEX.get(match[0], "\\" + match[0]), _line(text))


def citation_of(path: str, title: str, selection: Selection, *, author: str = "") -> Citation:
    """The citation of a page of the site as the selection shows it; the address fixes the day."""
    address = settings.SITE_URL + localised(path) + selection.query(as_of=selection.on.isoformat())
    key = re.sub(r"[^a-z0-9]+", "-", f"{path} {selection.on.isoformat()}".lower()).strip("-")
    return Citation(title, author, settings.SITE_NAME, selection.on, address, key)
