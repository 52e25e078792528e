"""Readers of instance files: our own field service, Solomon and Homberger, Li and Lim.

The folder is a parameter (BENCH_INSTANCES): any other with files of the same formats will do.
"""

import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sortie_routing.problem import Held, Job, Pause, Place, Problem, Shift, Window, Worker

FOLDER = Path(os.environ.get("BENCH_INSTANCES", "../shared/data/vrp"))
HOUR = 3600


@dataclass(frozen=True, slots=True)
class TableTravel:
    """Times from a table; a place's key is its number there."""

    seconds_: NDArray[Any]

    def seconds(self, a: Place, b: Place, speed_mps: float | None) -> int:
        del speed_mps
        return int(self.seconds_[int(a.key), int(b.key)])

    def table(self, places: Sequence[Place], speed_mps: float | None) -> NDArray[Any]:
        del speed_mps
        numbers = [int(p.key) for p in places]
        return self.seconds_[np.ix_(numbers, numbers)]

    def lines(
        self, places: Sequence[Place], speed_mps: float | None
    ) -> Callable[[Place], tuple[NDArray[Any], NDArray[Any]]]:
        del speed_mps
        numbers = [int(p.key) for p in places]

        def lines_of(place: Place) -> tuple[NDArray[Any], NDArray[Any]]:
            own = int(place.key)
            return self.seconds_[own, numbers], self.seconds_[numbers, own]

        return lines_of


@dataclass(frozen=True, slots=True)
class Instance:
    """A named problem. `raw` is the file as read, where a peer needs it."""

    name: str
    problem: Problem
    travel: TableTravel
    raw: Any = None


def _place(number: int) -> Place:
    return Place(0.0, 0.0, str(number))


def field_service(path: Path, *, full: bool) -> Instance:
    """Skills, certificates, breaks, parts and shifts; `full` adds SLA, continuity and overtime."""
    raw = json.loads(path.read_text())
    if not full:
        for job in (*raw["jobs"], *raw["new_jobs"]):
            job.update(sla_due=None, preferred_worker=None, preferred_skills=[])
        for worker in raw["workers"]:
            worker["max_overtime"] = 0
    xy = np.array(raw["locations"])
    far = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    travel = TableTravel(np.ceil(raw["seconds_per_km"] * far - 1e-9).astype(np.int64))
    jobs = tuple(field_job(j) for j in raw["jobs"])
    workers = tuple(_field_worker(w) for w in raw["workers"])
    name = f"{path.stem} {'full' if full else 'hard'}"
    return Instance(name, Problem(jobs, workers, 0), travel, raw)


def field_job(raw: dict[str, Any]) -> Job:
    """One job of a field service file; its priority 5 is the most urgent there, 1 here."""
    wished = raw["preferred_worker"]
    return Job(
        raw["id"],
        _place(raw["loc"]),
        raw["duration"],
        windows=tuple(Window(a, z + 1) for a, z in raw["windows"]),
        due_s=raw["sla_due"],
        skills=raw["skills"],
        certificates=frozenset(raw["certs"]),
        priority=6 - raw["priority"],
        excluded=frozenset(raw["excluded_workers"]),
        preferred=frozenset([wished] if wished else []),
        wished_skills=frozenset(raw["preferred_skills"]),
        vip=raw["vip"],
        parts=raw["parts"],
    )


def _field_worker(raw: dict[str, Any]) -> Worker:
    shift = Shift(
        raw["shift"][0],
        raw["shift"][1],
        _place(raw["start"]),
        _place(raw["end"]),
        pauses=tuple(Pause(Window(*b["window"]), b["duration"]) for b in raw["breaks"]),
        overtime_s=raw["max_overtime"],
        max_travel_s=raw["max_travel"],
    )
    return Worker(
        raw["id"],
        (shift,),
        skills={k: Held(v) for k, v in raw["skills"].items()},
        certificates={c: Held() for c, state in raw["certs"].items() if state == "valid"},
        max_jobs=raw["max_jobs"],
        stock=raw["stock"],
    )


def _tenths(xy: Sequence[tuple[float, float]]) -> TableTravel:
    """Distances cut to one decimal, in tenths: the convention of the DIMACS challenge."""
    points = np.array(xy)
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    return TableTravel(np.floor(far * 10 + 1e-9).astype(np.int64))


def vrptw(path: Path) -> Instance:
    """Solomon's and Homberger's format. Every customer must be served: leaving one over is dear."""
    rows = [line.split() for line in path.read_text().splitlines()]
    vehicles, capacity = next(
        (int(r[0]), int(r[1])) for r in rows if len(r) == 2 and r[0].isdigit()
    )
    nodes = [[float(x) for x in r] for r in rows if len(r) == 7 and r[0].isdigit()]
    travel = _tenths([(n[1], n[2]) for n in nodes])
    jobs = tuple(
        Job(
            str(int(n[0])),
            _place(int(n[0])),
            max(1, int(n[6] * 10)),
            windows=(Window(int(n[4] * 10), int(n[5] * 10) + 1),),
            load={"units": int(n[3])},
            price=10_000_000,
        )
        for n in nodes[1:]
    )
    shift = Shift(0, int(nodes[0][5] * 10), _place(0), _place(0))
    workers = tuple(
        Worker(f"v{n}", (shift,), capacity={"units": capacity}) for n in range(vehicles)
    )
    return Instance(path.stem, Problem(jobs, workers, 0), travel)


def pdptw(path: Path) -> Instance:
    """Li and Lim's format, by distance (their own objective counts vehicles first)."""
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    vehicles, capacity = int(lines[0][0]), int(lines[0][1])
    nodes = [[int(x) for x in r] for r in lines[1:]]
    travel = _tenths([(n[1], n[2]) for n in nodes])
    jobs = tuple(
        Job(
            str(n[0]),
            _place(n[0]),
            max(1, n[6] * 10),
            windows=(Window(n[4] * 10, n[5] * 10 + 1),),
            load={"units": n[3]},
            delivers=str(n[7]) if n[7] else None,
            price=5_000_000,
        )
        for n in nodes[1:]
    )
    shift = Shift(0, nodes[0][5] * 10, _place(0), _place(0))
    workers = tuple(
        Worker(f"v{n}", (shift,), capacity={"units": capacity}) for n in range(vehicles)
    )
    return Instance(path.stem, Problem(jobs, workers, 0), travel)


def best_known(name: str) -> float | None:
    """The best known distance of a public instance (BKS.csv in the folder), or None."""
    listed = FOLDER / "BKS.csv"
    if not listed.exists():
        return None
    head, *rows = [line.split(",") for line in listed.read_text().splitlines()]
    at = head.index("bks_distance_dimacs")
    for row in rows:
        if name in row[:3] and row[at]:
            found = float(row[at])
            return found if math.isfinite(found) else None
    return None
