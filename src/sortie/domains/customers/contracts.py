"""What may leave the customers room."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sortie.base.errors import ConflictError, NotFoundError
from sortie.base.i18n import Label


@dataclass(frozen=True, slots=True)
class CallerMatch:
    """A customer found from a phone number, a name or an address, with what hangs on it.

    ``matched_by``: phone, contact_phone, name, address or asset.
    """

    customer: UUID
    matched_by: str


@dataclass(frozen=True, slots=True)
class AssetByCode:
    """An asset found by the code on its sticker."""

    asset: UUID
    customer: UUID
    site: UUID | None
    values: dict[str, Any]


class QrUnknownError(NotFoundError):
    """The code isn't one of ours or its asset is retired."""

    code = "asset.qr_unknown"

    def __init__(self) -> None:
        super().__init__(Label("这个二维码对应的设备", "The equipment behind this QR code"))


class SiteOfOtherCustomerError(ConflictError):
    code = "asset.site_of_other_customer"
    text = Label(
        "该地点属于另一个客户。请选择本客户的地点，或先新建地点。",
        "That site belongs to another customer. Choose one of this customer's sites, or add one.",
    )
