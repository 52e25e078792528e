"""How the travel room is bolted into the kernel."""

from typing import Any

from sortie.domains.travel.objects import OBJECTS


def install(kernel: Any) -> None:
    """Register everything this room owns."""
    kernel.objects.add(*OBJECTS)
