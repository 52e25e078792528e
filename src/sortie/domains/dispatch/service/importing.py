"""Orders from a sheet: looked over in seconds, made in batches; each row whole, and never twice."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from itertools import batched
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from sortie.base.errors import AppError, FieldProblem, InvalidError
from sortie.base.i18n import Label
from sortie.domains.dispatch.contracts.wishes import OrderWish
from sortie.domains.dispatch.rules import import_sheet
from sortie.domains.dispatch.rules.import_sheet import BY_KEY, RowProblem, SheetRow
from sortie.domains.dispatch.service import importing_files, orders
from sortie.domains.dispatch.service.importing_lookup import (
    Lookup,
    Missing,
    Named,
    RowWrongError,
)
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import KeyReusedError
from sortie.kernel.tenancy.contracts import Tx

CHUNK = 100
"""Rows a transaction: what a crash may lose, and how soon a stop is heard."""

_DONE = 201
_KEY_REUSED = Label(
    "该外部编号已导入过，但内容不同。请换一个编号，或改回原内容。",
    "This number was imported before with other content. Use another, or the same content.",
)

type OpenTx = Callable[[], AbstractAsyncContextManager[Tx]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as read: its cells, the columns that are known, its rows with a key each."""

    cells: list[list[Any]]
    columns: Mapping[int, str]
    rows: tuple[SheetRow, ...]
    keys: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: ``ok``, ``skipped`` (imported before) or ``error``."""

    at: int
    kind: str
    order: UUID | None = None
    number: str = ""
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """The whole sheet, its rows as they were, and what became of each."""

    cells: list[list[Any]]
    outcomes: tuple[RowOutcome, ...] = field(default_factory=tuple)

    def count(self, kind: str) -> int:
        return sum(1 for o in self.outcomes if o.kind == kind)


async def read(content: bytes, zone: str) -> Sheet:
    """The rows of a file.

    Raises:
        ImportUnreadableError, ImportTooLargeError; InvalidError: a required column is missing.
    """
    return await asyncio.to_thread(_read, content, ZoneInfo(zone))


def _read(content: bytes, zone: ZoneInfo) -> Sheet:
    cells = importing_files.read_cells(content)
    columns = import_sheet.headings(cells[0])
    if lacking := import_sheet.missing_headings(columns):
        raise InvalidError(*(_lacking(c) for c in lacking))
    found = (import_sheet.read_row(at, row, columns, zone) for at, row in enumerate(cells[1:], 2))
    rows = tuple(row for row in found if row is not None)
    return Sheet(cells, columns, rows, _keys(rows))


async def check(
    tx: Tx, actor: Actor, sheet: Sheet, *, create_missing: bool
) -> tuple[RowOutcome, ...]:
    """What an import would make of each row, without making anything."""
    lookup = Lookup(tx, actor, Missing.PRETEND if create_missing else Missing.REFUSE)
    await lookup.read(sheet.rows)
    told = await records.answered(tx, actor, list(sheet.keys.values()))
    outcomes: list[RowOutcome] = []
    for row in sheet.rows:
        before = told.get(sheet.keys[row.at])
        if before is None:
            outcomes.append(await _would(tx, actor, lookup, row))
        elif before[0] != _fingerprint(row):
            problem = RowProblem("row_key", _KEY_REUSED)
            outcomes.append(RowOutcome(row.at, "error", problems=(problem,)))
        else:
            outcomes.append(_skipped(row, before[1].answer))
    return tuple(outcomes)


async def _would(tx: Tx, actor: Actor, lookup: Lookup, row: SheetRow) -> RowOutcome:
    try:
        named = await lookup.row(row)
    except RowWrongError as wrong:
        return RowOutcome(row.at, "error", problems=wrong.problems)
    except AppError as refused:
        return RowOutcome(row.at, "error", problems=(*row.problems, *_told(refused)))
    wish = _wish(row, named)
    said = {name: getattr(wish, name) for name in _SAID if getattr(wish, name)}
    if unfit := await records.unfit(tx, actor, "work_order", said):
        return RowOutcome(row.at, "error", problems=tuple(_told(InvalidError(*unfit))))
    return RowOutcome(row.at, "ok")


_SAID = ("subject", "contact_name", "contact_phone", "address_text", "description")


async def make(
    tx: Tx,
    actor: Actor,
    sheet: Sheet,
    rows: Sequence[SheetRow],
    *,
    create_missing: bool,
    batch_of: UUID | None = None,
) -> list[RowOutcome]:
    """Make an order of each of ``rows``, ``CHUNK`` of them at most. Again, it makes nothing twice.

    ``batch_of``: the import the orders belong to.
    """
    lookup = Lookup(tx, actor, Missing.MAKE if create_missing else Missing.REFUSE)
    await lookup.read(rows)
    maker = _Maker(tx, actor, lookup, orders.Shelf(tx), batch_of)
    return [await maker.row(row, sheet.keys[row.at]) for row in rows]


async def run(
    open_tx: OpenTx,
    actor: Actor,
    content: bytes,
    *,
    zone: str,
    dry_run: bool,
    create_missing: bool,
) -> Imported:
    """Make an order of every row at once, or with ``dry_run`` only say what would become of it.

    Raises:
        ImportUnreadableError, ImportTooLargeError; InvalidError: a required column is missing.
    """
    sheet = await read(content, zone)
    if dry_run:
        async with open_tx() as tx:
            return Imported(
                sheet.cells, await check(tx, actor, sheet, create_missing=create_missing)
            )
    outcomes: list[RowOutcome] = []
    for rows in batched(sheet.rows, CHUNK):
        async with open_tx() as tx:
            outcomes += await make(tx, actor, sheet, rows, create_missing=create_missing)
    return Imported(sheet.cells, tuple(outcomes))


def _lacking(column: import_sheet.ImportColumn) -> FieldProblem:
    text = Label(
        f"缺少「{column.label.zh}」列，请使用模板。",
        f"There is no column “{column.label.en}”; use the template.",
    )
    return FieldProblem(column.key, "import.column_missing", text)


def _keys(rows: tuple[SheetRow, ...]) -> dict[int, str]:
    """Line → key: the row's own number, else its content and how often it came before."""
    seen: dict[str, int] = {}
    found: dict[int, str] = {}
    for row in rows:
        own = row.texts.get("row_key")
        base = f"import:{own}" if own else f"import:#{_fingerprint(row)}"
        nth = seen.get(base, 0)
        seen[base] = nth + 1
        found[row.at] = base if own or not nth else f"{base}:{nth}"
    return found


