"""A grant's row filter that doesn't hold is refused when it is saved, not at somebody's next read."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.api.people import browser, enter, make_person

from sortie.apps.api.app import Api
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

GRANTS = "/api/v1/records/role_grant"
OPEN_ONES = {"field": "rework_count", "op": "gt", "value": 0}


@pytest.fixture
async def security(api: Api, tenant: Tenant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(api) as client:
        await enter(client, await make_person(api, tenant, "security_admin"))
        yield client


@pytest.fixture
async def role(api: Api, tenant: Tenant) -> str:
    async with api.kernel.dbs.tx(tenant) as tx:
        (found,) = await records.find(tx, "role", code="agent")
    return str(found.id)


def _grant(role: str, **more: Any) -> dict[str, Any]:
    values = {"role": role, "object": "work_order", "actions": ["read"], "scope_kind": "filter"}
    return {"values": values | more}


def _paths(answer: httpx.Response) -> set[str]:
    return {problem["path"].partition(".")[0] for problem in answer.json()["fields"]}


@pytest.mark.parametrize(
    "broken",
    [
        {"field": "no_such_field", "op": "eq", "value": 1},
        {"field": "state", "op": "no_such_operator", "value": 1},
        {"field": "rework_count", "op": "eq", "value": "not a number"},
        {"and": [OPEN_ONES, {"field": "customer.no_such_field", "op": "eq", "value": 1}]},
        {"field": "state"},
        {"neither": "this", "nor": "that"},
    ],
)
async def test_a_filter_that_does_not_hold_is_refused_and_its_field_named(
    security: httpx.AsyncClient, role: str, broken: dict[str, Any]
) -> None:
    refused = await security.post(GRANTS, json=_grant(role, scope_filter=broken))
    assert refused.status_code == 422, refused.text
    assert _paths(refused) == {"scope_filter"}


@pytest.mark.parametrize(
    "without", [{}, {"scope_filter": None}, {"object": "*", "scope_filter": OPEN_ONES}]
)
async def test_a_filter_scope_needs_conditions_on_one_object(
    security: httpx.AsyncClient, role: str, without: dict[str, Any]
) -> None:
    refused = await security.post(GRANTS, json=_grant(role, **without))
    assert refused.status_code == 422, refused.text
    assert refused.json()["fields"][0]["code"] == "scope.filter_needed"


async def test_a_good_filter_is_kept_and_can_not_be_broken_afterwards(
    security: httpx.AsyncClient, role: str
) -> None:
    made = await security.post(GRANTS, json=_grant(role, scope_filter=OPEN_ONES))
    assert made.status_code == 201, made.text
    grant = f"{GRANTS}/{made.json()['id']}"
    body = {"values": {"scope_filter": {"field": "gone", "op": "eq", "value": 1}}}
    versioned = body | {"version": made.json()["version"]}
    broken = await security.patch(grant, json=versioned)
    assert broken.status_code == 422, broken.text
    assert _paths(broken) == {"scope_filter"}
    moved = await security.patch(grant, json=versioned | {"values": {"object": "customer"}})
    assert (moved.status_code, _paths(moved)) == (422, {"scope_filter"})
    kept = (await security.get(grant)).json()
    assert kept["values"]["scope_filter"] == OPEN_ONES
