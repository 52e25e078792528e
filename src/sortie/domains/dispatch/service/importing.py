"""Orders from a sheet: each row whole or not at all, and never twice."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
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
from sortie.domains.dispatch.service.importing_lookup import Lookup, RowWrongError
from sortie.kernel.permissions.contracts import Actor
from sortie.kernel.records import service as records
from sortie.kernel.records.contracts import KeyReusedError
from sortie.kernel.tenancy.contracts import Tx

CHUNK = 50
"""Rows a transaction: numbers are drawn from a counter others wait for."""

_DONE = 201
_KEY_REUSED = Label(
    "该外部编号已导入过，但内容不同。请换一个编号，或改回原内容。",
    "This number was imported before with other content. Use another, or the same content.",
)

type OpenTx = Callable[[], AbstractAsyncContextManager[Tx]]


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


class _UndoError(Exception):
    """A dry run did the row; now it is taken back."""


async def run(
    open_tx: OpenTx,
    actor: Actor,
    content: bytes,
    *,
    zone: str,
    dry_run: bool,
    create_missing: bool,
) -> Imported:
    """Make an order of every row. ``dry_run`` does all of it and takes it back; ``create_missing``
    makes customers and sites nobody knows.

    Raises:
        ImportUnreadableError, ImportTooLargeError; InvalidError: a required column is missing.
    """
    cells = await asyncio.to_thread(importing_files.read_cells, content)
    columns = import_sheet.headings(cells[0])
    if lacking := import_sheet.missing_headings(columns):
        raise InvalidError(*(_lacking(c) for c in lacking))
    read = (
        import_sheet.read_row(at, row, columns, ZoneInfo(zone))
        for at, row in enumerate(cells[1:], 2)
    )
    rows = [row for row in read if row is not None]
    keys = _keys(rows)
    outcomes: list[RowOutcome] = []
    for start in range(0, len(rows), CHUNK):
        async with open_tx() as tx:
            lookup = Lookup(tx, actor, create_missing=create_missing)
            outcomes += [
                await _row(tx, actor, lookup, row, key=keys[row.at], dry_run=dry_run)
                for row in rows[start : start + CHUNK]
            ]
    return Imported(cells, tuple(outcomes))


def _lacking(column: import_sheet.ImportColumn) -> FieldProblem:
    text = Label(
        f"缺少「{column.label.zh}」列，请使用模板。",
        f"There is no column “{column.label.en}”; use the template.",
    )
    return FieldProblem(column.key, "import.column_missing", text)


def _keys(rows: list[SheetRow]) -> dict[int, str]:
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


async def _row(
    tx: Tx, actor: Actor, lookup: Lookup, row: SheetRow, *, key: str, dry_run: bool
) -> RowOutcome:
    made: RowOutcome | None = None
    try:
        async with _part(tx, lookup):
            made = await _make(tx, actor, lookup, row, key)
            _undo(dry_run)
    except _UndoError:
        pass
    except RowWrongError as wrong:
        return RowOutcome(row.at, "error", problems=wrong.problems)
    except KeyReusedError:
        return RowOutcome(row.at, "error", problems=(RowProblem("row_key", _KEY_REUSED),))
    except AppError as refused:
        return RowOutcome(row.at, "error", problems=(*row.problems, *_told(refused)))
    assert made is not None  # noqa: S101  either made or told above
    return made


def _undo(dry_run: bool) -> None:  # noqa: FBT001  the one thing it asks
    if dry_run:
        raise _UndoError


@asynccontextmanager
async def _part(tx: Tx, lookup: Lookup) -> AsyncIterator[None]:
    """A row by itself: undone, it also takes back what the lookup learnt to be there."""
    known = lookup.known()
    try:
        async with tx.savepoint():
            yield
    except BaseException:
        lookup.restore(known)
        raise


async def _make(tx: Tx, actor: Actor, lookup: Lookup, row: SheetRow, key: str) -> RowOutcome:
    before = await records.idempotent(tx, actor, key, _fingerprint(row))
    if before is not None:
        told = msgspec.json.decode(before.answer)
        return RowOutcome(row.at, "skipped", UUID(told["id"]), told["number"])
    wish = await _wish(lookup, row)
    order = await orders.create_order(tx, actor, wish)
    answer = {"id": str(order.id), "number": order["number"]}
    await records.remember(tx, actor, key, _DONE, msgspec.json.encode(answer).decode())
    return RowOutcome(row.at, "ok", order.id, order["number"])


async def _wish(lookup: Lookup, row: SheetRow) -> OrderWish:
    """Everything the row names, looked up; all that is wrong is told at once."""
    found = await lookup.row(row)
    texts = row.texts
    return OrderWish(
        work_type=found.work_type,
        customer=found.customer,
        channel="import",
        subject=texts.get("subject", ""),
        site=found.site,
        asset=found.asset,
        contact_name=texts.get("contact_name", ""),
        contact_phone=texts.get("contact_phone", ""),
        address_text=texts.get("address", ""),
        description=texts.get("description", ""),
        window_start=row.window_start,
        window_end=row.window_end,
        priority=row.priority,
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