def _fingerprint(row: SheetRow) -> str:
    plain = msgspec.json.encode(sorted(row.texts.items()))
    return hashlib.sha256(plain).hexdigest()


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the rows of one transaction."""

    tx: Tx
    actor: Actor
    lookup: Lookup
    shelf: orders.Shelf
    batch_of: UUID | None

    async def row(self, row: SheetRow, key: str) -> RowOutcome:
        try:
            with self.lookup.row_undone_on_error():
                async with self.tx.savepoint():
                    return await self._make(row, key)
        except RowWrongError as wrong:
            return RowOutcome(row.at, "error", problems=wrong.problems)
        except KeyReusedError:
            return RowOutcome(row.at, "error", problems=(RowProblem("row_key", _KEY_REUSED),))
        except AppError as refused:
            return RowOutcome(row.at, "error", problems=(*row.problems, *_told(refused)))

    async def _make(self, row: SheetRow, key: str) -> RowOutcome:
        before = await records.idempotent(self.tx, self.actor, key, _fingerprint(row))
        if before is not None:
            return _skipped(row, before.answer, self.batch_of)
        wish = _wish(row, await self.lookup.row(row), self.batch_of)
        order = await orders.create_order(self.tx, self.actor, wish, shelf=self.shelf)
        answer = {"id": order.id, "number": order["number"], "import": self.batch_of}
        kept = msgspec.json.encode(answer).decode()
        await records.remember(self.tx, self.actor, key, _DONE, kept)
        return RowOutcome(row.at, "ok", order.id, order["number"])


def _skipped(row: SheetRow, answer: str, batch_of: UUID | None = None) -> RowOutcome:
    """Imported before; by an earlier try of this very import it counts as made."""
    told = msgspec.json.decode(answer)
    mine = batch_of is not None and told.get("import") == str(batch_of)
    return RowOutcome(row.at, "ok" if mine else "skipped", UUID(told["id"]), told["number"])


def _wish(row: SheetRow, named: Named, batch_of: UUID | None = None) -> OrderWish:
    texts = row.texts
    return OrderWish(
        work_type=named.work_type,
        customer=named.customer,
        channel="import",
        subject=texts.get("subject", ""),
        site=named.site,
        asset=named.asset,
        contact_name=texts.get("contact_name", ""),
        contact_phone=texts.get("contact_phone", ""),
        address_text=texts.get("address", ""),
        description=texts.get("description", ""),
        window_start=row.window_start,
        window_end=row.window_end,
        priority=row.priority,
        extra={"order_import": batch_of} if batch_of else {},
    )


_COLUMN_OF = {"address_text": "address", "work_type": "work_type", "name": "customer",
              "phone": "customer_phone"}  # fmt: skip


def _told(refused: AppError) -> list[RowProblem]:
    """A refusal of the write path, at the column it is about."""
    if not refused.fields:
        return [RowProblem("", Label(refused.sentence("zh-CN"), refused.sentence("en")))]
    return [
        RowProblem(p.path if p.path in BY_KEY else _COLUMN_OF.get(p.path, ""), p.text)
        for p in refused.fields
    ]
