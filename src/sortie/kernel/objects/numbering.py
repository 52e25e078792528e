"""Numbers people read out on the phone: one sequence an autonumber field."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sortie.kernel.objects.contracts import Field
from sortie.kernel.objects.field_types.text import number_format
from sortie.kernel.objects.names import series_name
from sortie.kernel.tenancy.contracts import Tx

_SLOT = re.compile(r"\{(\w+)(?::0\d)?\}")


async def next_number(tx: Tx, field: Field) -> str:
    """The next number of an autonumber field, its date in the company's zone.

    Never given twice. Gaps stay where a transaction rolled back: a gap-free series would make
    every creation wait for the one before.
    """
    (number,) = await next_numbers(tx, field, [tx.now])
    return number


async def next_numbers(tx: Tx, field: Field, moments: Sequence[datetime]) -> list[str]:
    """A number for each moment, in order, dated by it: for a past that is brought along whole."""
    taken = await tx.fetch(
        "SELECT nextval($1::regclass) AS n FROM generate_series(1, $2)",
        tx.t(series_name(field.id)),
        len(moments),
    )
    pattern, digits = number_format(str(field.options["format"]))
    zone = ZoneInfo(tx.tenant.time_zone)
    return [
        _formatted(pattern, digits, row["n"], at.astimezone(zone))
        for row, at in zip(taken, moments, strict=True)
    ]


def _formatted(pattern: str, digits: int, sequence: int, day: datetime) -> str:
    values = {
        "yyyy": f"{day:%Y}",
        "yy": f"{day:%y}",
        "mm": f"{day:%m}",
        "dd": f"{day:%d}",
        "seq": f"{sequence:0{digits}}",
    }
    return _SLOT.sub(lambda slot: values[slot[1]], pattern)
