"""UUIDv7 ids: time-ordered, made by the client where it can, else here."""

import os
import threading
import time
from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)
UserId = NewType("UserId", UUID)
RecordId = NewType("RecordId", UUID)
UnitId = NewType("UnitId", UUID)
FileId = NewType("FileId", UUID)

_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new UUIDv7, strictly increasing within this process.

    Layout: 48 bit Unix milliseconds, version, 12 bit sub-millisecond part, variant, 62 random bits.
    Source: RFC 9562 §5.7, method 3 of §6.2.
    """
    global _last  # noqa: PLW0603  one monotonic clock a process is the point
    with _lock:
        # 60 bits: milliseconds << 12 | fraction of the millisecond in 4096ths
        stamp_ns = time.time_ns()
        ticks = (stamp_ns // 1_000_000 << 12) | ((stamp_ns % 1_000_000) * 4096 // 1_000_000)
        ticks = max(ticks, _last + 1)
        _last = ticks
    high = (ticks >> 12 << 16) | 0x7000 | (ticks & 0xFFF)
    low = (int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    return UUID(int=high << 64 | low)
