"""schemathesis, all phases, on the API as served: nothing it sends may make the server fail.

A bounded slice: all routes written by hand, and of the generated record routes another share each
day, so that a fortnight reaches all. The day is the seed: a failure names it, and
``SORTIE_SCHEMATHESIS_DAY`` repeats it. ``…_EXAMPLES``, ``…_S`` (seconds) and ``…_PATHS`` widen it;
``make fuzz`` runs them all.
"""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

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
DAY = os.environ.get("SORTIE_SCHEMATHESIS_DAY", str(datetime.now(UTC).toordinal()))
PATHS = os.environ.get("SORTIE_SCHEMATHESIS_PATHS", "")
RECORDS = "/api/v1/records/"
SHARES = 14
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


async def paths_of_the_day(url: str) -> str:
    """A pattern of the paths to call: by hand all, of each object's own every fourteenth."""
    async with httpx.AsyncClient() as client:
        described = (await client.get(f"{url}/api/v1/openapi.json", timeout=60)).json()["paths"]
    objects = sorted({_object(path) for path in described} - {""})
    called = {"", *objects[int(DAY) % SHARES :: SHARES]}
    wanted = [re.escape(path) for path in described if _object(path) in called]
    return f"^({'|'.join(wanted)})$"


def _object(path: str) -> str:
    """The object a generated route is for; nothing for any other route."""
    return path.removeprefix(RECORDS).partition("/")[0] if path.startswith(RECORDS) else ""


@pytest.mark.slow
@pytest.mark.timeout(600 + 2 * int(SECONDS))
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
        f"--include-path-regex={PATHS or await paths_of_the_day(served.url)}",
        f"--exclude-operation-id-regex={EXCLUDED}",
        "--header",
        f"Cookie:sortie={served.cookie}",
        "--header",
        f"X-CSRF-Token:{served.csrf}",
        f"--seed={DAY}",
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
    assert run.returncode == 0, f"SORTIE_SCHEMATHESIS_DAY={DAY}\n{told.decode()[-60000:]}"
