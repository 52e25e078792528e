"""What a run found: told on the terminal, as one line of JSON, and kept in ``bench/results.md``."""

import json
import os
import platform
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles
from typing import Any, Literal

RESULTS = Path(__file__).with_name("results.md")
_HEAD = """# Figures

Each section is written by its own run (`make bench B=<name>`), with the machine and the load it
ran under; a run replaces its section. «Peer» is what the figure is compared with, in the same run
or by a named limit; the ratio is ours / peer.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One claim. ``target`` is the bound; ``peer`` what we compare with, ``peer_is`` its name.

    ``better``: which way is good. Without a target the figure is told, not judged.
    """

    claim: str
    ours: float
    unit: str
    target: float | None = None
    peer: float | None = None
    peer_is: str = ""
    better: Literal["lower", "higher"] = "lower"

    @property
    def holds(self) -> bool | None:
        if self.target is None:
            return None
        return self.ours <= self.target if self.better == "lower" else self.ours >= self.target

    @property
    def ratio(self) -> float | None:
        return round(self.ours / self.peer, 2) if self.peer else None


def percentile(samples: Sequence[float], percent: int) -> float:
    """By linear interpolation; ``percent`` of 1 to 99."""
    return quantiles(samples, n=100, method="inclusive")[percent - 1]


def machine() -> dict[str, Any]:
    """Cores, processor, memory, and the load average of one minute: others share the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "memory_gb": round(memory / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "load_1min": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    if listed.exists() and (found := re.search(r"model name\s*: (.+)", listed.read_text())):
        return found[1].strip()
    return platform.processor() or platform.machine()


def versions(**more: str) -> dict[str, str]:
    named = ("asyncpg", "litestar", "granian")
    return {"python": platform.python_version(), **{n: version(n) for n in named}, **more}


def publish(
    bench: str,
    figures: Sequence[Figure],
    *,
    load_before: float,
    notes: Sequence[str] = (),
    **seen: str,
) -> None:
    """Tell the figures and end the process: 0 when every target is met, else 1.

    ``figures[0]`` is the claim of the last line. ``seen``: more versions.
    """
    facts, used = machine(), versions(**seen)
    facts["load_1min_before"] = round(load_before, 1)
    for one in figures:
        print(_line(one))
    _keep(bench, figures, facts, used, notes)
    first, *others = (_as_dict(one) for one in figures)
    print(json.dumps({**first, "machine": facts, "versions": used, "more": others}))
    sys.stdout.flush()
    sys.exit(0 if all(one.holds is not False for one in figures) else 1)


def _as_dict(one: Figure) -> dict[str, Any]:
    return {
        "claim": one.claim,
        "ours": one.ours,
        "peer": one.peer,
        "peer_is": one.peer_is,
        "ratio": one.ratio,
        "unit": one.unit,
        "target": one.target,
        "holds": one.holds,
    }


def _mark(one: Figure) -> str:
    return {None: "", True: "yes", False: "**no**"}[one.holds]


def _line(one: Figure) -> str:
    sign = {None: "·", True: "✓", False: "✗"}[one.holds]
    target = "" if one.target is None else f"  (target {one.target:g})"
    return f"{sign} {one.claim}: {one.ours:g} {one.unit}{target}"


def _keep(
    bench: str,
    figures: Sequence[Figure],
    facts: dict[str, Any],
    used: dict[str, str],
    notes: Sequence[str],
) -> None:
    """Replace this bench's section, sections sorted by name."""
    kept = RESULTS.read_text() if RESULTS.exists() else _HEAD
    head, *sections = re.split(r"^(?=## )", kept, flags=re.MULTILINE)
    by_name = {section[3:].split("\n", 1)[0]: section for section in sections}
    rows = [
        f"| {x.claim} | {x.ours:g} {x.unit} | {'' if x.target is None else f'{x.target:g}'} "
        f"| {_mark(x)} | {_peer(x)} | {'' if x.ratio is None else f'{x.ratio:g}'} |"
        for x in figures
    ]
    told = [
        f"## {bench}",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {facts['cores']} × {facts['processor']}, "
        f"{facts['memory_gb']} GB, {facts['system']} · load {facts['load_1min_before']} before, "
        f"{facts['load_1min']} after · " + ", ".join(f"{k} {v}" for k, v in used.items()),
        "",
        "| claim | ours | target | holds | peer | ratio |",
        "|---|---|---|---|---|---|",
        *rows,
        *(["", *(f"- {note}" for note in notes)] if notes else []),
        "",
        "",
    ]
    by_name[bench] = "\n".join(told)
    RESULTS.write_text(head.rstrip() + "\n\n" + "".join(by_name[x] for x in sorted(by_name)))


def _peer(one: Figure) -> str:
    if one.peer is None:
        return one.peer_is
    return f"{one.peer:g} {one.unit} ({one.peer_is})"
