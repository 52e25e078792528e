"""From nothing to the first answered request: the first start of all, and every later one."""

from pathlib import Path
from statistics import median

from bench import _place
from bench._report import Figure, publish
from bench._serving import Serving

WARM_STARTS = 5


def measure() -> None:
    load = _place.load()
    with _place.folder() as place:
        empty = _starts(place / "empty", 3)
        demo = _starts(place / "demo", WARM_STARTS, "--demo")
    publish(
        "start",
        [
            Figure("warm start with the demo company", round(median(demo[1:]), 2), "s", 5),
            Figure("slowest warm start", round(max(demo[1:]), 2), "s"),
            Figure("first start, no company", round(empty[0], 2), "s"),
            Figure("warm start, no company", round(median(empty[1:]), 2), "s", 5),
            Figure("first start with the demo company made", round(demo[0], 2), "s"),
        ],
        load_before=load,
        notes=(
            "`sortie serve` to the first 200 of `/health/ready`, embedded PostgreSQL included",
            f"median of {WARM_STARTS} warm starts",
        ),
    )


def _starts(place: Path, warm: int, *options: str) -> list[float]:
    """Seconds of the first start, then of ``warm`` more."""
    place.mkdir()
    place.chmod(0o711)
    serving = Serving(place, *options)
    took = []
    try:
        for _ in range(1 + warm):
            took.append(serving.start())
            serving.stop()
    finally:
        serving.leave_nothing()
    return took


if __name__ == "__main__":
    measure()
