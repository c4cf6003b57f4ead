"""Words with shapes: what stands for a value of one of the five axes, for freshness and for evidence.

One table a kind: the value, the shape, and the colour where colour has a meaning. Labels are the models' own.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboard.inline import render_inline
from progress.evidence_strength import EvidenceStrength
from progress.freshness import Freshness, freshness
from progress.models import AssessedCompletion, Health, ReviewState
from stakeholders.models import ImplementationStatus, ResponseKind


@dataclass(frozen=True)
class Tag:
    """A word with a shape (``charts.shapes``), as ``components/tag.html`` draws it; ``colour`` is empty for grey."""

    label: str
    shape: str
    colour: str = ""
    quiet: bool = False

    def render(self) -> SafeString:
        return render_inline("components/tag.html", tag=self)


@dataclass(frozen=True)
class TagKind:
    """A set of values with the shape and colour of each; ``quiet`` ones are set in lighter type."""

    choices: type[TextChoices]
    shapes: dict[str, str]
    coloured: bool = False
    quiet: bool = False

    def tag(self, value: str) -> Tag:
        """The tag for ``value``; an unknown value raises ``ValueError``."""
        label = str(self.choices(value).label)
        return Tag(label, self.shapes.get(value, value), value if self.coloured else "", self.quiet)

    def render(self, value: str) -> SafeString | str:
        """The tag for ``value``, drawn; empty gives nothing."""
        return self.tag(value).render() if value else ""


STATUS = TagKind(ImplementationStatus, {}, coloured=True)
HEALTH = TagKind(Health, {}, coloured=True)
REVIEW = TagKind(ReviewState, {})
RESPONSE = TagKind(
    ResponseKind, {"supported": "yes", "supported_in_part": "part", "noted": "noted", "none": "unreported"}
)
ASSESSMENT = TagKind(
    AssessedCompletion,
    {
        "no_evidence": "unreported",
        "not_started": "not_started",
        "limited": "quarter",
        "substantial": "three_quarters",
        "complete": "fresh",
    },
)
FRESHNESS = TagKind(Freshness, {"none": "unreported"}, quiet=True)
EVIDENCE = TagKind(EvidenceStrength, {value: f"evidence_{value}" for value in EvidenceStrength.values}, quiet=True)

# While work is still to come its health matters, and whether it is late; what is over is neither well nor ill.
UNDER_WAY = ("", ImplementationStatus.NOT_STARTED, ImplementationStatus.IN_PROGRESS)


def is_late(due_on: dt.date | None, on: dt.date) -> bool:
    """Whether the last day that ``due_on`` may mean lies before ``on``."""
    return due_on is not None and due_on < on


def overdue() -> Tag:
    """The word for what is late."""
    return Tag(_("Overdue"), "overdue", "off_track")


@dataclass(frozen=True)
class StateLine:
    """How something stands, as ``components/state_line.html`` draws it; ``assessed`` is the second voice."""

    tags: list[Tag]
    assessed: Tag | None


def state_line(
    *,
    status: str,
    health: str,
    evidence: str,
    reported_on: dt.date | None,
    on: dt.date,
    due_on: dt.date | None = None,
    assessed: str = "",
) -> StateLine:
    """How something stands as of ``on``, never a status alone: health, freshness and evidence beside it.

    Without a report ``status`` and ``health`` are empty. ``assessed`` is the second voice, set apart by its name.
    """
    found = [STATUS.tag(status)] if status else []
    if status in UNDER_WAY:
        found += [HEALTH.tag(health)] if health else []
        found += [overdue()] if is_late(due_on, on) else []
    found += [FRESHNESS.tag(freshness(reported_on, on=on)), *([EVIDENCE.tag(evidence)] if evidence else [])]
    return StateLine(found, ASSESSMENT.tag(assessed) if assessed else None)
