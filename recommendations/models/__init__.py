"""What was recommended: one edition's areas, recommendations and figures, and how editions hang together."""

from .actor_types import ActorType, ActorTypeEntry
from .catalogue_import import CatalogueImport
from .crosswalk import Crosswalk, CrosswalkKind
from .edition import Edition, EditionState, ResponseArea
from .finding import KeyFinding
from .recommendation import Addressee, Obligation, Recommendation
from .translation import Provenance, Translation

__all__ = [
    "ActorType",
    "ActorTypeEntry",
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
    "ResponseArea",
    "Translation",
]
