"""Shapes and errors of the write path."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sortie.base.errors import AppError, ConflictError
from sortie.base.i18n import Label
from sortie.kernel.objects.contracts import Object, Transition


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as it is in the database: Python values by field name, no rights applied.

    Only services see it; what leaves for a client goes through queries.
    """

    object: str
    id: UUID
    version: int
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, default)


@dataclass(frozen=True, slots=True)
class Change:
    """What one write did: handed to hooks, audit and the feed. ``before`` is None on create."""

    object: Object
    op: str  # create update delete restore command
    before: Stored | None
    after: Stored
    changed: frozenset[str]
    command: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a fact happened on the device, against when it came: both are kept.

    ``occurred_at`` is the time that counts; ``device_at`` what the device's clock said, where that is
    another; ``clock_offset_ms`` the server's clock minus the device's, as the device measured it;
    ``time_flag`` why the device's time wasn't believed.
    """

    occurred_at: datetime | None = None
    clock_offset_ms: int | None = None
    location: Mapping[str, Any] | None = None
    device_id: str | None = None
    device_at: datetime | None = None
    time_flag: str | None = None


NO_STAMP = Stamp()


@dataclass(frozen=True, slots=True)
class BulkFailure:
    """An act that was refused: its place in the list, the record, and why."""

    index: int
    id: UUID | None
    error: AppError


@dataclass(frozen=True, slots=True)
class BulkResult:
    """``stored`` are the written records in order; ``failed`` left no trace."""

    done: int
    failed: tuple[BulkFailure, ...] = ()
    stored: tuple[Stored, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandCall:
    """A command on its way to a handler. ``values`` are as the caller sent them.

    ``move`` is the transition it takes; None for a command the table doesn't know, which then is
    an act of its handler alone.
    """

    command: str
    move: Transition | None
    reason: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    stamp: Stamp = NO_STAMP


@dataclass(frozen=True, slots=True)
class BulkAct:
    """One act of a bulk run. ``id`` may be left out on create."""

    op: Literal["create", "update", "delete", "restore", "command"]
    id: UUID | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None
    command: str = ""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing in a record's history. ``kind``: created changed moved deleted restored, or a
    provider's own (note …). ``details`` is wire-ready, field rights applied.
    """

    id: UUID
    at: datetime
    kind: str
    actor_id: UUID | None
    actor_name: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Newest first; ``next`` asks for older ones."""

    items: tuple[TimelineItem, ...]
    next: str | None = None


class VersionClashError(ConflictError):
    """Someone else changed it first. ``extra['clash']``: {field: {was, theirs, mine}}."""

    code = "record.version_clash"
    text = Label(
        "该记录已被他人修改（版本 {current}，您看到的是 {seen}）。请核对差异后重新保存。",
        "Someone else changed this record (version {current}, you saw {seen}). "
        "Compare the differences and save again.",
    )


class TransitionError(ConflictError):
    """The transition table has no such move from here. ``extra['allowed']``: commands that do."""

    code = "record.transition_refused"
    text = Label(
        "当前状态「{state}」不能执行「{command}」。",
        "“{command}” isn't possible while the state is “{state}”.",
    )


class ReasonMissingError(AppError):
    code, status = "record.reason_missing", 422
    text = Label("执行「{command}」必须填写原因。", "Give a reason to {command}.")


class DuplicateError(ConflictError):
    code = "record.duplicate"
    text = Label("「{field}」的值已存在：{value}。", "“{field}” already has the value {value}.")


class IdTakenError(ConflictError):
    """A create with an id that another record has, or had with other content."""

    code = "record.id_taken"
    text = Label(
        "编号已被使用，请换一个新编号重新提交。",
        "This id is taken by other content; submit again with a new id.",
    )


class OverlapError(ConflictError):
    """An exclusion constraint refused it, e.g. two appointments at one time."""

    code = "record.overlap"
    text = Label(
        "与已有的{object}时间或范围冲突，请调整后重试。",
        "It overlaps another {object}; change the time or range and try again.",
    )


class ValueRefusedError(AppError):
    """A check of the database refused a value no field check had caught."""

    code, status = "record.value_refused", 422
    text = Label(
        "数据不符合「{object}」的约束（{rule}），请检查后重试。",
        "The values break a rule of “{object}” ({rule}); check them and try again.",
    )


class RecordBusyError(ConflictError):
    """Another transaction held the rows too long. Nothing was written: the same again may work."""

    code = "record.busy"
    text = Label(
        "该记录正在被他人修改，请稍后重试。",
        "Someone else is changing this record; try again in a moment.",
    )


class StatementTimeoutError(AppError):
    """The database cut the statement off. Nothing was written."""

    code, status = "database.timeout", 503
    text = Label(
        "操作超时，请缩小范围或稍后重试。",
        "It took too long; narrow it down or try again later.",
    )


class KeyReusedError(ConflictError):
    code = "idempotency.key_reused"
    text = Label(
        "同一个幂等键用于了不同的请求，请换一个新键。",
        "This idempotency key was used for a different request; use a new one.",
    )


class LimitReachedError(ConflictError):
    """A conditional counter would pass its limit: nothing was taken."""

    code = "counter.limit_reached"
    text = Label(
        "数量不足：还剩 {left}，需要 {wanted}。", "Not enough left: {left}, wanted {wanted}."
    )


@dataclass(slots=True, eq=False)
class Draft:
    """A write before it happens: what before-hooks see, change or refuse.

    ``values``: parsed Python values by field name, only those that will be written.
    """

    object: Object
    op: str  # create update delete restore command
    id: UUID
    before: Stored | None
    values: dict[str, Any]
    command: str | None = None
    reason: str | None = None

    @property
    def changed(self) -> frozenset[str]:
        """Fields this write sets."""
        return frozenset(self.values)

    def get(self, name: str, default: Any = None) -> Any:
        """The value after this write: the new one, else what is stored."""
        if name in self.values:
            return self.values[name]
        return self.before.get(name, default) if self.before else default

    def set(self, name: str, value: Any) -> None:
        """Have the write set ``name`` too. ``value`` is a Python value, not a wire form."""
        self.values[name] = value
