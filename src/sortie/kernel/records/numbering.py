"""Numbers of documents (单号): from a sequence, so nobody waits; gaps are allowed."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sortie.kernel.objects.contracts import Object
from sortie.kernel.tenancy.contracts import Tx

_SEQUENCE = re.compile(r"\{seq(?::0?(\d+))?\}")


async def number(tx: Tx, obj: Object, values: dict[str, Any]) -> None:
    """Give every autonumber field of a new record its number, unless it was given one."""
    for name, field in obj.by_name.items():
        if field.type != "autonumber" or values.get(name):
            continue
        series = f"{obj.name}.{name}"
        taken: int = await tx.value(f"SELECT {tx.t('take_number')}($1)", series)
        format_ = str(field.options.get("format", "{seq:06}"))
        values[name] = formatted(format_, taken, _local(tx))


def formatted(format_: str, taken: int, at: datetime) -> str:
    """``WO{yy}{mm}-{seq:05}`` with the tenant's local date."""
    dated = (
        format_.replace("{yyyy}", f"{at:%Y}")
        .replace("{yy}", f"{at:%y}")
        .replace("{mm}", f"{at:%m}")
        .replace("{dd}", f"{at:%d}")
    )
    return _SEQUENCE.sub(lambda found: f"{taken:0{int(found[1] or 1)}}", dated)


def _local(tx: Tx) -> datetime:
    return tx.now.astimezone(ZoneInfo(tx.tenant.time_zone))
