"""What may leave the messaging room."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import msgspec

from sortie.base.errors import AppError
from sortie.base.i18n import Label
from sortie.kernel.events.contracts import EventDef


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell people. ``dedupe_key`` keeps a repeated job from telling twice.

    ``title`` and ``body`` hold both languages; each person gets their own.
    """

    event: str
    title: Label
    body: Label
    about: tuple[str, UUID] | None = None
    urgency: Literal["low", "normal", "high"] = "normal"
    dedupe_key: str | None = None
    mail: bool = False


class NoteAdded(msgspec.Struct):
    """Someone wrote on a record."""

    note: UUID
    object: str
    record: UUID
    mentions: list[UUID]
    visibility: str


EVENTS = (EventDef("messaging.note_added", NoteAdded, Label("新增备注", "Note added")),)


class NoteEmptyError(AppError):
    code, status = "note.empty", 422
    text = Label("请填写备注内容或添加附件。", "Write something or attach a file.")
