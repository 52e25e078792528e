"""Every operation of the API by eight callers, with the exact refusal each must get.

anonymous, forged, expired, disabled: 401 at every door that isn't public. Another company: 404
for every record of ours. No permission: 404 for objects they can't read, 403 for acts they can't
do. Another department: 404 for our department's records. Portal user: as the portal role says.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.api.people import Person, browser, enter, make_person, make_unit
from tests.battery.ground import seed_every_object
from tests.battery.operations import Operation, operations

from sortie.apps.api.app import Api
from sortie.apps.api.description.document import document
from sortie.kernel.objects.contracts import Object
from sortie.kernel.objects.service import BUILT_IN_ROLES
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

PUBLIC = {
    "health_live",
    "health_ready",
    "metrics",
    "openapi",
    "sign_in",
    "forgot_password",
    "reset_password",
    "read_invitation",
    "accept_invitation",
    "ask_passkey",
    "sign_in_by_passkey",
    "list_sign_in_ways",
    "start_oidc",
    "finish_oidc",
    # the customer's door: the links' secrets are the proof, rates bound the rest
    "portal_company",
    "portal_asset",
    "portal_picture",
    "portal_report",
    "portal_track",
    "follow_job",
    "portal_show_picture",
    "portal_archive",
    "portal_accept",
    "portal_refuse",
    "portal_rate",
    "portal_cancel",
    "portal_comment",
}
"""Operations open to everyone. A route that isn't named here asks who is there."""

NOT_BY_INSIDERS = {"listen", "sign_out"}
"""One never ends, the other ends the caller's own session."""
ALL_ROLES = tuple(r.code for r in BUILT_IN_ROLES if r.code not in {"portal", "staff"})


@dataclass(frozen=True)
class Ground:
    """Our company, its records in one department, and everyone who comes to its door."""

    ops: tuple[Operation, ...]
    records: dict[str, UUID]
    outsiders: dict[str, httpx.AsyncClient]
    insiders: dict[str, httpx.AsyncClient]
    objects: dict[str, Object]


async def _expire(api: Api, person: Person) -> None:
    async with api.kernel.dbs.control() as con:
        await con.execute(
            "UPDATE sortie_control.session SET last_seen_at = now() - interval '90 days'"
            " WHERE account_id = $1",
            person.id,
        )


async def _lock(api: Api, person: Person) -> None:
    async with api.kernel.dbs.tx(person.tenant) as tx:
        actor = system_actor(person.tenant.id)
        await records.command(tx, actor, "user", person.id, "lock", reason="battery")


async def _head_of_another_department(api: Api, tenant: Tenant, unit: UUID) -> Person:
    """Someone who may do everything, in their own department only."""
    actor = system_actor(tenant.id)
    async with api.kernel.dbs.tx(tenant) as tx:
        role = await records.create(
            tx, actor, "role", {"code": "head", "name": "部门主管", "features": []}
        )
        given = {"role": str(role.id), "actions": ["*"], "scope_kind": "team"}
        for obj in api.kernel.objects:
            await records.create(tx, actor, "role_grant", given | {"object": obj.name})
    return await make_person(api, tenant, "head", unit=unit)


@pytest.fixture(scope="module")
async def ground(api: Api, tenant: Tenant, other_tenant: Tenant) -> AsyncIterator[Ground]:
    company = await make_unit(api, tenant)
    ours = await make_unit(api, tenant, "department", company)
    theirs = await make_unit(api, tenant, "department", company)
    made = await seed_every_object(api, tenant, ours, company)
    people = {
        "expired": await make_person(api, tenant, *ALL_ROLES, unit=ours),
        "disabled": await make_person(api, tenant, *ALL_ROLES, unit=ours),
        "other tenant": await make_person(api, other_tenant, *ALL_ROLES),
        "no permission": await make_person(api, tenant, unit=theirs),
        "other department": await _head_of_another_department(api, tenant, theirs),
        "portal user": await make_person(api, tenant, kind="portal"),
    }
    async with AsyncExitStack() as stack:
        doors = {}
        for name in ("anonymous", "forged", "forged key", *people):
            doors[name] = await stack.enter_async_context(browser(api))
        for name, person in people.items():
            assert (await enter(doors[name], person)).status_code == 200, name
        doors["forged"].cookies.set("sortie", "f" * 43)
        doors["forged key"].headers["Authorization"] = "Bearer sortie_abcdef123456_" + "f" * 43
        await _expire(api, people["expired"])
        await _lock(api, people["disabled"])
        outside = {"anonymous", "forged", "forged key", "expired", "disabled"}
        spec = document(api.litestar, api.kernel)
        yield Ground(
            tuple(operations(spec)),
            made,
            {name: door for name, door in doors.items() if name in outside},
            {name: door for name, door in doors.items() if name not in outside},
            {obj.name: obj for obj in api.kernel.objects},
        )


