"""How it goes: reports with their evidence and history, assessments, periods, and the stored roll-ups."""

from progress.evidence_strength import EvidenceStrength

from .assessment import AssessedCompletion, Assessment
from .commitment_status import CommitmentStatus
from .digest import PlannedDigest
from .event import EventAction, HistoryHead, ReportEvent
from .evidence import CleaningProblem, Evidence, EvidenceAudience, EvidenceKind
from .indicator_value import IndicatorValue
from .period import PeriodState, ReportingPeriod
from .public_version import PublicVersion
from .report import Health, HelpKind, ProgressReport, ReportKind, ReviewState
from .snooze import Snooze

__all__ = [
    "AssessedCompletion",
    "Assessment",
    "CleaningProblem",
    "CommitmentStatus",
    "EventAction",
    "Evidence",
    "EvidenceAudience",
    "EvidenceKind",
    "EvidenceStrength",
    "Health",
    "HelpKind",
    "HistoryHead",
    "IndicatorValue",
    "PeriodState",
    "PlannedDigest",
    "ProgressReport",
    "PublicVersion",
    "ReportEvent",
    "ReportKind",
    "ReportingPeriod",
    "ReviewState",
    "Snooze",
]
