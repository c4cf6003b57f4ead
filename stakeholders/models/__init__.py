"""Who answers: organisations, the people in them, and what they commit to."""

from .assignment import Assignment
from .carry_over import CarryOver, CarryOverState
from .change import ChangeState, CommitmentChange
from .commitment import (
    Commitment,
    CommitmentState,
    ImplementationStatus,
    JointOrganisation,
    Repeats,
    Visibility,
)
from .country import Country, Region
from .handover import Handover
from .indicator import Indicator, Milestone
from .membership import InvitedMembership, Membership, Role
from .merge import DistinctOrganisations, OrganisationMerge
from .organisation import Organisation
from .quota import OrganisationQuota
from .response import Response, ResponseKind
from .tag import CommitmentTag

__all__ = [
    "Assignment",
    "CarryOver",
    "CarryOverState",
    "ChangeState",
    "Commitment",
    "CommitmentChange",
    "CommitmentState",
    "CommitmentTag",
    "Country",
    "DistinctOrganisations",
    "Handover",
    "ImplementationStatus",
    "Indicator",
    "InvitedMembership",
    "JointOrganisation",
    "Membership",
    "Milestone",
    "Organisation",
    "OrganisationMerge",
    "OrganisationQuota",
    "Region",
    "Repeats",
    "Response",
    "ResponseKind",
    "Role",
    "Visibility",
]
