"""Company B is full of marks; company A asks everything, with B's ids wherever one fits.

A's people hold every role. Nothing of B may be in any answer, nor any of B's rows be changed.
A control shows that the marks are there to be found: B's own people do find them.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from tests.api.people import browser, enter, make_person, make_unit
from tests.api.serving import serving
from tests.battery.canaries import MARK, STEM, fingerprints, keep_marked_file, mark_everything
from tests.battery.ground import seed_every_object
from tests.battery.operations import Operation, operations

from sortie.apps.api.app import Api
from sortie.apps.api.description.document import document
from sortie.base.ids import uuid7
from sortie.kernel.events import service as events
from sortie.kernel.objects.service import BUILT_IN_ROLES
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tenant

ALL_ROLES = tuple(r.code for r in BUILT_IN_ROLES if r.code not in {"portal", "staff"})
NEVER_ASKED = {"listen", "sign_out"}
"""One never ends (it has its own test), the other ends the caller's own session."""
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass
class Ground:
    """Two companies alike; ``theirs`` are B's records by object, and B's file."""

    ops: tuple[Operation, ...]
    ours: httpx.AsyncClient
    insider: httpx.AsyncClient
    theirs: dict[str, UUID]
    file: UUID
    a: Tenant
    b: Tenant
    answers: int = 0
    swaps: int = 0
    leaks: list[str] = field(default_factory=list)
    said: set[str] = field(default_factory=set)

    async def ask(
        self, method: str, url: str, *, told: frozenset[str] = frozenset(), **sent: Any
    ) -> httpx.Response:
        """Ask as A. ``told``: B's ids in the question, which a refusal may repeat."""
        answer = await self.ours.request(method, url, **sent)
        self.answers += 1
        self.swaps += bool(told)
        self.said |= told
        text = answer.content.decode("utf-8", "replace")
        if MARK in text:
            self.leaks.append(f"{method} {url}: a mark")
        # our own audit tells which ids we ourselves asked for and were refused
        own_words = self.said if "/admin/audit" in url else frozenset[str]()
        foreign = {str(i) for i in (*self.theirs.values(), self.file)} - told - own_words
        self.leaks += [f"{method} {url}: id {i}" for i in foreign if i in text]
        if told and answer.status_code < 300 and answer.content and "{" in text:
            self._echoes(method, url, text, told)
        return answer

    def _echoes(self, method: str, url: str, text: str, told: frozenset[str]) -> None:
        """An answer that isn't a refusal may not repeat an id that isn't ours."""
        self.leaks += [f"{method} {url}: took {i}" for i in told if i in text]


async def _company(api: Api, tenant: Tenant) -> tuple[dict[str, UUID], UUID, UUID]:
    top = await make_unit(api, tenant)
    unit = await make_unit(api, tenant, "department", top)
    return await seed_every_object(api, tenant, unit, top), unit, top


@pytest.fixture(scope="module")
async def ground(api: Api, tenant: Tenant, other_tenant: Tenant) -> AsyncIterator[Ground]:
    _, unit, _ = await _company(api, tenant)
    theirs, their_unit, _ = await _company(api, other_tenant)
    a = await make_person(api, tenant, *ALL_ROLES, unit=unit)
    b = await make_person(api, other_tenant, *ALL_ROLES, unit=their_unit)
    assert await mark_everything(api, other_tenant) > 100
    file = await keep_marked_file(api, other_tenant, b.id, theirs["customer"])
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(browser(api))
        insider = await stack.enter_async_context(browser(api))
        assert (await enter(ours, a)).status_code == 200
        assert (await enter(insider, b)).status_code == 200
        ops = tuple(operations(document(api.litestar, api.kernel)))
        yield Ground(ops, ours, insider, theirs | {"user": b.id}, file, tenant, other_tenant)


def _reads(ground: Ground) -> Iterator[Operation]:
    return (op for op in ground.ops if op.method == "GET" and op.id not in NEVER_ASKED)


def _urls(op: Operation, ground: Ground) -> Iterator[tuple[str, frozenset[str]]]:
    """The operation's address with B's ids in it: every id where any fits."""
    names = _PARAMETER.findall(op.path)
    holes = [n for n in names if n.endswith("_id") or n == "id"]
    plain = dict.fromkeys(names, "x") | {"company": ground.a.code}
    if not holes:
        yield _PARAMETER.sub(lambda m: plain[m[1]], op.path), frozenset()
        return
    fitting = [ground.theirs[op.object]] if op.object else [*ground.theirs.values()]
    for id_ in (*fitting, ground.file):
        given = plain | dict.fromkeys(holes, str(id_))
        yield _PARAMETER.sub(lambda m, given=given: given[m[1]], op.path), frozenset({str(id_)})


async def test_the_marks_are_there_to_be_found(ground: Ground) -> None:
    seen = found = 0
    for op in _reads(ground):
        if op.id.startswith("list_records_"):
            seen += MARK in (await ground.insider.get(op.path)).text
            found += MARK in (await ground.insider.get(op.path, params={"q": STEM})).text
    assert seen > 30
    assert found > 20


@pytest.mark.timeout(200)
async def test_no_read_of_one_company_shows_anything_of_another(ground: Ground) -> None:
    before = ground.answers
    for op in _reads(ground):
        for url, told in _urls(op, ground):
            answer = await ground.ask("GET", url, told=told)
            if op.on_record or "file_id" in op.path:
                assert answer.status_code in {401, 403, 404, 410, 422}, (url, answer.status_code)
    assert ground.answers - before > 400
    assert ground.leaks == []


