"""What may leave the dispatch room: shapes of its rules, wishes, events and refusals."""

from sortie.domains.dispatch.contracts.shapes import (
    PRIORITIES,
    Audience,
    ChecklistItem,
    DispatchRule,
    JobFacts,
    JobNeeds,
    OnFail,
    Pause,
    ShowIf,
    SlaClock,
    SlaPolicy,
    SlaTarget,
    Slot,
    StepKind,
    StepResult,
)
from sortie.domains.dispatch.contracts.wishes import OrderWish, RequestTaken, RequestWish

__all__ = [
    "PRIORITIES",
    "Audience",
    "ChecklistItem",
    "DispatchRule",
    "JobFacts",
    "JobNeeds",
    "OnFail",
    "OrderWish",
    "Pause",
    "RequestTaken",
    "RequestWish",
    "ShowIf",
    "SlaClock",
    "SlaPolicy",
    "SlaTarget",
    "Slot",
    "StepKind",
    "StepResult",
]
