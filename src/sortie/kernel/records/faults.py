"""What the database refuses, said in our words; and trying again where that is safe."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg

from sortie.base.errors import AppError, FieldProblem, InvalidError
from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Field, Object
from sortie.kernel.records.contracts import (
    DuplicateError,
    OverlapError,
    RecordBusyError,
    StatementTimeoutError,
    ValueRefusedError,
)

_KEY = re.compile(r"^Key \((?P<columns>.*?)\)=\((?P<values>.*)\)")
_BUSY = (
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.LockNotAvailableError,
)
_ATTEMPTS = 3
_PAUSE_S = 0.02


@asynccontextmanager
async def translated(obj: Object) -> AsyncIterator[None]:
    """Turn the database's refusal of a write on ``obj`` into an AppError that names the field."""
    try:
        yield
    except asyncpg.UniqueViolationError as refusal:
        raise _duplicate(obj, refusal) from refusal
    except asyncpg.ExclusionViolationError as refusal:
        raise OverlapError(object=obj.label, extra={"rule": refusal.constraint_name}) from refusal
    except asyncpg.NotNullViolationError as refusal:
        raise InvalidError(missing(_by_column(obj, refusal.column_name or ""))) from refusal
    except (asyncpg.CheckViolationError, asyncpg.ForeignKeyViolationError) as refusal:
        raise ValueRefusedError(object=obj.label, rule=refusal.constraint_name) from refusal
    except _BUSY as refusal:
        raise RecordBusyError from refusal
    except asyncpg.QueryCanceledError as refusal:
        raise StatementTimeoutError from refusal


def missing(field: Field | None, prefix: str = "") -> FieldProblem:
    """The problem of a required field without a value."""
    name = field.label if field else Label("必填项", "A required field")
    return FieldProblem(
        prefix + (field.name if field else ""),
        "field.required",
        Label(f"请填写「{name.zh}」。", f"Fill in “{name.en}”."),
    )


async def retried[T](run: Callable[[], Awaitable[T]], *, attempts: int = _ATTEMPTS) -> T:
    """Run a whole transaction again when the database was only busy: nothing had been written.

    ``run`` must open its own transaction; acts outside the database must not be part of it.
    """
    for attempt in range(1, attempts):
        try:
            return await run()
        except (RecordBusyError, *_BUSY):
            await asyncio.sleep(_PAUSE_S * attempt * (1 + random.random()))  # noqa: S311  jitter
    return await run()


def _duplicate(obj: Object, refusal: asyncpg.UniqueViolationError) -> AppError:
    found = _KEY.match(refusal.detail or "")
    columns = [c.strip().strip('"') for c in found["columns"].split(",")] if found else []
    # an expression index shows its expression: take the column named inside it
    fields = [f for c in columns if (f := _by_column(obj, c) or _inside(obj, c))]
    value = found["values"] if found else ""
    label = Label(
        "、".join(f.label.zh for f in fields) or obj.label.zh,
        ", ".join(f.label.en for f in fields) or obj.label.en,
    )
    text = Label(f"「{label.zh}」的值已存在。", f"“{label.en}” already has this value.")
    return DuplicateError(
        field=label,
        value=value,
        fields=tuple(FieldProblem(f.name, "field.duplicate", text) for f in fields),
    )


def _by_column(obj: Object, column: str) -> Field | None:
    return next((f for f in obj.by_name.values() if (f.column or f.name) == column), None)


def _inside(obj: Object, expression: str) -> Field | None:
    words = set(re.findall(r"\w+", expression))
    return next((f for f in obj.by_name.values() if (f.column or f.name) in words), None)
