"""All a deployment can set, from ``SORTIE_…`` environment variables and nowhere else."""

import json
import os
import secrets
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableError

from sortie.base.errors import AppError
from sortie.base.i18n import DEFAULT_LOCALE, Label, Locale

LOOPBACK = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
type Role = Literal["api", "worker", "ingest", "realtime"]
ALL_ROLES: frozenset[Role] = frozenset({"api", "worker", "ingest", "realtime"})
WEB_ROLES: frozenset[Role] = ALL_ROLES - {"worker"}
_CHECKOUT = Path(__file__).resolve().parents[3]


class Settings(BaseSettings):
    """One deployment's settings; ``load_settings`` also makes the data folder and the secret.

    ``database_url`` empty means the embedded server; it holds the control plane and the first
    tenants. ``databases`` (JSON, key to URL) adds more for further tenants. ``public_url`` is what browsers type, the
    base of every link in a message. ``s3_url`` (``s3://bucket/prefix``, credentials and endpoint
    by the usual ``AWS_…`` variables) empty means files below ``data_dir``. ``trusted_proxies`` are
    networks whose forwarding headers count, by commas; loopback only when unset. ``own_networks``
    are internal networks that sign-in services may live in; none when unset. ``smtp_url`` is
    ``smtp[s]://user:password@host:port``; empty means messages stay in the application.
    ``locale`` and ``time_zone`` are a new company's, and its people's; ``locale`` also answers
    callers who name no language and haven't signed in.
    """

    model_config = SettingsConfigDict(env_prefix="SORTIE_", frozen=True, extra="ignore")

    database_url: str = Field(default="", repr=False)
    data_dir: Path = Path(".data")
    secret: str = Field(default="", repr=False)
    databases: dict[str, str] = Field(default_factory=dict, repr=False)
    db_pool_size: int = Field(default=10, ge=1, le=200)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = ""
    roles: Annotated[frozenset[Role], NoDecode] = ALL_ROLES
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = LOOPBACK
    own_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    api_processes: int = Field(default=1, ge=1, le=64)
    stop_grace_s: float = Field(default=8.0, ge=0)
    web_dir: Path = _CHECKOUT / "web" / "apps"
    upload_limit_mib: int = Field(default=50, ge=1)

    smtp_url: str = Field(default="", repr=False)
    mail_from: str = "Sortie <no-reply@localhost>"
    s3_url: str = Field(default="", repr=False)

    locale: Locale = DEFAULT_LOCALE
    time_zone: str = "Asia/Shanghai"
    demo: bool = False

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "json", "console"] = "auto"

    @field_validator("roles", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return frozenset(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies", "own_networks", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise ValueError(f"no time zone {value!r}: an IANA name, as Asia/Shanghai") from unknown

    @model_validator(mode="after")
    def _address(self) -> Self:
        if not self.public_url:
            shown = "127.0.0.1" if self.host in {"", "0.0.0.0", "::"} else self.host  # noqa: S104  read, not bound
            object.__setattr__(self, "public_url", f"http://{shown}:{self.port}")
        object.__setattr__(self, "public_url", self.public_url.rstrip("/"))
        object.__setattr__(self, "data_dir", self.data_dir.absolute())
        return self

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers come by TLS: only then may a cookie carry the ``__Host-`` prefix."""
        return self.public_url.startswith("https://")

    def to_environment(self) -> dict[str, str]:
        """The variables that give another process of ours these very settings."""
        found = {name: getattr(self, name) for name in type(self).model_fields}
        found["roles"] = ",".join(sorted(self.roles))
        for name in ("trusted_proxies", "own_networks"):
            found[name] = ",".join(str(n) for n in getattr(self, name))
        found["databases"] = json.dumps(self.databases)
        return {f"SORTIE_{name.upper()}": str(value) for name, value in found.items()}


class SettingsWrongError(AppError):
    """Nothing starts with a setting half understood."""

    code, status = "settings.wrong", 500
    text = Label(
        "环境变量有误，请更正后重试：{problems}",
        "The environment is wrong; correct it and try again: {problems}",
    )


def load_settings(**given: object) -> Settings:
    """Settings from the environment, with the data folder and the deployment's secret in place.

    Raises:
        SettingsWrongError: see `read_settings`.
    """
    settings = read_settings(**given)
    if not settings.data_dir.exists():
        # passable, not listable: root hands the database inside to another account
        settings.data_dir.mkdir(parents=True)
        settings.data_dir.chmod(0o711)
    if settings.secret:
        return settings
    return settings.model_copy(update={"secret": _kept_secret(settings.data_dir / "secret")})


def read_settings(**given: object) -> Settings:
    """Settings from the environment as they are; nothing is made.

    Raises:
        SettingsWrongError: names each wrong variable; never shows its value, which may be secret.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks
    except ValidationError as wrong:
        told = (f"SORTIE_{_variable(x['loc'])}: {x['msg']}" for x in wrong.errors())
        raise SettingsWrongError(problems="; ".join(told)) from None
    except UnreadableError as wrong:
        name = str(wrong).partition('"')[2].partition('"')[0]
        raise SettingsWrongError(problems=f"SORTIE_{name.upper()}: JSON?") from None


def _variable(place: tuple[int | str, ...]) -> str:
    return ".".join(str(x) for x in place).upper()


def _kept_secret(path: Path) -> str:
    """The secret in ``path``, made at the first run with mode 0600.

    Everything derived from it (sessions, database role, cursors) dies with it: back it up.
    """
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(made, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
