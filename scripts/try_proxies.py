"""Tries nginx and Caddy, with the very files of docs/how-to, in front of a real Sortie.

    .venv/bin/python -m scripts.try_proxies            # whichever of the two is installed
    .venv/bin/python -m scripts.try_proxies nginx      # apt-get install nginx

A Sortie of its own, a certificate of its own, free ports; reached by the machine's own address, as
from outside. Needs no root and no network. Ends with 1 when what the README promises isn't so.
"""

import asyncio
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOW_TO = Path(__file__).parents[1] / "docs" / "how-to"
SORTIE = Path(sys.executable).with_name("sortie")
HOST = "sortie.example.com"  # as in the example files
AT_ONCE_S = 2
PASSWORD = "a long and quiet road"  # noqa: S105  of a company thrown away at the end
SPOOFED = "203.0.113.66"
MIB = 1024 * 1024
OK, CREATED, NO_CONTENT, NOT_FOUND, TOO_LARGE = 200, 201, 204, 404, 413


@dataclass(frozen=True, slots=True)
class Place:
    """One trial: where things lie and listen. ``address`` is the machine's own, not loopback."""

    folder: Path
    address: str
    inner: int
    plain: int
    tls: int

    @property
    def url(self) -> str:
        return f"https://{self.address}:{self.tls}"


def own_address() -> str:
    """This machine's address on its network; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        found: str = probe.getsockname()[0]
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))  # noqa: S104  only to learn a free one
        port: int = probe.getsockname()[1]
    return port


def certify(place: Place) -> None:
    """A certificate for the address, and its key, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, place.address)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(place.address))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (place.folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    kind, bare = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (place.folder / "key.pem").write_bytes(key.private_bytes(pem, kind, bare))


def nginx(place: Place) -> list[str]:
    """Our server blocks inside the smallest main file; only names, ports and paths differ."""
    blocks = (HOW_TO / "nginx.conf").read_text()
    blocks = blocks.replace("listen 80;", f"listen {place.plain};")
    blocks = blocks.replace("listen 443 ssl", f"listen {place.tls} ssl")
    blocks = blocks.replace(f"server_name {HOST};", f"server_name {place.address};")
    blocks = re.sub(r"/etc/letsencrypt\S+fullchain.pem", str(place.folder / "cert.pem"), blocks)
    blocks = re.sub(r"/etc/letsencrypt\S+privkey.pem", str(place.folder / "key.pem"), blocks)
    blocks = blocks.replace("127.0.0.1:8000", f"127.0.0.1:{place.inner}")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"  {kind}_temp_path {place.folder}/{kind};\n" for kind in kinds)
    user = f"user {Path(place.folder).owner()};\n" if os.geteuid() == 0 else ""
    main = place.folder / "main.conf"
    main.write_text(
        f"{user}pid {place.folder}/pid;\nerror_log stderr warn;\nevents {{}}\n"
        f"http {{\n  access_log off;\n  gzip on;\n  gzip_types *;\n{temporary}{blocks}}}\n"
    )
    return ["nginx", "-e", "stderr", "-p", str(place.folder), "-c", str(main), "-g", "daemon off;"]


def caddy(place: Place) -> list[str]:
    """Our site with a certificate of its own instead of a fetched one."""
    site = (HOW_TO / "Caddyfile").read_text()
    listens = f"{place.url} {{\n\ttls {place.folder}/cert.pem {place.folder}/key.pem"
    site = site.replace(f"{HOST} {{", listens).replace("127.0.0.1:8000", f"127.0.0.1:{place.inner}")
    ports = f"http_port {place.plain}\n\thttps_port {place.tls}"
    file = place.folder / "Caddyfile"
    file.write_text(f"{{\n\tadmin off\n\t{ports}\n}}\n{site}")
    return ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]


PROXIES: dict[str, Callable[[Place], list[str]]] = {"nginx": nginx, "caddy": caddy}


@contextlib.contextmanager
def running(command: list[str], log: Path, **environment: str) -> Iterator[None]:
    """A program for as long as the block runs; its words go to ``log``."""
    with log.open("wb") as out:
        program = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=out, stderr=out
        )
        try:
            yield
        finally:
            program.terminate()
            program.wait(60)


