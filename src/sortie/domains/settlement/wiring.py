"""How the settlement room is bolted into the kernel."""

from typing import Any

from sortie.domains.settlement.objects import OBJECTS


def install(kernel: Any) -> None:
    """Register everything this room owns."""
    kernel.objects.add(*OBJECTS)
