"""Wire shapes of the customer's door."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

type Short = Annotated[str, msgspec.Meta(max_length=200)]


class Spot(msgspec.Struct, forbid_unknown_fields=True):
    """Where the customer's phone says they are, WGS-84."""

    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    datum: Literal["WGS84"] = "WGS84"
    accuracy_m: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] | None = None


class ReportIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a customer tells. ``id`` is made when the form opens, so a double tap reports once."""

    id: UUID | None = None
    asset_token: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    contact_name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    contact_phone: Annotated[str, msgspec.Meta(min_length=5, max_length=30)]
    address_text: Short = ""
    location: Spot | None = None
    work_type: UUID | None = None
    description: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    photos: Annotated[list[UUID], msgspec.Meta(max_length=9)] = []
    window_start: datetime | None = None
    window_end: datetime | None = None


class ReportOut(msgspec.Struct):
    """``path`` is the tracking page on this server."""

    number: str
    token: str
    path: str


class LinkOut(msgspec.Struct):
    """``tracking_url``: the new link's path on this server."""

    tracking_url: str


class AcceptIn(msgspec.Struct, forbid_unknown_fields=True):
    """``signature`` is the id of the uploaded picture of the signature."""

    signer: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    signature: UUID


class ReasonIn(msgspec.Struct, forbid_unknown_fields=True):
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class RefuseIn(ReasonIn, forbid_unknown_fields=True):
    """``photos`` are ids of uploaded pictures of what is wrong."""

    photos: Annotated[list[UUID], msgspec.Meta(max_length=9)] = []


class RateIn(msgspec.Struct, forbid_unknown_fields=True):
    score: Annotated[int, msgspec.Meta(ge=1, le=5)]
    tags: Annotated[
        list[Literal["punctual", "polite", "skilled", "clean", "late", "unsolved", "price"]],
        msgspec.Meta(max_length=7),
    ] = []
    text: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class CommentIn(msgspec.Struct, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class PictureOut(msgspec.Struct):
    id: UUID
    sha256: str
    width: int | None
    height: int | None
