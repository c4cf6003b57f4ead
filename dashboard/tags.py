"""Words with shapes: what stands for a value of one of the five axes, for freshness and for evidence.

One table a kind: the value, the shape, and the colour where colour has a meaning. Labels are the models' own.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dashboard.shapes import shape
from progress.evidence_strength import EvidenceStrength
from progress.freshness import Freshness, freshness
from progress.models import AssessedCompletion, Health, ReviewState
from stakeholders.models import ImplementationStatus, ResponseKind


@dataclass(frozen=True)
class TagKind:
    """A set of values with the shape and colour of each; ``quiet`` ones are set in lighter type."""

    choices: type[TextChoices]
    shapes: dict[str, str]
    coloured: bool = False
    quiet: bool = False

    def render(self, value: str) -> SafeString:
        """The tag for ``value``; an unknown value raises ``ValueError``, empty gives nothing."""
        if not value:
            return SafeString("")
        return _render(self, str(value), get_language() or "")

    def __hash__(self) -> int:
        return hash(self.choices)


@lru_cache(maxsize=512)
def _render(kind: TagKind, value: str, language: str) -> SafeString:
    """The tag in the active ``language``; it is part of the key because the label is translated."""
    choice = kind.choices(value)
    colour = value if kind.coloured else ""
    return format_html(
        '<span class="tag{}">{}<span>{}</span></span>',
        " quiet" if kind.quiet else "",
        shape(kind.shapes.get(value, value), colour),
        choice.label,
    )


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


def overdue() -> SafeString:
    """The word for what is late."""
    return format_html('<span class="tag">{}<span>{}</span></span>', shape("overdue", "off_track"), _("Overdue"))


def state_line(
    *,
    status: str,
    health: str,
    evidence: str,
    reported_on: dt.date | None,
    on: dt.date,
    due_on: dt.date | None = None,
    assessed: str = "",
) -> SafeString:
    """How something stands as of ``on``, never a status alone: health, freshness and evidence beside it.

    Without a report ``status`` and ``health`` are empty. ``assessed`` is the second voice, set apart by its name.
    """
    late = is_late(due_on, on)
    return _state_line(status, health, late, freshness(reported_on, on=on), evidence, assessed, get_language() or "")


@lru_cache(maxsize=4096)
def _state_line(
    status: str, health: str, late: bool, fresh: Freshness, evidence: str, assessed: str, language: str
) -> SafeString:
    """Kept, because a list has one a row and there are no more of them than ways to stand."""
    parts = [STATUS.render(status)]
    if status in UNDER_WAY:
        parts += [HEALTH.render(health), overdue() if late else SafeString("")]
    parts += [FRESHNESS.render(fresh), EVIDENCE.render(evidence)]
    if assessed:
        parts.append(
            format_html(
                '<span class="tags"><span class="small soft">{}</span>{}</span>',
                _("Assessed:"),
                ASSESSMENT.render(assessed),
            )
        )
    return format_html('<p class="tags">{}</p>', SafeString("".join(parts)))
