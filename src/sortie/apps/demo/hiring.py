"""The directory and the people room: units, users, posts, roles, skills, papers, areas."""

from datetime import date, timedelta

from sortie.apps.demo.catalogue import CERTIFICATES_FOR, SKILLS
from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.places import AREAS, QUARTERS, location
from sortie.apps.demo.staff import OFFICE, UNITS, staff
from sortie.kernel.identity import service as identity
from sortie.kernel.permissions import service as permissions
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

_FOUNDED = date(2019, 3, 1)
_GOOD = 2
"""From this level on a skill comes with its certificate."""

_MODES = (("ebike", "22"), ("ebike", "20"), ("car", "28"))
_ISSUER = "演示发证机构"
_POSITION = {login: position for login, _, _, _, position in OFFICE}


async def hire_everyone(demo: Demo, password: str) -> None:
    """Units, people with roles and accounts, their skills, certificates and areas."""
    for person in staff(demo):
        demo.people[person.login] = person
    async with demo.tx() as tx:
        await _units(demo, tx)
        await _areas_and_skills(demo, tx)
        for person in demo.people.values():
            await _post(demo, tx, person)
        await permissions.rebuild_closure(tx)
        for at, person in enumerate(demo.engineers):
            await _outfit(demo, tx, person, at)
        await _heads(demo, tx)
    await open_accounts(demo, password)


async def open_accounts(demo: Demo, password: str) -> None:
    """A way in for everyone, with the installation's own password."""
    for person in demo.people.values():
        await identity.create_account(
            demo.kernel.parts["identity"],
            tenant_id=demo.tenant.id,
            user_id=person.id,
            login=person.login,
            name=person.name,
            phone=person.phone,
            password=password,
        )


async def _units(demo: Demo, tx: Tx) -> None:
    for unit in UNITS:
        parent = demo.ids[f"org_unit/{unit.parent}"] if unit.parent else None
        await demo.make(
            tx, "org_unit", unit.code, kind=unit.kind, code=unit.code, name=unit.name,
            parent=parent, valid_from=_FOUNDED.isoformat(),
        )  # fmt: skip


async def _areas_and_skills(demo: Demo, tx: Tx) -> None:
    for area in AREAS:
        await demo.make(
            tx, "service_area", area.code, code=area.code, name=area.name,
            polygon=[list(p) for p in (*area.ring, area.ring[0])], price_zone=area.price_zone,
        )  # fmt: skip
    for code, name in SKILLS.items():
        await demo.make(tx, "skill", code, code=code, name=name)


async def _post(demo: Demo, tx: Tx, person: Person) -> None:
    values = {"name": person.name, "login": person.login, "phone": person.phone}
    await records.create(tx, demo.system, "user", values, id=person.id)
    await records.command(tx, demo.system, "user", person.id, "activate")
    since = _FOUNDED + timedelta(days=demo.dice.randrange(0, 2000))
    await demo.make(
        tx, "employment", user=person.id, org_unit=demo.ids[f"org_unit/{person.team}"],
        position=_POSITION.get(person.login, "工程师"), is_primary=True,
        valid_from=since.isoformat(),
    )  # fmt: skip
    role = f"role/{person.role}"
    if role not in demo.ids:
        demo.ids[role] = (await records.find(tx, "role", code=person.role))[0].id
    await demo.make(tx, "user_role", user=person.id, role=demo.ids[role])


async def _outfit(demo: Demo, tx: Tx, person: Person, at: int) -> None:
    """What dispatch needs to know of an engineer."""
    mode, speed = demo.dice.choice(_MODES)
    home = person.home or QUARTERS[0].centre
    await demo.make(
        tx, "field_resource", user=person.id, home=location(home), travel_mode=mode,
        speed_kmh=speed, areas=[demo.ids[f"service_area/{a}"] for a in person.areas],
        max_jobs=8, job_share=str(demo.dice.choice((35, 40, 40, 45))),
    )  # fmt: skip
    for code, level in person.skills.items():
        await demo.make(
            tx, "user_skill", user=person.id, skill=demo.ids[f"skill/{code}"], level=level
        )
    kinds = dict.fromkeys(
        CERTIFICATES_FOR[code]
        for code, level in person.skills.items()
        if code in CERTIFICATES_FOR and level >= _GOOD
    )
    for kind in kinds:
        await _certificate(demo, tx, person, kind, at)


async def _certificate(demo: Demo, tx: Tx, person: Person, kind: str, at: int) -> None:
    """Most are good for years; of the third and sixth engineer they run out, of the ninth they have."""
    left = {2: 12, 5: 26, 8: -9}.get(at, demo.dice.randrange(200, 1400))
    expires = demo.today + timedelta(days=left)
    made = await demo.make(
        tx, "certificate", user=person.id, kind=kind, issuer=_ISSUER,
        number=f"YS{demo.dice.randrange(10**9):09}",
        issued_on=(expires - timedelta(days=6 * 365)).isoformat(), expires_on=expires.isoformat(),
    )  # fmt: skip
    await records.command(tx, demo.system, "certificate", made.id, "verify")
    if left < 0:
        await records.command(tx, demo.system, "certificate", made.id, "expire")


async def _heads(demo: Demo, tx: Tx) -> None:
    for unit in UNITS:
        if unit.head in demo.people:
            head = {"manager_id": demo.people[unit.head].id}
            unit_id = demo.ids[f"org_unit/{unit.code}"]
            await records.update(tx, demo.system, "org_unit", unit_id, head, version=None)