def _searches(theirs: dict[str, UUID], name: str) -> Iterator[dict[str, str]]:
    """Ways to ask a list for B's rows: by their text, their ids, and the trash."""
    yield {"q": STEM}
    yield {"trashed": "true"}
    for path in ("id", "owner_id", "org_id", "created_by"):
        for id_ in (theirs[name], theirs["user"]):
            tree = {"field": path, "op": "eq", "value": str(id_)}
            yield {"filter": msgspec.json.encode(tree).decode()}
    yield {"filter": msgspec.json.encode({"not": {"field": "id", "op": "is_null"}}).decode()}


@pytest.mark.timeout(200)
async def test_no_search_list_choice_or_export_finds_anything_of_another(ground: Ground) -> None:
    ways = ("list_records_", "export_records_", "record_options_")
    for op in _reads(ground):
        way = next((w for w in ways if op.id.startswith(w)), None)
        if way is None:
            continue
        for asked in _searches(ground.theirs, op.object):
            if way != "list_records_" and "trashed" in asked:
                continue
            more = {"format": "csv"} if way == "export_records_" else {}
            told = frozenset(str(i) for i in ground.theirs.values() if str(i) in str(asked))
            await ground.ask("GET", op.path, told=told, params=asked | more)
    assert ground.leaks == []


async def test_figures_and_reports_count_none_of_anothers(ground: Ground) -> None:
    count = {"aggregates": [{"function": "count", "path": "*", "name": "count"}]}
    for op in ground.ops:
        if op.id.startswith("aggregate_records_"):
            tree = {"field": "id", "op": "eq", "value": str(ground.theirs[op.object])}
            await ground.ask("POST", op.path, json=count | {"filter": tree})
            answer = await ground.ask("POST", op.path, json=count)
            if answer.status_code == 200:
                assert "918273" not in answer.text
    for name in ("work-orders", "people", "time"):
        for kind in ("json", "csv"):
            url = f"/api/v1/reports/{name}?start=2000-01-01&end=2099-01-01&format={kind}"
            await ground.ask("GET", url)
    assert ground.leaks == []


async def test_anothers_cursors_lead_nowhere(api: Api, ground: Ground) -> None:
    async with api.kernel.dbs.tx(ground.b) as tx:
        feed = await events.head(tx)
    answer = await ground.ask("GET", "/api/v1/feed", params={"cursor": feed})
    assert answer.status_code == 422
    for name in ("org_unit", "user", "role"):
        page = (await ground.insider.get(f"/api/v1/records/{name}?limit=1")).json()
        if page["next"]:
            await ground.ask("GET", f"/api/v1/records/{name}", params={"cursor": page["next"]})
    audit = (await ground.insider.get("/api/v1/admin/audit?limit=1")).json()["next"]
    await ground.ask("GET", "/api/v1/admin/audit", params={"cursor": audit})
    assert ground.leaks == []


@pytest.mark.timeout(200)
async def test_no_write_of_one_company_reaches_a_row_of_another(api: Api, ground: Ground) -> None:
    before, swaps = await fingerprints(api, ground.b), ground.swaps
    for op in ground.ops:
        if op.method == "GET" or op.public or op.id in NEVER_ASKED or "{" not in op.path:
            continue
        for url, told in _urls(op, ground):
            sent: dict[str, Any] = {} if op.body is None else {"json": op.body}
            await ground.ask(op.method, url, told=told, **sent)
    changed = {n for n, seen in (await fingerprints(api, ground.b)).items() if seen != before[n]}
    assert changed == set()
    assert ground.swaps - swaps > 200
    assert ground.leaks == []


async def test_no_link_reaches_a_row_of_another(ground: Ground) -> None:
    """Each of our rows that may be written is pointed at B's rows, field by field."""
    described = (await ground.ours.get("/api/v1/meta/objects")).json()
    tried = 0
    for obj in described:
        page = (await ground.ours.get(f"/api/v1/records/{obj['name']}?limit=1")).json()
        for one in page.get("records", ()):
            for made in obj["fields"]:
                target = str((made.get("options") or {}).get("object", ""))
                target = {"member": "user", "department": "org_unit"}.get(made["type"], target)
                if made["type"] not in {"link", "member", "department"} or (
                    target not in ground.theirs
                ):
                    continue
                id_ = str(ground.theirs[target])
                body = {"values": {made["name"]: id_}, "version": one["version"]}
                url = f"/api/v1/records/{obj['name']}/{one['id']}"
                answer = await ground.ask("PATCH", url, told=frozenset({id_}), json=body)
                assert answer.status_code >= 400, (url, made["name"])
                tried += 1
    assert tried > 30
    assert ground.leaks == []


async def test_nothing_of_another_is_pushed(api: Api, tenant: Tenant, ground: Ground) -> None:
    person = await make_person(api, tenant, *ALL_ROLES)
    async with (
        serving(api.kernel) as (url, _),
        httpx.AsyncClient(base_url=url, timeout=20) as client,
    ):
        await enter(client, person)
        async with client.stream("GET", "/api/v1/events") as answer, asyncio.timeout(30):
            text = ""
            last = ""
            async for part in answer.aiter_text():
                text += part
                if "event: at" in text and not last:
                    await _change(api, ground.b, MARK)
                    last = str(await _change(api, tenant, "自家"))
                if last and last in text:
                    break
    assert MARK not in text
    assert text.count("event: record") == 1


async def _change(api: Api, tenant: Tenant, name: str) -> UUID:
    async with api.kernel.dbs.tx(tenant) as tx:
        values = {"kind": "company", "code": uuid7().hex[-8:], "name": name}
        return (await records.create(tx, system_actor(tenant.id), "org_unit", values)).id
