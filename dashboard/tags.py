"""Words with shapes: what stands for a value of one of the five axes, for freshness and for evidence.

One table a kind: the value, the shape, and the colour where colour has a meaning. Labels are the models' own.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dashboard.shapes import shape
from progress.evidence_strength import EvidenceStrength
from progress.freshness import Freshness
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
