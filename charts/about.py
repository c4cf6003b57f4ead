"""What is said with a chart wherever it goes, so that a picture of it can be read without the page around it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from names.phrases import labelled


@dataclass(frozen=True, slots=True)
class About:
    """In the reader's language, each of them may be empty. ``subtitle`` says what is drawn, ``base`` of how many
    (``n = 49 public commitments``), ``source`` whose word it is and of which day, ``address`` where the chart is from.
    """

    subtitle: str = ""
    base: str = ""
    source: str = ""
    address: str = ""
    licence: str = ""

    @property
    def footing(self) -> list[str]:
        """What stands below the chart in a picture, a line each."""
        source = labelled(_("Source"), self.source) if self.source else ""
        licence = labelled(_("Licence"), self.licence) if self.licence else ""
        return [line for line in (self.base, source, licence, self.address) if line]


NOTHING_SAID = About()
