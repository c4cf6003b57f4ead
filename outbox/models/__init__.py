"""The tables of outgoing mail: the messages, who must not be written to, the switch, and what people did."""

from .allowance import Allowance
from .message import Message, Priority
from .suppression import SuppressedAddress
from .switch import AuditEntry, Cause, Switch

__all__ = ["Allowance", "AuditEntry", "Cause", "Message", "Priority", "SuppressedAddress", "Switch"]
