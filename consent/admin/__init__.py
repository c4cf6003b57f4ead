"""The administration of consent: declaration, notices, rates, and the log for auditors."""

from . import declaration, notices, rates, record

__all__ = ["declaration", "notices", "rates", "record"]
