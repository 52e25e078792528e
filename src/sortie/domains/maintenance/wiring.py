"""How the maintenance room is bolted into the kernel."""

from typing import Any

from sortie.domains.maintenance import jobs
from sortie.domains.maintenance.objects import OBJECTS
from sortie.domains.maintenance.service import changing, following, planning


def install(kernel: Any) -> None:
    """Register everything this room owns."""
    kernel.objects.add(*OBJECTS)
    kernel.hooks.before("maintenance_plan", planning.check_plan)
    kernel.hooks.after("maintenance_plan", planning.plan_changed)
    kernel.hooks.command("maintenance_date", "move", changing.move)
    kernel.hooks.command("maintenance_date", "skip", changing.skip)
    kernel.hooks.after("work_order", following.order_moved)
    kernel.jobs.add("maintenance.run_plans", jobs.run_plans, cron="20 4 * * *")
