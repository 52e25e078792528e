"""What callers ask of dispatch, and what it answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sortie.kernel.records.contracts import Stored


@dataclass(frozen=True, slots=True)
class RequestWish:
    """A request from any channel. Ids of things known; ``new_customer``/``new_site`` are values
    for ones that aren't. ``convert`` makes the work order at once.
    """

    channel: str
    contact_name: str = ""
    contact_phone: str = ""
    description: str = ""
    customer: UUID | None = None
    new_customer: Mapping[str, Any] | None = None
    site: UUID | None = None
    new_site: Mapping[str, Any] | None = None
    asset: UUID | None = None
    address_text: str = ""
    location: Mapping[str, Any] | None = None
    work_type: UUID | None = None
    photos: tuple[UUID, ...] = ()
    window_start: datetime | None = None
    window_end: datetime | None = None
    priority: str | None = None
    convert: bool = False
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OrderWish:
    """A work order to make: from a request, by hand, from a file or the API."""

    work_type: UUID
    customer: UUID
    channel: str = "phone"
    subject: str = ""
    site: UUID | None = None
    asset: UUID | None = None
    contact_name: str = ""
    contact_phone: str = ""
    address_text: str = ""
    location: Mapping[str, Any] | None = None
    description: str = ""
    photos: tuple[UUID, ...] = ()
    window_start: datetime | None = None
    window_end: datetime | None = None
    priority: str | None = None
    request: UUID | None = None
    rework_of: UUID | None = None
    portal_token: str | None = None
    id: UUID | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestTaken:
    """What became of a wish: the request, its order if one was made, and look-alikes still open."""

    request: Stored
    order: Stored | None
    duplicates: tuple[Mapping[str, Any], ...] = ()
