"""What a deployment's settings change: which routes a process answers, which language it speaks."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import httpx
import pytest
from tests.api.people import Person, browser, enter, make_person

from sortie.apps.api.app import Api, create_app
from sortie.apps.composition import Kernel
from sortie.base.settings import Role
from sortie.kernel.tenancy.contracts import Tenant

type Machine = Callable[[Role], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture(scope="module")
async def person(api: Api, tenant: Tenant) -> Person:
    return await make_person(api, tenant, "engineer")


@pytest.fixture
def machine(api: Api, whole: Kernel, person: Person) -> Machine:
    """A signed-in browser's way to a machine that has one role alone."""

    @asynccontextmanager
    async def there(role: Role) -> AsyncIterator[httpx.AsyncClient]:
        settings = whole.settings.model_copy(update={"roles": frozenset({role})})
        alone = create_app(replace(whole, settings=settings, parts=dict(whole.parts)))
        async with browser(api) as home, browser(alone) as client:
            await enter(home, person)
            client.cookies, client.headers = home.cookies, home.headers
            yield client

    return there


UPLOAD = ("POST", "/api/v1/files")
POSITION = ("POST", "/api/v1/field/position")
STREAM = ("GET", "/api/v1/events")
ME = ("GET", "/api/v1/session")
PAGE = ("GET", "/")
OWN = {"api": {ME, PAGE}, "ingest": {UPLOAD, POSITION}, "realtime": {STREAM}, "worker": set()}


@pytest.mark.parametrize("role", OWN)
async def test_what_another_role_answers_is_not_there(machine: Machine, role: Role) -> None:
    async with machine(role) as client:
        for method, path in {UPLOAD, POSITION, STREAM, ME, PAGE} - OWN[role]:
            answer = await client.request(method, path)
            assert (path, answer.status_code) == (path, 404)
            assert answer.json()["code"] == "path.unknown"
        assert (await client.get("/health/ready")).status_code == 200
        assert "sortie_" in (await client.get("/metrics")).text


async def test_each_role_answers_its_own(machine: Machine) -> None:
    async with machine("api") as client:
        assert (await client.get(ME[1])).status_code == 200
        assert (await client.get(PAGE[1])).status_code == 302
        told = (await client.get("/api/v1/openapi.json")).json()["paths"]
        assert {UPLOAD[1], POSITION[1], STREAM[1]} <= set(
            told
        )  # the description is the whole API's
    async with machine("ingest") as client:
        assert (await client.post(UPLOAD[1], content=b"words")).status_code == 201
        assert (await client.post(POSITION[1], json={})).status_code in {400, 422}


async def test_a_caller_who_names_no_language_hears_the_deployments(whole: Kernel) -> None:
    settings = whole.settings.model_copy(update={"locale": "en"})
    abroad = create_app(replace(whole, settings=settings, parts=dict(whole.parts)))
    async with browser(abroad) as client:
        assert (await client.get(ME[1])).headers["content-language"] == "en"
        asked = await client.get(ME[1], headers={"Accept-Language": "zh"})
        assert asked.headers["content-language"] == "zh-CN"
