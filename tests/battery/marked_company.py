"""A company in the midst of its work, every value of it a mark that tells object, field and row."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from tests.factories.company import Company, new_order
from tests.factories.pictures import jpeg

from sortie.base.db import quote
from sortie.base.ids import uuid7
from sortie.domains.customers import service as customers
from sortie.domains.dispatch.contracts.wishes import RequestWish
from sortie.domains.dispatch.service import acceptance, intake, planning, pool, steps, visits
from sortie.domains.messaging import service as messaging
from sortie.domains.tracking import service as tracking
from sortie.kernel.files import service as files
from sortie.kernel.objects.contracts import SYSTEM_FIELDS, Field, Object
from sortie.kernel.permissions.contracts import system_actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import NO_STAMP, Stamp, Stored
from sortie.kernel.tenancy.contracts import Tx

HERE = {"lon": 117.02, "lat": 36.67, "datum": "WGS84", "accuracy_m": 12, "fix_age_s": 1}
_TEXTS = frozenset({"text", "long_text", "email", "scan", "autonumber"})
_KEPT = frozenset({
    "portal_token", "qr_token", "about_object", "about_record", "item_key", "code", "login", "url",
    "dedupe_key", "event", "deleted_at", "locale", "time_zone", "scope", "import_key",
})  # fmt: skip
"""Words the product goes by; a mark there would break the company rather than show anything."""
_DIRECTORY = frozenset({"org_unit", "employment", "role", "role_grant", "user_role", "calendar"})


@dataclass(frozen=True)
class Mark:
    """One field of one object; ``pattern`` finds its value, the row's number in group 1 if told."""

    object: str
    field: str
    pattern: re.Pattern[str]


@dataclass
class Marked:
    """``rows``: each object's ids by the number in its marks."""

    company: Company
    ids: dict[str, UUID]
    tokens: dict[str, str]
    marks: list[Mark] = field(default_factory=list)
    rows: dict[str, dict[int, UUID]] = field(default_factory=dict)

    def seen_in(self, answer: Any) -> Iterator[tuple[Mark, UUID | None]]:
        """Every mark in an answer; the row too where the mark tells it."""
        text = msgspec.json.encode(answer, enc_hook=str).decode()
        for mark in self.marks:
            for found in {m.groups() for m in mark.pattern.finditer(text)}:
                yield mark, self.rows[mark.object].get(int(found[0])) if found else None


async def found_marked(company: Company) -> Marked:
    """Jobs done, under way, offered and waiting; then every value becomes a mark."""
    marked = Marked(company, {}, {})
    async with company.tx() as tx:
        await _clientele(tx, marked)
    await _jobs(marked)
    async with company.kernel.dbs.owner_tx(company.tenant) as tx:
        for number, (obj, one) in enumerate(_fields(company)):
            await _mark(tx, marked, obj, one, number)
    return marked


async def _clientele(tx: Tx, marked: Marked) -> None:
    company, system = marked.company, system_actor(marked.company.tenant.id)

    async def make(object_: str, **values: Any) -> Stored:
        return await records.create(tx, system, object_, values, id=uuid7())

    customer, site = company.ids["customer"], company.ids["site"]
    dept = {"dept_id": company.ids["unit"]}
    await make("contact", customer=customer, name="王先生", phone="13800001234", **dept)
    asset = await make("asset", customer=customer, site=site, name="客厅空调", serial="S1", **dept)
    marked.ids |= {"asset": asset.id, "customer": customer}
    marked.tokens["asset"] = asset["qr_token"]
    for who in ("eli", "eve"):
        user = company.people[who]
        leave = await make(
            "leave", user=user, starts_at="2030-01-01T01:00:00Z", ends_at="2030-01-02T01:00:00Z",
            kind="annual",
        )  # fmt: skip
        await records.command(tx, system, "leave", leave.id, "submit")
        await records.command(tx, system, "leave", leave.id, "approve")
    await tracking.report_position(tx, await company.actor(tx, "eli"), HERE)


async def _jobs(marked: Marked) -> None:
    company, asset = marked.company, marked.ids["asset"]
    async with company.tx() as tx:
        found = await customers.asset_by_code(tx, marked.tokens["asset"])
        wish = RequestWish(
            "qr", contact_name="王", contact_phone="13800005678", description="空调不制冷",
            customer=found.customer, site=found.site, asset=asset, work_type=company.ids["type"],
        )  # fmt: skip
        system = system_actor(company.tenant.id, "portal")
        for name in ("request", "twin"):
            taken = await intake.take_request(tx, system, wish)
            marked.ids[name] = taken.request.id
            marked.tokens[name] = taken.request["portal_token"]
        amy = await company.actor(tx, "amy")
        done = await intake.convert(tx, amy, marked.ids["request"], {})
        marked.ids["order"] = done.id
        about = ("work_order", done.id)
        await messaging.add_note(tx, system, about, text="请带梯子", visibility="customer")
    marked.ids["before"] = await new_order(company, asset=asset)
    for name in ("before", "order"):
        await _do(marked, name)
    for name in ("waiting", "offered"):
        marked.ids[name] = await new_order(company, asset=asset)
    async with company.tx() as tx:
        dan = await company.actor(tx, "dan")
        await pool.open_offer(tx, dan, marked.ids["offered"], minutes=600)


