"""Numbers people read out on the phone: one sequence an autonumber field."""

import re
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
    sequence: int = await tx.value("SELECT nextval($1::regclass)", tx.t(series_name(field.id)))
    pattern, digits = number_format(str(field.options["format"]))
    today = tx.now.astimezone(ZoneInfo(tx.tenant.time_zone))
    values = {
        "yyyy": f"{today:%Y}",
        "yy": f"{today:%y}",
        "mm": f"{today:%m}",
        "dd": f"{today:%d}",
        "seq": f"{sequence:0{digits}}",
    }
    return _SLOT.sub(lambda slot: values[slot[1]], pattern)
