"""Wire shapes of dispatch's own routes. Unknown fields are refused: a slip must not pass silently."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

type Short = Annotated[str, msgspec.Meta(max_length=200)]
type Long = Annotated[str, msgspec.Meta(max_length=4000)]
type Reason = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
type Photos = Annotated[list[UUID], msgspec.Meta(max_length=20)]
type Priority = Literal["urgent", "high", "normal", "low"]


class In(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What clients send."""


class Place(In, kw_only=True):
    """A fix, WGS-84 only; a Chinese map's coordinates are converted before they are sent."""

    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    datum: Literal["WGS84"] = "WGS84"
    accuracy_m: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] | None = None
    fix_age_s: Annotated[float, msgspec.Meta(ge=0, le=10_000_000)] | None = None
    provider: Short | None = None
    is_mock: bool = False

    def plain(self) -> dict[str, Any]:
        return {k: v for k, v in msgspec.structs.asdict(self).items() if v is not None}


class NewCustomer(In, kw_only=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    kind: Literal["person", "company", "property", "dealer"] = "person"
    phone: Short | None = None


class NewSite(In, kw_only=True):
    name: Short | None = None
    address_text: Short | None = None
    location: Place | None = None


class RequestIn(In, kw_only=True):
    """A request as an agent or an integration writes it down."""

    id: UUID | None = None
    channel: Literal["phone", "web", "api", "field"] = "phone"
    customer: UUID | None = None
    new_customer: NewCustomer | None = None
    site: UUID | None = None
    new_site: NewSite | None = None
    asset: UUID | None = None
    contact_name: Short = ""
    contact_phone: Short = ""
    address_text: Short = ""
    location: Place | None = None
    work_type: UUID | None = None
    description: Long = ""
    photos: Photos = []
    window_start: datetime | None = None
    window_end: datetime | None = None
    priority: Priority | None = None
    convert: bool = False


class ConvertIn(In, kw_only=True):
    """What the office adds or corrects while making the order of a request."""

    customer: UUID | None = None
    site: UUID | None = None
    asset: UUID | None = None
    work_type: UUID | None = None
    priority: Priority | None = None
    subject: Short | None = None
    window_start: datetime | None = None
    window_end: datetime | None = None


class MergeIn(In, kw_only=True):
    into: UUID


class AnswerIn(In, kw_only=True):
    answer: Long


class AssignIn(In, kw_only=True):
    engineer: UUID
    start: datetime | None = None
    end: datetime | None = None
    mode: Literal["manual", "suggested"] = "manual"
    override_reason: Short = ""


class AutoIn(In, kw_only=True):
    ids: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=100)]


class AudienceIn(In, kw_only=True):
    users: list[UUID] = []
    areas: list[UUID] = []
    skills: list[UUID] = []
    radius_m: Annotated[float, msgspec.Meta(gt=0, le=500_000)] | None = None


class OfferIn(In, kw_only=True):
    minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 30
    audience: AudienceIn | None = None


class MoveIn(In, kw_only=True):
    start: datetime
    end: datetime
    engineer: UUID | None = None
    override_reason: Short = ""


class PlanIn(In, kw_only=True):
    """A day to plan. Empty `units` and `users`: everybody in the caller's sight."""

    day: date
    units: Annotated[list[UUID], msgspec.Meta(max_length=100)] = []
    users: Annotated[list[UUID], msgspec.Meta(max_length=500)] = []
    pinned: Annotated[list[UUID], msgspec.Meta(max_length=2000)] = []
    seconds: Annotated[int, msgspec.Meta(ge=1, le=60)] = 10
    seed: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    iterations: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)] | None = None


class ReviewIn(In, kw_only=True):
    result: Literal["pass", "rework"]
    note: Long = ""


class TransferApproveIn(In, kw_only=True):
    to_engineer: UUID | None = None


class NoteIn(In, kw_only=True):
    note: Reason


class Act(In, kw_only=True):
    """When and where the engineer did it: both clocks are kept."""

    occurred_at: datetime | None = None
    clock_offset_ms: int | None = None
    device_id: Short | None = None
    location: Place | None = None


class ReasonAct(Act, kw_only=True):
    reason: Reason


class CannotAct(ReasonAct, kw_only=True):
    """A photo says more than a reason."""

    photos: Photos = []


class ArriveAct(Act, kw_only=True):
    reason: Short = ""
    photos: Photos = []


class PauseAct(Act, kw_only=True):
    reason: Literal["part", "customer", "weather", "other"]
    note: Short = ""


class FinishAct(Act, kw_only=True):
    outcome: Long = ""


class PartlyAct(Act, kw_only=True):
    outcome: Reason


class TransferIn(In, kw_only=True):
    reason: Reason
    to_engineer: UUID | None = None


class StepIn(Act, kw_only=True):
    """One step's answer. A skipped optional step has a reason instead of a value."""

    value: Any = None
    files: Photos = []
    skipped_reason: Short = ""


_MOST_PIECES = 1_000_000
_DEAREST = 100_000_000


class LineIn(In, kw_only=True):
    id: UUID | None = None
    kind: Literal["part", "service"] = "part"
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    quantity: Decimal = Decimal(1)
    unit: Short = "件"
    price: Decimal = Decimal(0)
    serial: Short | None = None
    billable: bool = True

    def __post_init__(self) -> None:
        # msgspec bounds plain numbers only
        if not (0 <= self.quantity <= _MOST_PIECES and 0 <= self.price <= _DEAREST):
            raise ValueError(f"quantity is 0 to {_MOST_PIECES}, price 0 to {_DEAREST}")


class WordIn(Act, kw_only=True):
    """The customer's acceptance or refusal, given on the engineer's phone."""

    result: Literal["accepted", "refused"]
    signer: Short = ""
    signature: dict[str, Any] | None = None
    reason: Long = ""


class PositionIn(In, kw_only=True):
    location: Place
    battery: Short | None = None


class ImportChoice(In, kw_only=True):
    create_missing: bool = False
