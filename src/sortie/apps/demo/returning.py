"""The demo company as it stands in the database: who is who, what there is to work on."""

from datetime import datetime
from random import Random
from uuid import UUID

from sortie.apps.composition import Kernel
from sortie.apps.demo.catalogue import CHECKLISTS
from sortie.apps.demo.clientele import Equipment
from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.pictures import Album
from sortie.kernel.tenancy.contracts import Tenant, Tx

_CODED = ("org_unit", "service_area", "skill", "work_type", "shift_type")


async def come_back(kernel: Kernel, tenant: Tenant, now: datetime, *, scale: float = 1.0) -> Demo:
    """The company with its people and setup; its dice are those of the day it is."""
    day = f"sortie {now.date().isoformat()}"
    demo = Demo(kernel, tenant, now, scale, Random(day), Random(f"{day} {tenant.id}"))
    async with demo.tx() as tx:
        for object_ in _CODED:
            rows = await tx.fetch(
                f"SELECT o.id, o.code FROM {tx.t(f'o_{object_}')} o WHERE o.deleted_at IS NULL"
            )
            demo.ids |= {f"{object_}/{r['code']}": r["id"] for r in rows}
        rows = await tx.fetch(f"SELECT c.id, c.name FROM {tx.t('o_checklist')} c")
        codes = {name: code for code, (name, _) in CHECKLISTS.items()}
        demo.ids |= {f"checklist/{codes[r['name']]}": r["id"] for r in rows if r["name"] in codes}
        for person in await _people(tx):
            demo.people[person.login] = person
    return demo


async def _people(tx: Tx) -> list[Person]:
    """Everybody, in the order they were hired."""
    rows = await tx.fetch(
        f"""
        SELECT u.id, u.login, u.name, u.phone, r.home,
          (SELECT o.code FROM {tx.t("o_user_role")} g JOIN {tx.t("o_role")} o ON o.id = g.role
           WHERE g.user = u.id AND g.deleted_at IS NULL ORDER BY g.id LIMIT 1) AS role,
          (SELECT n.code FROM {tx.t("o_employment")} e JOIN {tx.t("o_org_unit")} n ON n.id = e.org_unit
           WHERE e.user = u.id AND e.is_primary AND e.deleted_at IS NULL LIMIT 1) AS team,
          ARRAY(SELECT a.code FROM {tx.t("o_service_area")} a WHERE a.id = ANY(r.areas)) AS areas,
          ARRAY(SELECT s.code || '=' || k.level::int FROM {tx.t("o_user_skill")} k
                JOIN {tx.t("o_skill")} s ON s.id = k.skill
                WHERE k.user = u.id AND k.deleted_at IS NULL) AS skills
        FROM {tx.t("o_user")} u
        LEFT JOIN {tx.t("o_field_resource")} r ON r.user = u.id AND r.deleted_at IS NULL
        WHERE u.deleted_at IS NULL AND u.login IS NOT NULL AND u.state = 'active'
        ORDER BY u.login = 'engineer' DESC, u.login
        """
    )
    return [
        Person(
            id=r["id"], login=r["login"], name=r["name"], role=r["role"] or "",
            team=r["team"] or "", phone=r["phone"] or "",
            home=(r["home"]["lon"], r["home"]["lat"]) if r["home"] else None,
            areas=tuple(r["areas"]),
            skills={code: int(level) for code, _, level in (s.partition("=") for s in r["skills"])},
        )
        for r in rows
    ]  # fmt: skip


async def equipment_of(demo: Demo) -> list[Equipment]:
    """Everything in use that stands at a known place."""
    async with demo.tx() as tx:
        rows = await tx.fetch(
            f"""
            SELECT a.id, a.category, c.id AS customer, c.name, c.phone, c.level, s.id AS site,
                   z.code AS area, s.location, s.address_text, s.fence_m, c.kind,
                   a.warranty_until, a.contract_until
            FROM {tx.t("o_asset")} a JOIN {tx.t("o_customer")} c ON c.id = a.customer
            JOIN {tx.t("o_site")} s ON s.id = a.site
            JOIN {tx.t("o_service_area")} z ON z.id = s.area
            WHERE a.state = 'in_use' AND s.location IS NOT NULL AND a.deleted_at IS NULL
              AND c.deleted_at IS NULL AND s.deleted_at IS NULL
            ORDER BY a.number
            """
        )
    return [
        Equipment(
            id=r["id"], category=r["category"], customer=r["customer"], customer_name=r["name"],
            phone=r["phone"] or "", level=r["level"] or "normal", site=r["site"], area=r["area"],
            point=(r["location"]["lon"], r["location"]["lat"]), address=r["address_text"] or "",
            fence_m=int(r["fence_m"] or 200), company="WY" if r["kind"] == "property" else "JD",
            warranty_until=r["warranty_until"], contract_until=r["contract_until"],
        )
        for r in rows
    ]  # fmt: skip


async def album_of(demo: Demo) -> Album | None:
    """The drawn photos; None when somebody has taken them away."""
    async with demo.tx() as tx:
        rows = await tx.fetch(
            f"SELECT f.id, f.filename FROM {tx.t('file')} f "
            r"WHERE f.filename ~ '^(before|after|gauge|signature)-\d\d\.' ORDER BY f.filename, f.id"
        )
    shelves: dict[str, list[UUID]] = {}
    for row in rows:
        shelves.setdefault(row["filename"].partition("-")[0], []).append(row["id"])
    if len(shelves) < len(Album.__dataclass_fields__):
        return None
    return Album(
        tuple(shelves["before"]), tuple(shelves["after"]),
        tuple(shelves["gauge"]), tuple(shelves["signature"]),
    )  # fmt: skip
