"""How the travel room is bolted into the kernel."""

from typing import Any

from sortie.domains.travel import fetching
from sortie.domains.travel.objects import OBJECTS
from sortie.domains.travel.service import FETCH_JOB


def install(kernel: Any) -> None:
    """Register everything this room owns."""
    kernel.objects.add(*OBJECTS)
    kernel.hooks.before("travel_provider", fetching.check_provider)
    kernel.jobs.add(FETCH_JOB, fetching.fetch, timeout_s=120)
