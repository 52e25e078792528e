"""Where the processes of one Sortie count together: a folder of small memory-mapped files.

Apart from `telemetry`, so that the supervisor needn't load the client library.
"""

from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The client library's own variable; it must be set before that loads."""


def forget_process(pid: int, folder: Path) -> None:
    """A process ended: what it held open is open no longer. What it counted stays."""
    for held in folder.glob(f"gauge_live*_{pid}.db"):
        held.unlink(missing_ok=True)
