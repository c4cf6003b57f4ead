"""The tables of consent, a file a subject."""

from .counts import DailyCount, PageView
from .declaration import Category, CategoryKey, DeclaredItem, DeclaredItemText, Kind, Lifetime
from .notices import Immutable, NoticeText, NoticeVersion
from .record import ConsentEvent, ConsentState, EventKind, LogHead, SubjectKind

__all__ = [
    "Category",
    "CategoryKey",
    "ConsentEvent",
    "ConsentState",
    "DailyCount",
    "DeclaredItem",
    "DeclaredItemText",
    "EventKind",
    "Immutable",
    "Kind",
    "Lifetime",
    "LogHead",
    "NoticeText",
    "NoticeVersion",
    "PageView",
    "SubjectKind",
]
