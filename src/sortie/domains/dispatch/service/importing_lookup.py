"""What a row of a sheet means: its customer, site, asset and work type by name, number or phone.

Everything the rows name is read at once, so thousands of rows cost a handful of statements.
"""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from itertools import batched
from typing import Any
from uuid import UUID

from sortie.base.errors import InvalidError
from sortie.base.i18n import Label
from sortie.base.ids import uuid7
from sortie.domains.dispatch.rules.import_sheet import RowProblem, SheetRow, phone_of
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.queries import service as queries
from sortie.kernel.queries.contracts import MAX_LIMIT, Query, Record
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

_AT_ONCE = 300


class RowWrongError(Exception):
    """A row names what isn't there, or says it wrongly. All its problems at once."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__("row")
        self.problems = tuple(problems)


class Missing(Enum):
    """What becomes of customers and sites nobody knows. ``PRETEND`` writes nothing."""

    REFUSE = "refuse"
    MAKE = "make"
    PRETEND = "pretend"


@dataclass(frozen=True, slots=True)
class Named:
    """The records a row names."""

    customer: UUID
    work_type: UUID
    site: UUID | None
    asset: UUID | None


@dataclass(frozen=True, slots=True)
class _Known:
    """A record with the texts it may be named by; ``phone`` of a customer."""

    id: UUID
    texts: frozenset[str]
    name: str = ""
    phone: str = ""


class Lookup:
    """Looks records up in the actor's sight; ``read`` first, for all rows that come."""

    def __init__(self, tx: Tx, actor: Actor, missing: Missing = Missing.REFUSE) -> None:
        self._tx = tx
        self._actor = actor
        self._missing = missing
        self._types: list[_Known] = []
        self._by_text: dict[str, list[_Known]] = {}
        self._by_phone: dict[str, list[_Known]] = {}
        self._sites: dict[UUID, list[_Known]] = {}
        self._assets: dict[UUID, list[_Known]] = {}
        self._made: list[tuple[list[_Known], _Known]] = []

    async def read(self, rows: Sequence[SheetRow]) -> None:
        """Everything ``rows`` may name."""
        self._types = [
            _Known(r.id, _texts(r, "code", "name"))
            async for r in self._all("work_type", ("code", "name"), None)
        ]
        texts = {row.texts["customer"] for row in rows if "customer" in row.texts}
        own = (row.texts.get("customer_phone", "") for row in rows)
        phones = {found for text in (*texts, *own) if (found := phone_of(text))}
        seen: set[UUID] = set()
        for names, value in (("number", texts), ("name", texts), ("phone", phones)):
            async for record in self._named("customer", names, value, ("number", "name", "phone")):
                if record.id not in seen:
                    seen.add(record.id)
                    self._keep(record)
        await self._read_places(seen, rows)

    def _keep(self, record: Record) -> None:
        name, phone = str(record.get("name") or ""), str(record.get("phone") or "")
        known = _Known(record.id, _texts(record, "number", "name"), name, phone)
        for text in known.texts:
            self._by_text.setdefault(text, []).append(known)
        if phone:
            self._by_phone.setdefault(phone, []).append(known)

    async def _read_places(self, customers: set[UUID], rows: Sequence[SheetRow]) -> None:
        ids = [str(c) for c in customers]
        async for r in self._named("site", "customer", ids, ("customer", "name", "address_text")):
            known = _Known(r.id, _texts(r, "address_text", "name"), str(r.get("name") or ""))
            self._sites.setdefault(_customer(r), []).append(known)
        wanted = {row.texts["asset"] for row in rows if "asset" in row.texts}
        for name in ("number", "serial", "name") if wanted else ():
            async for r in self._named("asset", name, wanted, ("customer", name)):
                known = _Known(r.id, _texts(r, name))
                self._assets.setdefault(_customer(r), []).append(known)

    async def _named(
        self, object_: str, name: str, wanted: Any, fields: tuple[str, ...]
    ) -> AsyncIterator[Record]:
        for part in batched(sorted(wanted), _AT_ONCE):
            test = {"field": name, "op": "in", "value": list(part)}
            async for record in self._all(object_, fields, test):
                yield record

    async def _all(
        self, object_: str, fields: tuple[str, ...], test: dict[str, Any] | None
    ) -> AsyncIterator[Record]:
        cursor: str | None = None
        while True:
            query = Query(object_, fields=fields, filter=test, limit=MAX_LIMIT, cursor=cursor)
            page = await queries.list_records(self._tx, self._actor, query)
            for record in page.records:
                yield record
            if (cursor := page.next) is None:
                return

    @contextmanager
    def row_undone_on_error(self) -> Iterator[None]:
        """A row by itself: refused, it takes back what it made."""
        before = len(self._made)
        try:
            yield
        except BaseException:
            while len(self._made) > before:
                shelf, known = self._made.pop()
                shelf.remove(known)
            raise

    async def row(self, row: SheetRow) -> Named:
        """Raises RowWrongError."""
        problems = list(row.problems)
        work_type = self._work_type(row, problems)
        customer = await self._customer(row, problems)
        site = asset = None
        if customer is not None:
            site = await self._site(row, customer, problems)
            asset = self._asset(row, customer, problems)
        if problems or customer is None or work_type is None:
            raise RowWrongError(problems)
        return Named(customer, work_type, site, asset)

    def _work_type(self, row: SheetRow, problems: list[RowProblem]) -> UUID | None:
        text = row.texts.get("work_type")
        if not text:
            return None
        return _only([k for k in self._types if text in k.texts], "work_type", text, problems)

    async def _customer(self, row: SheetRow, problems: list[RowProblem]) -> UUID | None:
        text, own = row.texts.get("customer"), phone_of(row.texts.get("customer_phone", ""))
        if not text:
            return None
        called = phone_of(text)
        found = list(self._by_text.get(text, ()))
        found += [k for k in self._by_phone.get(called or "", ()) if k not in found]
        if len(found) != 1 and own:
            at = self._by_phone.get(own, [])
            found = [k for k in at if k.name == text] if found else list(at)
        if not found and self._missing is not Missing.REFUSE:
            phone = own or called
            values = {"name": text, "phone": phone, "source": "import"}
            made = _Known(
                await self._make("customer", values), frozenset({text}), text, phone or ""
            )
            self._add(self._by_text.setdefault(text, []), made)
            if phone:
                self._add(self._by_phone.setdefault(phone, []), made)
            return made.id
        return _only(found, "customer", text, problems)

    async def _site(self, row: SheetRow, customer: UUID, problems: list[RowProblem]) -> UUID | None:
        text, address = row.texts.get("site", ""), row.texts.get("address", "")
        known = self._sites.setdefault(customer, [])
        if not text and not address:
            return known[0].id if len(known) == 1 else None
        found = [k for k in known if (k.name == text if text else address in k.texts)]
        name = text or address
        if not found and self._missing is not Missing.REFUSE:
            values = {"customer": customer, "name": name, "address_text": address or None}
            texts = frozenset({name, address} - {""})
            made = _Known(await self._make("site", values), texts, name)
            self._add(known, made)
            return made.id
        if not found and not text:
            return None
        return _only(found, "site", name, problems)

    def _asset(self, row: SheetRow, customer: UUID, problems: list[RowProblem]) -> UUID | None:
        text = row.texts.get("asset")
        if not text:
            return None
        found = {k.id: k for k in self._assets.get(customer, ()) if text in k.texts}
        return _only(list(found.values()), "asset", text, problems)

    def _add(self, shelf: list[_Known], known: _Known) -> None:
        shelf.append(known)
        self._made.append((shelf, known))

    async def _make(self, object_: str, values: Mapping[str, Any]) -> UUID:
        """Make it; when only pretending, see that it could be made.

        Raises:
            InvalidError: a value its field can't take.
        """
        if self._missing is Missing.PRETEND:
            if wrong := await records.unfit(self._tx, self._actor, object_, values):
                raise InvalidError(*wrong)
            return uuid7()
        made = await records.create(self._tx, self._actor, object_, values, id=uuid7())
        return made.id


def _texts(record: Record, *names: str) -> frozenset[str]:
    return frozenset(str(v) for name in names if (v := record.get(name)))


def _customer(record: Record) -> UUID:
    return UUID(str(record["customer"]["id"]))


def _only(found: Sequence[_Known], key: str, text: str, problems: list[RowProblem]) -> UUID | None:
    if len(found) == 1:
        return found[0].id
    problems.append(RowProblem(key, _many(text) if found else _NONE[key](text)))
    return None


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
