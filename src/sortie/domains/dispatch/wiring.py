"""How the dispatch room is bolted into the kernel."""

from typing import Any

from sortie.base.calendar import calendar_from_plain
from sortie.domains.dispatch import jobs
from sortie.domains.dispatch.contracts.events import EVENTS
from sortie.domains.dispatch.objects import OBJECTS
from sortie.domains.dispatch.rules import checklist_form, dispatch_rule, sla
from sortie.domains.dispatch.service import freezing, handling, importing_runs, plan_runs, telling
from sortie.domains.dispatch.service.orders import new_token
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records.contracts import Draft
from sortie.kernel.tenancy.contracts import Tx


async def _give_token(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    if draft.op == "create" and not draft.get("portal_token"):
        draft.set("portal_token", new_token())


async def _check_checklist(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    if "items" in draft.changed:
        checklist_form.items_from_plain(draft.get("items"))
        if draft.before is not None:
            draft.set("revision", int(draft.before["revision"] or 1) + 1)


async def _check_policy(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    if "targets" in draft.changed:
        sla.policy_from_plain(draft.get("targets"))


async def _check_calendar(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    # every clock and bill reads it: a calendar that can't be read is refused here, not there
    if "definition" in draft.changed:
        calendar_from_plain(draft.get("definition") or {})


async def _check_rule(_tx: Tx, _actor: Actor, draft: Draft) -> None:
    dispatch_rule.rule_from_plain(
        draft.get("weights"),
        draft.get("filters"),
        offer_minutes=int(draft.get("offer_minutes") or 30),
    )
    if draft.before is not None and draft.changed & {"weights", "filters", "offer_minutes"}:
        draft.set("revision", int(draft.before["revision"] or 1) + 1)


def install(kernel: Any) -> None:
    """Register everything this room owns."""
    kernel.objects.add(*OBJECTS)
    kernel.events.add(*EVENTS)
    for object_ in ("service_request", "work_order"):
        kernel.hooks.before(object_, _give_token)
    kernel.hooks.before("checklist", _check_checklist)
    kernel.hooks.before("sla_policy", _check_policy)
    kernel.hooks.before("dispatch_rule", _check_rule)
    kernel.hooks.before("calendar", _check_calendar)
    kernel.hooks.before("work_order", freezing.keep_order)
    for part in freezing.PARTS:
        kernel.hooks.before(part, freezing.keep_parts)
    for name in ("suspend", "resume", "cancel", "redispatch", "reopen"):
        kernel.hooks.command("work_order", name, getattr(handling, name))
    for event, handler in telling.HANDLERS.items():
        kernel.subscriptions.on(event, handler, key=f"dispatch.tell.{event}")
    kernel.jobs.add("dispatch.sweep_clocks", jobs.sweep_clocks, every_s=60)
    kernel.jobs.add("dispatch.lapse", jobs.lapse, every_s=30)
    kernel.jobs.add("dispatch.accept_in_silence", jobs.accept_in_silence, cron="20 * * * *")
    kernel.jobs.add(importing_runs.JOB, importing_runs.work, timeout_s=importing_runs.LONGEST_S)
    kernel.jobs.add(plan_runs.JOB, plan_runs.work, timeout_s=plan_runs.LONGEST_S)
    kernel.jobs.add("dispatch.archive_settled", jobs.archive_settled, cron="10 3 * * *")
    kernel.jobs.add("dispatch.learn_travel", jobs.learn_travel, cron="40 3 * * *", timeout_s=300)
