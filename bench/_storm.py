"""Writers over HTTP, and ``kill -9`` among them; then every write is counted.

A writer sends each request with an Idempotency-Key and, unless it was answered, the same request
with the same key again until it is. So in the end every key has its answer, and what was written
under it must be there exactly once, however often it was sent and whatever died meanwhile.
"""

import asyncio
import random
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from bench import _place
from bench._serving import Serving
from sortie.apps.composition import Kernel
from sortie.apps.onboarding import NewUser, admit
from sortie.base.ids import uuid7
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant, Tx

CODE, LOGIN, PASSWORD = "storm", "stormy", "correct horse battery"
WRITERS = 4
# what is killed: mostly one part, which is started again; sometimes all, which we start again
VICTIMS = ("web", "postgres", "all", "worker", "program", "web", "postgres")


@dataclass(slots=True)
class Tally:
    """``sent`` counts tries; ``answered`` holds key to (what was made, its id)."""

    answered: dict[str, tuple[str, str]] = field(default_factory=dict)
    sent: int = 0
    unanswered: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


async def found(place: Path) -> tuple[str, str]:
    """A company with one agent, in ``place``; ids of its work type and customer."""
    async with _place.program(place) as kernel:
        tenant = await kernel.create_tenant(CODE, "风暴公司")
        system = system_actor(tenant.id)
        async with kernel.dbs.tx(tenant) as tx:
            unit = {"kind": "company", "code": "HQ", "name": "总部"}
            company = (await records.create(tx, system, "org_unit", unit)).id
            work = {"code": "AC", "name": "空调维修", "duration": 3600}
            work_type = (await records.create(tx, system, "work_type", work)).id
            person = {"name": "王女士", "phone": "13800005678", "dept_id": str(company)}
            customer = (await records.create(tx, system, "customer", person)).id
        roles = ("manager", "dispatcher", "agent")
        who = NewUser(LOGIN, LOGIN, roles, password=PASSWORD, unit_id=company)
        await admit(kernel, tenant, who)
    return str(work_type), str(customer)


class Storm:
    """A running program, its writers, and the one who kills."""

    def __init__(self, place: Path, work_type: str, customer: str, seed: int) -> None:
        self.serving = Serving(place)
        self.tally = Tally()
        self._dice = random.Random(seed)
        self._work_type, self._customer = work_type, customer
        self._calm = asyncio.Event()

    async def blow(self, kills: int, *, between_s: tuple[float, float] = (0.3, 1.5)) -> Tally:
        """Write, kill ``kills`` times, let every writer finish, stop in order."""
        await asyncio.to_thread(self.serving.start)
        try:
            async with httpx.AsyncClient(base_url=self.serving.address, timeout=20) as client:
                await self._enter(client)
                writers = [asyncio.create_task(self._write(client)) for _ in range(WRITERS)]
                for n in range(kills):
                    await asyncio.sleep(self._dice.uniform(*between_s))
                    victim = VICTIMS[n % len(VICTIMS)]
                    await asyncio.to_thread(self._kill, victim)
                    self.tally.kills[victim] = self.tally.kills.get(victim, 0) + 1
                await asyncio.sleep(between_s[1])
                self._calm.set()
                await asyncio.gather(*writers)
        finally:
            await asyncio.to_thread(self.serving.leave_nothing)
        return self.tally

    def _kill(self, victim: str) -> None:
        """Returns when the program answers again."""
        if victim in {"program", "all"}:
            (self.serving.kill_all if victim == "all" else self.serving.kill_program)()
            self.serving.start()
            return
        while not self.serving.kill(victim):
            # it is just being started again after the last kill
            pass
        while not self.serving.ready():
            pass

    async def _enter(self, client: httpx.AsyncClient) -> None:
        sent = {"login": LOGIN, "password": PASSWORD, "tenant": CODE}
        answer = await client.post("/api/v1/session", json=sent)
        answer.raise_for_status()
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]

    async def _write(self, client: httpx.AsyncClient) -> None:
        turn = 0
        while not self._calm.is_set():
            key = uuid7().hex
            await self._until_answered(client, key, *self._act(turn, key))
            turn += 1

    def _act(self, turn: int, key: str) -> tuple[str, str, dict[str, Any]]:
        if turn % 2:
            return "customer", "/api/v1/records/customer", {"values": {"name": key}}
        wish = {
            "customer": self._customer,
            "work_type": self._work_type,
            "contact_phone": "13800005678",
            "description": key,
            "convert": True,
        }
        return "request", "/api/v1/dispatch/requests", wish

    async def _until_answered(
        self, client: httpx.AsyncClient, key: str, made: str, path: str, body: dict[str, Any]
    ) -> None:
        while True:
            self.tally.sent += 1
            try:
                answer = await client.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.HTTPError:
                self.tally.unanswered += 1
                await asyncio.sleep(0.1)
                continue
            if answer.status_code in {500, 502, 503, 504}:
                self.tally.unanswered += 1
                await asyncio.sleep(0.1)
                continue
            if not answer.is_success:
                self.tally.wrong.append(f"{path}: {answer.status_code} {answer.text[:300]}")
                return
            told = answer.json()
            self.tally.answered[key] = (made, str((told.get("request") or told)["id"]))
            return


