"""What a row of a sheet means: its customer, site, asset and work type by name, number or phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.domains.dispatch.rules.import_sheet import RowProblem, SheetRow, phone_of
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import Query
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx


class RowWrongError(Exception):
    """A row names what isn't there, or says it wrongly. All its problems at once."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__("row")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Named:
    """The records a row names."""

    customer: UUID
    work_type: UUID
    site: UUID | None
    asset: UUID | None


type _Key = tuple[str, str, str]


class Lookup:
    """Looks records up in the actor's sight, each name once; makes customers and sites if asked."""

    def __init__(self, tx: Tx, actor: Actor, *, create_missing: bool) -> None:
        self._tx = tx
        self._actor = actor
        self._create = create_missing
        self._found: dict[_Key, tuple[UUID, ...]] = {}

    def known(self) -> dict[_Key, tuple[UUID, ...]]:
        """What is known now; ``restore`` goes back to it."""
        return dict(self._found)

    def restore(self, known: dict[_Key, tuple[UUID, ...]]) -> None:
        self._found = known

    async def row(self, row: SheetRow) -> Named:
        """Raises RowWrongError."""
        problems = list(row.problems)
        work_type = await self._work_type(row, problems)
        customer = await self._customer(row, problems)
        site = asset = None
        if customer is not None:
            site = await self._site(row, customer, problems)
            asset = await self._asset(row, customer, problems)
        if problems or customer is None or work_type is None:
            raise RowWrongError(problems)
        return Named(customer, work_type, site, asset)

    async def _work_type(self, row: SheetRow, problems: list[RowProblem]) -> UUID | None:
        text = row.texts.get("work_type")
        if not text:
            return None
        found = await self._any("work_type", text, _by(("code", "name"), text))
        return self._only(found, "work_type", text, problems)

    async def _customer(self, row: SheetRow, problems: list[RowProblem]) -> UUID | None:
        text, own = row.texts.get("customer"), row.texts.get("customer_phone", "")
        if not text:
            return None
        phone = phone_of(own) or phone_of(text)
        tests = _by(("number", "name"), text)
        if phone_of(text):
            tests.append({"field": "phone", "op": "eq", "value": phone_of(text)})
        found = await self._any("customer", text, tests)
        if (len(found) > 1 or not found) and phone_of(own):
            at = {"field": "phone", "op": "eq", "value": phone_of(own)}
            named = [{"and": [{"field": "name", "op": "eq", "value": text}, at]}]
            found = await self._any("customer", f"{text}\n{own}", named if found else [at])
        if not found and self._create:
            values = {"name": text, "phone": phone, "source": "import"}
            return await self._new("customer", (text, f"{text}\n{own}"), "", values)
        return self._only(found, "customer", text, problems)

    async def _site(self, row: SheetRow, customer: UUID, problems: list[RowProblem]) -> UUID | None:
        text, address = row.texts.get("site", ""), row.texts.get("address", "")
        mine = {"field": "customer", "op": "eq", "value": str(customer)}
        if not text and not address:
            found = await self._any("site", "", [mine], str(customer))
            return found[0] if len(found) == 1 else None
        tests = [{"and": [mine, t]} for t in _site_tests(text, address)]
        name = text or address
        found = await self._any("site", name, tests, str(customer))
        if not found and self._create:
            values = {"customer": customer, "name": name, "address_text": address or None}
            return await self._new("site", (name,), str(customer), values)
        if not found and not text:
            return None
        return self._only(found, "site", name, problems)

    async def _asset(
        self, row: SheetRow, customer: UUID, problems: list[RowProblem]
    ) -> UUID | None:
        text = row.texts.get("asset")
        if not text:
            return None
        mine = {"field": "customer", "op": "eq", "value": str(customer)}
        tests = [{"and": [mine, t]} for t in _by(("number", "serial", "name"), text)]
        found = await self._any("asset", text, tests, str(customer))
        return self._only(found, "asset", text, problems)

    async def _any(
        self, object_: str, text: str, tests: list[dict[str, Any]], about: str = ""
    ) -> tuple[UUID, ...]:
        """At most two records that pass one of the tests."""
        key = (object_, about, text)
        if key not in self._found:
            query = Query(object_, fields=("id",), filter={"or": tests}, limit=2)
            page = await queries.list_records(self._tx, self._actor, query)
            self._found[key] = tuple(r.id for r in page.records)
        return self._found[key]

    async def _new(
        self, object_: str, names: Sequence[str], about: str, values: Mapping[str, Any]
    ) -> UUID:
        made = await records.create(self._tx, self._actor, object_, values, id=uuid7())
        self._found.pop((object_, about, ""), None)
        for name in names:
            self._found[object_, about, name] = (made.id,)
        return made.id

    def _only(
        self, found: Sequence[UUID], key: str, text: str, problems: list[RowProblem]
    ) -> UUID | None:
        if len(found) == 1:
            return found[0]
        problems.append(RowProblem(key, _many(text) if found else _NONE[key](text)))
        return None


def _by(names: Sequence[str], text: str) -> list[dict[str, Any]]:
    return [{"field": n, "op": "eq", "value": text} for n in names]


def _site_tests(text: str, address: str) -> list[dict[str, Any]]:
    if text:
        return _by(("name",), text)
    return _by(("address_text", "name"), address)


def _many(text: str) -> Label:
    return Label(
        f"「{text}」有多个，请改用编号或补充电话。",
        f"There are several called “{text}”; give the number or a phone.",
    )


def _none(zh: str, en: str) -> Any:
    return lambda text: Label(zh.format(text=text), en.format(text=text))


_NONE = {
    "customer": _none(
        "找不到客户「{text}」，请检查，或勾选「新建客户与地点」。",
        "There is no customer “{text}”; check it, or choose to create customers and sites.",
    ),
    "work_type": _none(
        "没有工作类型「{text}」，请填写编码或名称。",
        "There is no work type “{text}”; give its code or name.",
    ),
    "site": _none(
        "该客户没有服务地点「{text}」，请检查，或勾选「新建客户与地点」。",
        "This customer has no site “{text}”; check it, or choose to create customers and sites.",
    ),
    "asset": _none(
        "该客户没有设备「{text}」，请填写设备编号、序列号或名称。",
        "This customer has no asset “{text}”; give its number, serial or name.",
    ),
}