def told_by(*words: str, environment: dict[str, str]) -> str:
    env = {**os.environ, **environment}
    done = subprocess.run([SORTIE, *words], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


@contextlib.contextmanager
def sortie(place: Place) -> Iterator[str]:
    """A Sortie behind ``place``'s public address, with a company; its administrator's password."""
    data = place.folder / "data"
    environment = {
        "SORTIE_DATA_DIR": str(data),
        "SORTIE_DATABASE_URL": "",
        "SORTIE_PORT": str(place.inner),
        "SORTIE_PUBLIC_URL": place.url,
        "LANG": "en_US.UTF-8",
    }
    said = told_by("tenant", "create", "acme", "ACME", environment=environment)
    with running([str(SORTIE), "serve"], place.folder / "sortie.log", **environment):
        yield said.split()[-1]


def await_answer(place: Place, context: Any, log: Path) -> None:
    """Both programs need a moment."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{place.url}/health/ready", verify=context).status_code == OK:
                return
        time.sleep(0.1)
    raise SystemExit(f"nothing answers on {place.url}\n{log.read_text()[-2000:]}")


# --- what the README promises ---------------------------------------------------------------


def demand(*, holds: bool, told: str) -> None:
    if not holds:
        raise AssertionError(told)


async def signing_in_gives_a_host_cookie(client: httpx.AsyncClient, password: str) -> str:
    sent = {"login": "admin", "password": password, "tenant": "acme"}
    answer = await client.post("/api/v1/session", json=sent)
    demand(holds=answer.status_code == OK, told=answer.text)
    cookie = answer.headers["set-cookie"]
    for part in ("__Host-sortie=", "Secure", "HttpOnly", "Path=/"):
        demand(holds=part.lower() in cookie.lower(), told=f"{part} in {cookie}")
    demand(holds="strict-transport-security" in answer.headers, told="HSTS")
    client.headers["X-CSRF-Token"] = answer.json()["csrf"]
    new = {"old_password": password, "new_password": PASSWORD}
    changed = await client.put("/api/v1/session/password", json=new)
    demand(holds=changed.status_code == NO_CONTENT, told=changed.text)
    return "the cookie is __Host-, Secure and HttpOnly; browsers are told to stay on TLS"


async def plain_http_leads_to_tls(place: Place) -> str:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://{place.address}:{place.plain}/console/")
    demand(holds=answer.is_redirect, told=str(answer))
    demand(holds=answer.headers["location"].startswith("https://"), told=answer.headers["location"])
    return "plain HTTP leads to TLS"


async def events_come_at_once(client: httpx.AsyncClient) -> str:
    async def change() -> float:
        unit = {"kind": "company", "code": f"U{time.time_ns()}", "name": "变化"}
        answer = await client.post("/api/v1/records/org_unit", json={"values": unit})
        demand(holds=answer.status_code == CREATED, told=answer.text)
        return time.monotonic()

    began = time.monotonic()
    asked = {"Accept-Encoding": "gzip, br, zstd"}
    async with client.stream("GET", "/api/v1/events", headers=asked, timeout=30) as stream:
        demand(holds="content-encoding" not in stream.headers, told="the stream is compressed")
        pieces = stream.aiter_raw()
        await anext(pieces)
        opened = time.monotonic() - began
        telling = asyncio.create_task(change())
        heard = b""
        while b"org_unit" not in heard:
            heard += await anext(pieces)
        late = time.monotonic() - await telling
    demand(
        holds=max(opened, late) < AT_ONCE_S,
        told=f"opened after {opened:.2f} s, told {late:.2f} s late",
    )
    return f"events: open after {opened * 1000:.0f} ms, a change told {max(late, 0) * 1000:.0f} ms after its answer"


async def uploads_pass_up_to_the_limit(client: httpx.AsyncClient) -> str:
    began = time.monotonic()
    allowed = await client.post("/api/v1/files", content=b"\x01" * (50 * MIB), timeout=120)
    took = time.monotonic() - began
    demand(holds=allowed.status_code == CREATED, told=f"50 MiB: {allowed.text[:200]}")
    back = await client.get(f"/api/v1/files/{allowed.json()['id']}", timeout=120)
    demand(holds=len(back.content) == 50 * MIB, told=f"{len(back.content)} bytes came back")
    refused = await client.post("/api/v1/files", content=b"\x01" * (51 * MIB), timeout=120)
    demand(holds=refused.status_code == TOO_LARGE, told=f"51 MiB: {refused.status_code}")
    return f"50 MiB go up in {took:.1f} s and come back; 51 are refused with 413"


async def callers_are_known_by_their_own_address(client: httpx.AsyncClient, place: Place) -> str:
    sent = {"login": "admin", "password": PASSWORD, "tenant": "acme"}
    lie = {"X-Forwarded-For": SPOOFED, "X-Real-IP": SPOOFED, "Forwarded": f"for={SPOOFED}"}
    answer = await client.post("/api/v1/session", json=sent, headers=lie)
    client.headers["X-CSRF-Token"] = answer.json()["csrf"]
    seen = {x["ip"] for x in (await client.get("/api/v1/session/devices")).json()}
    demand(holds=seen == {place.address}, told=f"callers are taken for {seen}")
    return "a caller's own X-Forwarded-For isn't believed"


async def figures_stay_inside(client: httpx.AsyncClient) -> str:
    for path in ("/metrics", "/metrics/", "//metrics"):
        answer = await client.get(path)
        demand(holds="sortie_" not in answer.text, told=path)
    demand(holds=(await client.get("/health/live")).status_code == OK, told="health")
    return "/metrics stays inside"


@contextlib.asynccontextmanager
async def visitor(place: Place, context: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=place.url, verify=context, timeout=30) as client:
        yield client


async def hear_all(place: Place, context: Any, password: str) -> None:
    """Check one promise after the other; the first broken one ends it."""
    async with visitor(place, context) as client:
        trials: list[Awaitable[str]] = [
            plain_http_leads_to_tls(place),
            signing_in_gives_a_host_cookie(client, password),
            events_come_at_once(client),
            uploads_pass_up_to_the_limit(client),
            callers_are_known_by_their_own_address(client, place),
            figures_stay_inside(client),
        ]
        for trial in trials:
            print(f"  ✓ {await trial}")


def try_out(name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="sortie-proxy-") as folder:
        Path(folder).chmod(0o711)
        place = Place(Path(folder), own_address(), free_port(), free_port(), free_port())
        certify(place)
        context = httpx.create_ssl_context(verify=str(place.folder / "cert.pem"))
        log = place.folder / f"{name}.log"
        home = {"HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        print(name)
        with sortie(place) as password, running(PROXIES[name](place), log, **home):
            await_answer(place, context, log)
            asyncio.run(hear_all(place, context, password))


def main() -> None:
    wanted = sys.argv[1:] or [name for name in PROXIES if shutil.which(name)]
    missing = [name for name in wanted if not shutil.which(name)]
    if missing or not wanted:
        raise SystemExit(f"apt-get install {' '.join(missing or PROXIES)}")
    for name in wanted:
        try:
            try_out(name)
        except AssertionError as broken:
            raise SystemExit(f"  ✗ {broken}") from None


if __name__ == "__main__":
    main()