async def verify(place: Path, tally: Tally) -> list[str]:
    """What is wrong after the storm: nothing, if all is well."""
    async with _place.program(place) as kernel:
        tenant = await kernel.dbs.tenant_by_code(CODE)
        async with kernel.dbs.tx(tenant) as tx:
            wrong = [*tally.wrong, *await _miscounted(tx, tally), *await _unsteady(tx)]
        return [*wrong, *await _audit(kernel, tenant, place)]


async def _miscounted(tx: Tx, tally: Tally) -> list[str]:
    """Each answered key's record is there once, under the id that was answered; and nothing else is."""
    wrong: list[str] = []
    for made, table, column in (
        ("request", "o_service_request", "description"),
        ("customer", "o_customer", "name"),
    ):
        rows = await tx.fetch(f"SELECT id, {column} AS key FROM {tx.t(table)}")
        by_key: dict[str, list[UUID]] = {}
        for row in rows:
            by_key.setdefault(row["key"], []).append(row["id"])
        ours = {key: id_ for key, (what, id_) in tally.answered.items() if what == made}
        for key, id_ in ours.items():
            if [str(x) for x in by_key.get(key, [])] != [id_]:
                wrong.append(f"{made} {key}: answered {id_}, there are {by_key.get(key, [])}")
        others = by_key.keys() - ours.keys() - {"王女士"}
        wrong += [f"{made} {key} is there and was never answered" for key in others]
    orders = await tx.fetch(
        f"SELECT r.id, count(o.id) AS many FROM {tx.t('o_service_request')} r "
        f"LEFT JOIN {tx.t('o_work_order')} o ON o.request = r.id GROUP BY r.id "
        "HAVING count(o.id) <> 1"
    )
    return [*wrong, *(f"request {row['id']} has {row['many']} orders" for row in orders)]


async def _unsteady(tx: Tx) -> list[str]:
    """Numbers twice, and records without exactly one word of their making in audit and feed."""
    wrong: list[str] = []
    for table, object_ in (
        ("o_service_request", "service_request"),
        ("o_work_order", "work_order"),
        ("o_customer", "customer"),
    ):
        twice = await tx.value(
            f"SELECT count(*) - count(DISTINCT number) FROM {tx.t(table)} WHERE number IS NOT NULL"
        )
        if twice:
            wrong.append(f"{twice} numbers of {object_} were given twice")
        for log, said in (("audit_entry", "action"), ("feed", "op")):
            untold = await tx.value(
                f"SELECT count(*) FROM {tx.t(table)} t WHERE 1 <> (SELECT count(*) FROM "
                f"{tx.t(log)} l WHERE l.object = $1 AND l.record_id = t.id AND l.{said} = 'create')",
                object_,
            )
            if untold:
                wrong.append(f"{untold} of {object_} are not told once in {log}")
    return wrong


async def _audit(kernel: Kernel, tenant: Tenant, place: Path) -> list[str]:
    """What ``sortie audit verify`` says, as an auditor runs it."""
    ran = await asyncio.to_thread(
        subprocess.run,
        [Path(sys.executable).with_name("sortie"), "audit", "verify", tenant.code],
        env={
            "PATH": "/usr/bin:/bin",
            "SORTIE_DATA_DIR": str(place / "data"),
            "SORTIE_DATABASE_URL": kernel.settings.database_url,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return [] if ran.returncode == 0 else [f"audit: {ran.stdout}{ran.stderr}"[-2000:]]
