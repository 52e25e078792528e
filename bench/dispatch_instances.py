"""Instances of field service and public vehicle routing, against VROOM and best known values.

BENCH_INSTANCES: the folder. BENCH_CASES: names, comma-separated. BENCH_SECONDS, BENCH_SEEDS: CPU
seconds a run (one thread) and runs a case. BENCH_PEERS_PYTHON: an interpreter with pyvroom; without
one the peer's figures of `REFERENCE` are used (same kind of machine, VROOM's best level).
"""

import importlib.util
import json
import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import _place
from bench._instances import FOLDER, Instance, best_known, field_service, pdptw, vrptw
from bench._report import Figure, publish
from sortie_routing.engine.choosing import ChoosingPlanner
from sortie_routing.engine.warming import warm
from sortie_routing.referee import breaches
from sortie_routing.schedule import Schedule
from sortie_routing.solving import Limits

CASES = os.environ.get(
    "BENCH_CASES",
    "fs400 hard,fs400 full,fs1000 hard,fs1000 full,fs2000 hard,fs2000 full,"
    "R112,RC207,RC1_2_5,R1_4_5,lc103,lrc106",
)
SECONDS = float(os.environ.get("BENCH_SECONDS", "30"))
SEEDS = int(os.environ.get("BENCH_SEEDS", "3"))
PEERS = os.environ.get("BENCH_PEERS_PYTHON", "")
REFERENCE: Mapping[str, int] = {
    "fs100 hard": 82_162,
    "fs400 hard": 261_090,
    "fs1000 hard": 478_825,
    "fs2000 hard": 747_360,
    "fs100 full": 108_862,
    "fs400 full": 327_998,
    "fs1000 full": 634_999,
    "fs2000 full": 1_120_352,
}
"""VROOM at its best level within about 30 CPU seconds, as measured for the design."""
FULL_SHARE, HARD_SHARE, SMALL_HARD_SHARE = 0.88, 0.92, 0.95


def load_case(name: str) -> Instance:
    stem, _, mode = name.partition(" ")
    if mode:
        return field_service(FOLDER / "fieldservice" / f"{stem}.json", full=mode == "full")
    for folder, reader in (("solomon", vrptw), ("homberger", vrptw), ("li_lim", pdptw)):
        path = FOLDER / folder / f"{stem}.txt"
        if path.exists():
            return reader(path)
    raise FileNotFoundError(name)


def own_checker() -> Any:
    """The folder's own judge of field service plans, or None."""
    path = FOLDER / "make_skill_instances.py"
    if not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("instances_own_checker", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.check


def solve(case: Instance, seed: int) -> Schedule:
    limits = Limits(seconds=SECONDS, seed=seed, clock=time.process_time)
    return ChoosingPlanner(case.travel).schedule(case.problem, limits)


def judged(case: Instance, plan: Schedule, checker: Any) -> int:
    """Broken rules by our referee and, where there is one, by the folder's own checker."""
    wrong = len(breaches(case.problem, plan, case.travel))
    if checker is not None and case.raw is not None:
        routes = {d.worker_id: [v.job_id for v in d.visits] for d in plan.days}
        told = checker(case.raw, routes)
        wrong += len(told["hard"]) + (told["cost"] != plan.cost)
    return wrong


def vroom_best(name: str, case: Instance, checker: Any) -> tuple[float | None, str]:
    """(cost, what it is): the best of VROOM's levels, run now or as once measured."""
    reference = REFERENCE.get(name)
    if not PEERS or checker is None or case.raw is None:
        return reference, "VROOM's best level, as measured for the design"
    stem, _, mode = name.partition(" ")
    found = []
    for level in (0, 1, 5):
        script = Path(__file__).with_name("_instances_vroom.py")
        file = FOLDER / "fieldservice" / f"{stem}.json"
        run = subprocess.run(
            [PEERS, str(script), str(file), mode, str(level), str(SECONDS)],
            capture_output=True, text=True, check=False, timeout=SECONDS * 20,
        )  # fmt: skip
        if run.returncode == 0:
            told = checker(case.raw, json.loads(run.stdout.splitlines()[-1])["routes"])
            if not told["hard"]:
                found.append((told["cost"], f"VROOM level {level}"))
    return min(found, default=(reference, "VROOM, as measured for the design"))


def field_figure(name: str, costs: list[int], case: Instance, checker: Any) -> Figure:
    mean = sum(costs) / len(costs)
    peer, peer_is = vroom_best(name, case, checker)
    small = len(case.problem.jobs) < 1000
    share = FULL_SHARE if name.endswith("full") else SMALL_HARD_SHARE if small else HARD_SHARE
    target = round(peer * share) if peer else None
    return Figure(f"{name}, mean of {len(costs)}", round(mean), "points", target, peer, peer_is)


def public_figure(name: str, costs: list[int], case: Instance) -> Figure:
    mean = sum(costs) / len(costs) / 10
    known = best_known(case.name)
    if known is None:
        return Figure(f"{name}, mean distance of {len(costs)}", round(mean, 1), "")
    gap = 100 * (mean / known - 1)
    return Figure(f"{name}, mean gap to the best known", round(gap, 2), "%")


def measure() -> None:
    load = _place.load()
    warm()
    checker = own_checker()
    figures, notes, wrong = [], [], 0
    for name in (n.strip() for n in CASES.split(",")):
        case = load_case(name)
        costs = []
        for seed in range(SEEDS):
            plan = solve(case, seed)
            wrong += judged(case, plan, checker)
            costs.append(plan.cost)
            print(name, seed, plan.cost, plan.iterations, flush=True)
        own = case.raw is not None
        figures.append(field_figure(name, costs, case, checker) if own
                       else public_figure(name, costs, case))  # fmt: skip
        notes.append(f"{name}: {', '.join(map(str, costs))}")
    figures.append(Figure("broken rules, by two referees", wrong, "", 0))
    publish("dispatch_instances", figures, load_before=load,
            notes=(f"{SECONDS:g} CPU seconds a run, one thread", *notes))  # fmt: skip


if __name__ == "__main__":
    measure()
