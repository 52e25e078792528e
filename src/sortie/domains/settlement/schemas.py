"""Wire shapes of settlement's own routes."""

from typing import Annotated
from uuid import UUID

import msgspec

type Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class BuildIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``engineers``: only these; left out, everybody who worked in the month."""

    period: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
    engineers: Annotated[list[UUID], msgspec.Meta(max_length=1000)] | None = None


class StatementBrief(msgspec.Struct):
    id: UUID
    number: str
    engineer: UUID
    state: str
    job_count: int
    total: str


class StatementsBuilt(msgspec.Struct):
    """``kept``: past dispute, so left as they are."""

    built: list[StatementBrief]
    kept: list[StatementBrief]


class ReverseIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    reason: Reason