async def _ask(door: httpx.AsyncClient, op: Operation, ground: Ground) -> httpx.Response:
    sent: dict[str, Any] = {} if op.body is None else {"json": op.body}
    return await door.request(op.method, op.url(ground.records), **sent)


def _told(answer: httpx.Response) -> str:
    code = answer.json().get("code") if "problem" in answer.headers["content-type"] else ""
    return f"{answer.status_code} {code}"


def test_the_public_operations_are_exactly_the_named_ones(ground: Ground) -> None:
    found = {op.id for op in ground.ops if op.public}
    assert found == PUBLIC


@pytest.mark.timeout(300)
async def test_who_cannot_prove_who_they_are_gets_401_everywhere(ground: Ground) -> None:
    wrong = []
    for name, door in ground.outsiders.items():
        for op in ground.ops:
            if op.public:
                continue
            answer = await _ask(door, op, ground)
            if answer.status_code != 401:
                wrong.append(f"{name}: {op.id}: {_told(answer)}")
    assert not wrong, wrong


@pytest.mark.timeout(300)
async def test_another_company_gets_404_for_every_record_of_ours(ground: Ground) -> None:
    door = ground.insiders["other tenant"]
    wrong = []
    for op in ground.ops:
        if op.public or op.id in NOT_BY_INSIDERS:
            continue
        answer = await _ask(door, op, ground)
        if op.on_record and answer.status_code not in _refusals_of_all_roles(ground, op):
            wrong.append(f"{op.id}: {_told(answer)}")
        if _leaks(answer, op, ground):
            wrong.append(f"{op.id} tells of our record")
        if answer.status_code >= 500 and answer.status_code != 503:
            wrong.append(f"{op.id}: {_told(answer)}")
    assert not wrong, wrong


def _refusals_of_all_roles(ground: Ground, op: Operation) -> set[int]:
    """404; or 403 for an act no built-in role may do at all, which is told before any record."""
    obj = ground.objects[op.object]
    action = op.right[2]
    allowed = any(_allows(right.actions, action) for right in obj.rights)
    readable = any(_allows(right.actions, "read") for right in obj.rights)
    return {404} if allowed or not readable else {403}


def _allows(actions: frozenset[str], action: str) -> bool:
    plain = "*" in actions or action in actions
    return plain or (action.startswith("command:") and "command:*" in actions)


def _leaks(answer: httpx.Response, op: Operation, ground: Ground) -> bool:
    if not op.object:
        return any(str(id_) in answer.text for id_ in ground.records.values())
    # the answer may repeat the id that was asked for
    own = ground.records[op.object]
    others = (id_ for id_ in ground.records.values() if id_ != own or not op.on_record)
    return any(str(id_) in answer.text for id_ in others)


def _by_role(ground: Ground, op: Operation, role: str) -> int | None:
    """What one role's holder must be told; None where the role lets them pass."""
    kind, name, action = op.right
    if kind == "feature":
        return 403
    if kind != "object":
        return None
    rights = [r for r in ground.objects[name].rights if r.role == role]
    if any(_allows(r.actions, action) for r in rights):
        return None
    return 403 if any(_allows(r.actions, "read") for r in rights) else 404


@pytest.mark.parametrize(
    ("caller", "role"), [("no permission", "staff"), ("portal user", "portal")]
)
@pytest.mark.timeout(300)
async def test_who_has_no_right_is_told_404_of_things_and_403_of_acts(
    ground: Ground, caller: str, role: str
) -> None:
    door = ground.insiders[caller]
    wrong = []
    for op in ground.ops:
        expected = None if op.public else _by_role(ground, op, role)
        if expected is None:
            continue
        answer = await _ask(door, op, ground)
        if answer.status_code != expected:
            wrong.append(f"{op.id}: {_told(answer)}, not {expected}")
    assert not wrong, wrong


@pytest.mark.timeout(300)
async def test_another_department_gets_404_for_every_record_of_ours(ground: Ground) -> None:
    door = ground.insiders["other department"]
    wrong = []
    for op in ground.ops:
        if not op.object:
            continue
        everyones = any(
            r.role == "staff" and "read" in r.actions and r.scope.kind == "all"
            for r in ground.objects[op.object].rights
        )
        if everyones and op.right[2] == "read":
            continue
        answer = await _ask(door, op, ground)
        # rows that only the product writes refuse a writer before any record is looked at
        action = op.right[2]
        closed = not ground.objects[op.object].writable
        written = closed and action != "read" and not action.startswith("command:")
        if op.on_record and answer.status_code != (403 if written else 404):
            wrong.append(f"{op.id}: {_told(answer)}")
        if not everyones and _leaks(answer, op, ground):
            wrong.append(f"{op.id} tells of our record")
    assert not wrong, wrong
