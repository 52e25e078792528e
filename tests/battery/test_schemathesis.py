"""schemathesis, all phases, on the API as served: nothing it sends may make the server fail.

A bounded slice with a fixed seed; ``SORTIE_SCHEMATHESIS_EXAMPLES``, ``…_S`` (seconds) and
``…_PATHS`` widen it.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from tests.api.people import enter, make_person, make_unit
from tests.api.serving import serving

from sortie.apps.api.app import Api
from sortie.apps.composition import Kernel
from sortie.kernel.objects.service import BUILT_IN_ROLES
from sortie.kernel.tenancy.contracts import Tenant

EXAMPLES = os.environ.get("SORTIE_SCHEMATHESIS_EXAMPLES", "2")
SECONDS = os.environ.get("SORTIE_SCHEMATHESIS_S", "90")
PATHS = os.environ.get(
    "SORTIE_SCHEMATHESIS_PATHS",
    r"^/(health|api/v1/(session|api-keys|meta|batch|feed|files|admin|dispatch|field|people"
    r"|notifications|records/(org_unit|customer|work_order|service_request)))",
)
# They end the session the run stands on, never end themselves, or are held by a rate on purpose.
EXCLUDED = (
    r"^(sign_out|sign_in|listen|change_password|sign_out_.*|openapi|metrics|prove_again"
    r"|ask_passkey|.*_oidc|list_sign_in_ways|forgot_password|reset_password|.*_invitation"
    r"|sign_in_by_passkey|start_totp|confirm_totp|remove_totp)$"
)
ALL_ROLES = tuple(r.code for r in BUILT_IN_ROLES if r.code not in {"portal", "staff"})


@dataclass(frozen=True)
class Served:
    url: str
    cookie: str
    csrf: str


@pytest.fixture
async def served(api: Api, whole: Kernel, tenant: Tenant) -> AsyncIterator[Served]:
    """A granian server on a free port, and an administrator's session at it."""
    unit = await make_unit(api, tenant)
    person = await make_person(api, tenant, *ALL_ROLES, unit=unit)
    async with serving(whole) as (url, _), httpx.AsyncClient(base_url=url) as client:
        answer = await enter(client, person)
        yield Served(url, client.cookies["sortie"], answer.json()["csrf"])


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_nothing_schemathesis_sends_makes_the_server_fail(served: Served) -> None:
    command = [
        sys.executable,
        "-c",
        "from schemathesis.cli import schemathesis; schemathesis()",
        "run",
        f"{served.url}/api/v1/openapi.json",
        "--phases=examples,coverage,fuzzing,stateful",
        f"--max-examples={EXAMPLES}",
        "--checks=not_a_server_error,status_code_conformance,content_type_conformance",
        f"--include-path-regex={PATHS}",
        f"--exclude-operation-id-regex={EXCLUDED}",
        "--header",
        f"Cookie:sortie={served.cookie}",
        "--header",
        f"X-CSRF-Token:{served.csrf}",
        "--seed=1",
        "--generation-deterministic",
        "--suppress-health-check=all",
        "--warnings=off",
        "--no-color",
        "--continue-on-failure",
        f"--max-time={SECONDS}",
    ]
    run = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    told, _ = await run.communicate()
    assert run.returncode == 0, told.decode()[-60000:]
