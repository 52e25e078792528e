"""What the dispatch room declares, in the order a job meets it."""

from sortie.domains.dispatch.objects.appointments import APPOINTMENT, CHECK_IN, OFFER, TRANSFER
from sortie.domains.dispatch.objects.imports import ORDER_IMPORT
from sortie.domains.dispatch.objects.outcomes import ACCEPTANCE, RATING, STEP_RESULT
from sortie.domains.dispatch.objects.plans import PLAN_PROPOSAL
from sortie.domains.dispatch.objects.setup import (
    CHECKLIST,
    DISPATCH_RULE,
    SLA_POLICY,
    WORK_TYPE,
    WORK_TYPE_SKILL,
)
from sortie.domains.dispatch.objects.work_orders import (
    DECISION,
    SERVICE_REQUEST,
    SLA_CLOCK,
    WORK_ORDER,
    WORK_ORDER_LINE,
)

OBJECTS = (
    CHECKLIST, WORK_TYPE, WORK_TYPE_SKILL, SLA_POLICY, DISPATCH_RULE,
    ORDER_IMPORT, SERVICE_REQUEST, WORK_ORDER, WORK_ORDER_LINE, SLA_CLOCK, DECISION,
    APPOINTMENT, CHECK_IN, OFFER, TRANSFER, PLAN_PROPOSAL,
    STEP_RESULT, ACCEPTANCE, RATING,
)  # fmt: skip
