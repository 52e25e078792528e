"""VROOM on one field service file, run by the interpreter that has `pyvroom` (BENCH_PEERS_PYTHON).

`python _instances_vroom.py FILE hard|full LEVEL SECONDS` prints {"routes": ..., "seconds": ...} as
one line of JSON. One thread. It has no soft windows: `full` cuts windows at the SLA's due time.
Nothing of ours is imported: the peer's interpreter has none of it.
"""

import json
import math
import sys
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import vroom


def numbered(names: Iterable[Any]) -> dict[Any, int]:
    return {name: n for n, name in enumerate(sorted(names))}


def windows_of(job: dict[str, Any], *, full: bool) -> list[Any]:
    found = []
    for start, end in job["windows"]:
        last = min(end, job["sla_due"]) if full and job["sla_due"] is not None else end
        if last >= start:
            found.append(vroom.TimeWindow(start, last))
    return found or [vroom.TimeWindow(*w) for w in job["windows"][:1]]


def read(path: str) -> dict[str, Any]:
    return dict(json.loads(Path(path).read_text()))


def ways(raw: dict[str, Any]) -> list[list[int]]:
    places, per_km = raw["locations"], raw["seconds_per_km"]
    return [
        [math.ceil(per_km * math.hypot(a[0] - b[0], a[1] - b[1]) - 1e-9) for b in places]
        for a in places
    ]


def asked(raw: dict[str, Any]) -> dict[Any, int]:
    """Everything a job can ask of a person, numbered: VROOM's skills have no levels."""
    wanted = {("s", k, v) for j in raw["jobs"] for k, v in j["skills"].items()}
    wanted |= {("c", c) for j in raw["jobs"] for c in j["certs"]}
    wanted |= {("not", w) for j in raw["jobs"] for w in j["excluded_workers"]}
    return numbered(wanted)


def vehicle(n: int, worker: dict[str, Any], skills: dict[Any, int], parts: list[str]) -> Any:
    have = {
        x
        for (kind, name, *level), x in skills.items()
        if (kind == "s" and worker["skills"].get(name, 0) >= level[0])
        or (kind == "c" and worker["certs"].get(name) == "valid")
        or (kind == "not" and worker["id"] != name)
    }
    breaks = [
        vroom.Break(n * 10 + k, [vroom.TimeWindow(*b["window"])], b["duration"])
        for k, b in enumerate(worker["breaks"])
    ]
    return vroom.Vehicle(
        n,
        start=worker["start"],
        end=worker["end"],
        capacity=[worker["stock"][p] for p in parts],
        skills=have,
        time_window=vroom.TimeWindow(*worker["shift"]),
        breaks=breaks,
        max_tasks=worker["max_jobs"],
        max_travel_time=worker["max_travel"],
    )


def job_of(
    n: int, job: dict[str, Any], skills: dict[Any, int], parts: list[str], *, full: bool
) -> Any:
    need = {skills["s", k, v] for k, v in job["skills"].items()}
    need |= {skills["c", c] for c in job["certs"]}
    need |= {skills["not", w] for w in job["excluded_workers"]}
    return vroom.Job(
        n,
        job["loc"],
        default_service=job["duration"],
        delivery=vroom.Amount([job["parts"].get(p, 0) for p in parts]),
        skills=need,
        priority={1: 5, 2: 15, 3: 35, 4: 70, 5: 100}[job["priority"]],
        time_windows=windows_of(job, full=full),
    )


def main(path: str, mode: str, level: int, seconds: float) -> None:
    raw = read(path)
    parts = sorted(raw["workers"][0]["stock"])
    skills = asked(raw)
    given = vroom.Input()
    given.set_durations_matrix(profile="car", matrix_input=ways(raw))
    for n, worker in enumerate(raw["workers"]):
        given.add_vehicle(vehicle(n, worker, skills, parts))
    for n, job in enumerate(raw["jobs"]):
        given.add_job(job_of(n, job, skills, parts, full=mode == "full"))
    began = time.process_time()
    found = given.solve(level, nb_threads=1, timeout=timedelta(seconds=seconds))
    took = time.process_time() - began
    routes: dict[str, list[str]] = {w["id"]: [] for w in raw["workers"]}
    for step in found.routes.to_dict("records"):
        if step["type"] == "job":
            routes[raw["workers"][step["vehicle_id"]]["id"]].append(raw["jobs"][step["id"]]["id"])
    print(json.dumps({"routes": routes, "seconds": took}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
