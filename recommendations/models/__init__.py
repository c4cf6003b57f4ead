"""What was recommended: one edition's areas, recommendations and figures, and how editions hang together."""

from .actor_types import ActorType
from .catalogue_import import CatalogueImport
from .crosswalk import Crosswalk, CrosswalkKind, RefusedLink
from .edition import Edition, EditionState, ResponseArea
from .finding import KeyFinding
from .recommendation import Addressee, Obligation, Recommendation
from .scheduled import ScheduledChange, ScheduledState, WhyNotDone
from .taxonomy import RecommendationTag, Tag, Taxonomy
from .term import Term, Word
from .translation import Provenance, Translation

__all__ = [
    "ActorType",
    "Addressee",
    "CatalogueImport",
    "Crosswalk",
    "CrosswalkKind",
    "Edition",
    "EditionState",
    "KeyFinding",
    "Obligation",
    "Provenance",
    "Recommendation",
    "RecommendationTag",
    "RefusedLink",
    "ResponseArea",
    "ScheduledChange",
    "ScheduledState",
    "Tag",
    "Taxonomy",
    "Term",
    "Translation",
    "WhyNotDone",
    "Word",
]
