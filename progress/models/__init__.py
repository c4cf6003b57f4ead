"""How it goes: reports with their evidence and history, assessments, periods, and the stored roll-ups."""

from progress.evidence_strength import EvidenceStrength

from .assessment import AssessedCompletion, Assessment
from .assessor import AssessorGrant
from .calendar_address import CalendarAddress
from .choices import BarrierKind, Health, HelpKind, ReportKind, ReviewState
from .commitment_status import CommitmentStatus
from .digest import PlannedDigest
from .event import EventAction, HistoryHead, ReportEvent, Through
from .evidence import CleaningProblem, Evidence, EvidenceAudience, EvidenceKind
from .evidence_jobs import EvidenceJob, FileScan, LinkCheck, LinkProblem, LinkState, Preview, PreviewState, ScanState
from .evidence_revisions import latest
from .indicator_value import IndicatorValue
from .nudge import Nudge, NudgedItem, NudgedPerson
from .period import PeriodState, ReportingPeriod
from .public_version import PublicVersion
from .report import ProgressReport
from .report_link import ReportLink
from .review import ReadyReason, ReasonDraft, ReviewClaim
from .snooze import Snooze
from .thread import Thread, ThreadMessage

__all__ = [
    "AssessedCompletion",
    "Assessment",
    "AssessorGrant",
    "BarrierKind",
    "CalendarAddress",
    "CleaningProblem",
    "CommitmentStatus",
    "EventAction",
    "Evidence",
    "EvidenceAudience",
    "EvidenceJob",
    "EvidenceKind",
    "EvidenceStrength",
    "FileScan",
    "Health",
    "HelpKind",
    "HistoryHead",
    "IndicatorValue",
    "LinkCheck",
    "LinkProblem",
    "LinkState",
    "Nudge",
    "NudgedItem",
    "NudgedPerson",
    "PeriodState",
    "PlannedDigest",
    "Preview",
    "PreviewState",
    "ProgressReport",
    "PublicVersion",
    "ReadyReason",
    "ReasonDraft",
    "ReportEvent",
    "ReportKind",
    "ReportLink",
    "ReportingPeriod",
    "ReviewClaim",
    "ReviewState",
    "ScanState",
    "Snooze",
    "Thread",
    "ThreadMessage",
    "Through",
    "latest",
]
