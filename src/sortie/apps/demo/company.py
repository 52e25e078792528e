"""What every part of the demo's making shares: the tenant, the day it is, dice, and who is who."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.apps.composition import Kernel
from sortie.kernel.identity.contracts import Principal
from sortie.kernel.permissions import service as permissions
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tenant, Tx

_MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Person:
    """One of the staff. ``skills``: code to level; ``team``: code of the unit of the main post."""

    id: UUID
    login: str
    name: str
    role: str
    team: str
    phone: str
    home: tuple[float, float] | None = None
    areas: tuple[str, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Demo:
    """The company while it is being made.

    ``dice`` decide what things are like: the same day gives the same company. ``id_dice`` make
    ids, which differ between companies. ``ids``: "object/code" to id of what was set up.
    """

    kernel: Kernel
    tenant: Tenant
    now: datetime
    scale: float
    dice: Random
    id_dice: Random
    ids: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tenant.time_zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def system(self) -> Actor:
        return system_actor(self.tenant.id)

    @property
    def engineers(self) -> list[Person]:
        return [p for p in self.people.values() if p.role == "engineer"]

    def tx(self, now: datetime | None = None) -> AbstractAsyncContextManager[Tx]:
        return self.kernel.dbs.tx(self.tenant, now=now or self.now)

    def new_id(self, at: datetime) -> UUID:
        """A UUIDv7 as it would have been made at ``at``."""
        stamp = int(at.timestamp() * _MILLISECONDS)
        high = stamp << 16 | 0x7000 | self.id_dice.getrandbits(12)
        return UUID(int=high << 64 | 0x8 << 60 | self.id_dice.getrandbits(60))

    def some(self, many: int) -> int:
        """``many`` of something at full size, scaled; at least one."""
        return max(1, round(many * self.scale))

    async def actor(self, tx: Tx, login: str) -> Actor:
        """The person as if signed in."""
        who = self.people[login]
        return await permissions.actor_for(
            tx, Principal(self.tenant.id, who.id, "user", name=who.name)
        )

    async def make(self, tx: Tx, object_: str, code: str = "", /, **values: Any) -> Stored:
        """A record by the ordinary door, remembered under its code."""
        stored = await records.create(tx, self.system, object_, values, id=self.new_id(self.now))
        if code:
            self.ids[f"{object_}/{code}"] = stored.id
        return stored
