"""What a browser loads, and how long a first visit waits for its list on a slow phone and line."""

import json
import os
import re
import subprocess
from pathlib import Path
from statistics import median
from typing import Any

from bench import _place
from bench._report import Figure, publish
from bench._serving import Serving

WEB = Path(__file__).resolve().parents[1] / "web"
ROUNDS = 5
LIMIT_MS = 2_500
"""Largest Contentful Paint counts as good up to here (web.dev, Core Web Vitals)."""
JS_BUDGET_KB = {"field": 120.0, "portal": 120.0, "console": 400.0}

VISITS: tuple[dict[str, Any], ...] = (
    {"name": "phone: today's list", "login": "engineer", "path": "/m/", "row": ".m-visit, article",
     "width": 390, "height": 844},
    {"name": "console: work orders", "login": "dispatcher", "path": "/console/records/work_order",
     "row": "text=/WO\\d{6}/", "width": 1440, "height": 900},
)  # fmt: skip


def _sizes() -> list[Figure]:
    ran = subprocess.run(
        ["node", "scripts/size.mjs"], cwd=WEB, capture_output=True, text=True, check=False
    )
    found = json.loads(ran.stdout.strip().splitlines()[-1])
    return [
        Figure(f"{app}: initial JavaScript, gzip", found[app]["js_kb"], "kB", budget)
        for app, budget in JS_BUDGET_KB.items()
    ] + [Figure(f"{app}: initial styles, gzip", found[app]["css_kb"], "kB") for app in JS_BUDGET_KB]


def _cold(place: Path) -> list[Figure]:
    serving = Serving(place, "--demo")
    try:
        serving.start()
        kept = json.loads((serving.data / "demo.json").read_text())
        visits = [{**visit, "tenant": kept["tenant"]} for visit in VISITS]
        asked = {"password": kept["password"], "visits": visits, "rounds": ROUNDS}
        ran = subprocess.run(
            ["node", "scripts/cold.mjs", serving.address],
            cwd=WEB,
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
    finally:
        serving.leave_nothing()
    if ran.returncode:
        raise SystemExit(ran.stderr[-3000:])
    took = json.loads(ran.stdout.strip().splitlines()[-1])
    return [
        Figure(
            f"{name}, first visit at 4× CPU and 1.6 Mbit/s, median",
            median(times),
            "ms",
            LIMIT_MS if name.startswith("phone") else None,
            LIMIT_MS,
            "LCP «good», web.dev",
        )
        for name, times in took.items()
    ]


def _chromium() -> str:
    program = os.environ.get("SORTIE_CHROMIUM", "/usr/bin/chromium")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\d+(?:\.\d+)+", said.stdout)
    return found[0] if found else "unknown"


def measure() -> None:
    load = _place.load()
    with _place.folder() as place:
        figures = [*_sizes(), *_cold(place)]
    publish(
        "web",
        figures,
        load_before=load,
        notes=(
            "as built last (`make run` builds); sizes: modules, preloads and styles of index.html",
            f"first visit: no cache, signed in, 150 ms round trip, median of {ROUNDS}, demo company",
        ),
        chromium=_chromium(),
    )


if __name__ == "__main__":
    measure()
