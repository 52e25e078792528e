"""How the portal is bolted into the kernel: it owns no objects, only a door."""

from typing import Any


def install(_kernel: Any) -> None:
    """Nothing to register: the door stands on the verbs of dispatch."""
