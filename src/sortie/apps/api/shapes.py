"""The wire shapes of records: the same for every object; OpenAPI narrows them an object at a time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from sortie.kernel.queries.contracts import Page, Record
from sortie.kernel.records.contracts import NO_STAMP, Stamp, TimelinePage

type Text = Annotated[str, Meta(max_length=2000)]
type Moment = Annotated[datetime, Meta(tz=True)]
type FieldName = Annotated[str, Meta(min_length=1, max_length=120)]


class RecordOut(Struct):
    """One record as this actor may see it: hidden fields are absent, masked ones listed."""

    object: str
    id: UUID
    version: int
    values: dict[str, Any]
    masked: list[str]


class PageOut(Struct):
    """``next`` is the cursor of the following page; null on the last."""

    records: list[RecordOut]
    next: str | None


class Written(Struct, kw_only=True):
    """When and where it happened on the device, when that isn't now and here."""

    occurred_at: Moment | None = None
    clock_offset_ms: Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)] | None = None
    location: dict[str, Any] | None = None
    device_id: Annotated[str, Meta(max_length=120)] | None = None

    def stamp(self) -> Stamp:
        if not (self.occurred_at or self.clock_offset_ms or self.location or self.device_id):
            return NO_STAMP
        return Stamp(self.occurred_at, self.clock_offset_ms, self.location, self.device_id)


class CreateIn(Written, forbid_unknown_fields=True, kw_only=True):
    """``id`` is a UUIDv7 the client made, so that sending it again can't make two."""

    values: dict[FieldName, Any]
    id: UUID | None = None


class UpdateIn(Written, forbid_unknown_fields=True, kw_only=True):
    """``version``: the one seen; or send it as If-Match."""

    values: dict[FieldName, Any]
    version: Annotated[int, Meta(ge=1)] | None = None


class CommandIn(Written, forbid_unknown_fields=True, kw_only=True):
    values: dict[FieldName, Any] | None = None
    reason: Text | None = None
    version: Annotated[int, Meta(ge=1)] | None = None


class OptionOut(Struct):
    id: UUID
    title: str | None


class GroupKeyIn(Struct, forbid_unknown_fields=True):
    path: FieldName
    bucket: Literal["", "hour", "day", "week", "month", "quarter", "year"] = ""


class AggregateIn(Struct, forbid_unknown_fields=True):
    function: Literal["count", "count_distinct", "sum", "avg", "min", "max"]
    path: FieldName = "*"
    name: FieldName = "count"


class GroupIn(Struct, forbid_unknown_fields=True):
    group: Annotated[list[GroupKeyIn], Meta(max_length=8)] = []
    aggregates: Annotated[list[AggregateIn], Meta(max_length=20)] | UnsetType = UNSET
    filter: dict[str, Any] | None = None
    search: Annotated[str, Meta(max_length=200)] = ""
    sort: Annotated[list[FieldName], Meta(max_length=8)] = []
    limit: Annotated[int, Meta(ge=1, le=10_000)] = 1_000


class GroupRowOut(Struct):
    keys: list[Any]
    values: dict[str, Any]


class GroupsOut(Struct):
    rows: list[GroupRowOut]


class ActIn(Struct, forbid_unknown_fields=True):
    """One act of a batch; ``object`` may be left out where the path names it."""

    op: Literal["create", "update", "delete", "restore", "command"]
    object: FieldName | None = None
    id: UUID | None = None
    values: dict[FieldName, Any] = {}
    version: Annotated[int, Meta(ge=1)] | None = None
    command: Annotated[str, Meta(max_length=80)] = ""
    reason: Text | None = None


class BatchIn(Struct, forbid_unknown_fields=True):
    """All or nothing, in this order."""

    acts: Annotated[list[ActIn], Meta(min_length=1, max_length=200)]


class BulkIn(Struct, forbid_unknown_fields=True):
    """Each act for itself: what fails is named, the rest is done."""

    acts: Annotated[list[ActIn], Meta(min_length=1, max_length=500)]


class BulkFailure(Struct):
    id: UUID
    detail: str


class BulkOut(Struct):
    done: int
    failed: list[BulkFailure]


class BatchOut(Struct):
    records: list[RecordOut]


class TimelineItemOut(Struct):
    id: UUID
    at: datetime
    kind: str
    actor_id: UUID | None
    actor_name: str
    details: dict[str, Any]


class TimelineOut(Struct):
    items: list[TimelineItemOut]
    next: str | None


def record_out(record: Record) -> RecordOut:
    values: Mapping[str, Any] = record.values
    return RecordOut(record.object, record.id, record.version, dict(values), sorted(record.masked))


def page_out(page: Page) -> PageOut:
    return PageOut([record_out(r) for r in page.records], page.next)


def timeline_out(page: TimelinePage) -> TimelineOut:
    items = [
        TimelineItemOut(i.id, i.at, i.kind, i.actor_id, i.actor_name, dict(i.details))
        for i in page.items
    ]
    return TimelineOut(items, page.next)
