"""Wire shapes of the messaging room."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec


class NoteIn(msgspec.Struct, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    mentions: Annotated[list[UUID], msgspec.Meta(max_length=50)] = []
    files: Annotated[list[UUID], msgspec.Meta(max_length=20)] = []
    visibility: Literal["internal", "customer"] = "internal"


class NoteOut(msgspec.Struct):
    id: UUID
    text: str
    author: str | None
    created_by: UUID | None
    created_at: datetime
    mentions: list[UUID]
    files: list[UUID]
    visibility: str


class ReadIn(msgspec.Struct, forbid_unknown_fields=True):
    """``ids`` empty = all of mine."""

    ids: Annotated[list[UUID], msgspec.Meta(max_length=500)] = []


class Marked(msgspec.Struct):
    marked: int