async def _do(marked: Marked, name: str) -> None:
    """One job by eli, from assignment to the customer's stars."""
    company, order = marked.company, marked.ids[name]
    async with company.tx() as tx:
        visit = await planning.auto_assign(tx, await company.actor(tx, "dan"), order)
        marked.ids[f"{name} visit"] = visit.id
        eli = await company.actor(tx, "eli")
        await visits.accept(tx, eli, visit.id, NO_STAMP)
        await visits.depart(tx, eli, visit.id, Stamp(location=HERE))
        await visits.arrive(tx, eli, visit.id, Stamp(location=HERE))
        await visits.start(tx, eli, visit.id, NO_STAMP)
        photo = await files.store(tx, eli, jpeg(), filename="a.jpg")
        await steps.save_step(tx, eli, order, "before", {"files": [photo.id]}, NO_STAMP)
        await steps.save_step(tx, eli, order, "pressure", {"value": "4"}, NO_STAMP)
        part = {"kind": "part", "name": "电容", "quantity": "1", "price": "35.00"}
        await steps.add_line(tx, eli, order, part)
        await visits.finish(tx, eli, visit.id, NO_STAMP, outcome="修好")
        ink = {"file": str(photo.id), "signer": "王", "at": tx.now.isoformat()}
        await acceptance.give_word(
            tx, eli, order, result="accepted", channel="engineer_phone", signer="王", signature=ink
        )
        system = system_actor(company.tenant.id, "portal")
        await acceptance.rate(tx, system, order, score=5, tags=("polite",), text="很好")


def _fields(company: Company) -> Iterator[tuple[Object, Field]]:
    for obj in company.kernel.objects:
        for one in {f.name: f for f in (*obj.fields, *SYSTEM_FIELDS)}.values():
            if obj.name in _DIRECTORY or one.name in _KEPT or one.name in {"id", "version"}:
                continue
            yield obj, one


async def _mark(tx: Tx, marked: Marked, obj: Object, one: Field, number: int) -> None:
    """Write the mark of a field into all rows, if a value of its type can hold one."""
    made = _value(obj, one, number)
    if made is None:
        return
    sql, pattern = made
    table, row = tx.t(f"o_{obj.name}"), "right('000' || r.n, 4)"
    column = quote(one.name)
    rows = await tx.fetch(
        f"UPDATE {table} AS t SET {column} = {sql.format(column=f't.{column}', row=row)}"
        f" FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM {table}) AS r"
        f" WHERE r.id = t.id AND ({_marked_where(one)}) RETURNING t.id, r.n"
    )
    if rows:
        marked.marks.append(Mark(obj.name, one.name, re.compile(pattern)))
        marked.rows.setdefault(obj.name, {}).update({r["n"]: r["id"] for r in rows})


def _marked_where(one: Field) -> str:
    """Numbers, moments and what is chosen from lists only where there is one already."""
    free = one.type in _TEXTS or one.type in {"phone", "photo", "files"}
    return "TRUE" if free else f"t.{quote(one.name)} IS NOT NULL"


type _Written = tuple[str, str]
"""SQL of the marked value, with {column} and {row} to fill in; and the pattern that finds it."""


def _value(obj: Object, one: Field, number: int) -> _Written | None:
    whole = _JSON.get((obj.name, one.name))
    kind = "text" if one.type in _TEXTS else _ALIKE.get(one.type, one.type)
    write = whole or _WRITTEN.get(kind)
    return write(one, number) if write is not None else None


def _moment(one: Field, number: int) -> _Written:
    # what ends does so before the next begins: two visits of one person may not touch
    early = " - interval '1 second'" if one.name.endswith("end") else ""
    mark = f"interval '{800_000 + number} microseconds'"
    return f"date_trunc('second', {{column}}){early} + {mark}", rf"\.{800_000 + number}"


def _file(one: Field, number: int) -> _Written:
    del one
    id_ = f"00000000-0000-4000-8000-{number:012d}"
    return f"ARRAY['{id_}'::uuid]", id_


def _place(one: Field, number: int) -> _Written:
    del one
    lon = f"117.0200{number:03d}1"
    return f"{{column}} || '{{{{\"lon\": {lon}}}}}'::jsonb", lon


_WRITTEN: dict[str, Callable[[Field, int], _Written]] = {
    "text": lambda _, n: (f"'zq{n:03d}x' || {{row}}", rf"zq{n:03d}x(\d{{4}})"),
    "phone": lambda _, n: (f"'+86199{n:04d}' || {{row}}", rf"199{n:04d}(\d{{4}})"),
    "currency": lambda _, n: (f"{700_000 + n}.37", rf"{700_000 + n}\.37"),
    "datetime": _moment,
    "files": _file,
    "location": _place,
}
_ALIKE = {"created_at": "datetime", "updated_at": "datetime", "photo": "files"}
_JSON: dict[tuple[str, str], Callable[[Field, int], _Written]] = {
    ("work_order", "checklist_items"): lambda _, n: (
        f"replace({{column}}::text, '压力', 'zq{n:03d}x')::jsonb",
        f"zq{n:03d}x",
    ),
    ("step_result", "value"): lambda _, n: (
        f"to_jsonb({90_000_000 + n}::bigint)",
        str(90_000_000 + n),
    ),
}
