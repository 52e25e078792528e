"""What a masked field shows: enough to recognise, not enough to use."""

from collections.abc import Mapping
from typing import Any

from sortie.kernel.objects.contracts import Field

HIDE = "****"
_MOBILE = 11
_KEPT_TAIL = 4
_ADDRESS_KEPT = 6


def mask(value: Any, field: Field) -> Any:
    """The masked form of a stored value; None where no part of it may be shown."""
    if value is None:
        return None
    kind = field.sensitive or _BY_TYPE.get(field.type, "all")
    if isinstance(value, str):
        return _TEXT.get(kind, _all)(value)
    if isinstance(value, Mapping) and kind == "address":
        return {k: value[k] for k in ("province", "city") if k in value}
    return None


def _phone(text: str) -> str:
    """138****5678; shorter numbers keep their last two."""
    text = text.partition(";")[0].removeprefix("+86")
    if len(text) >= _MOBILE:
        return text[:-8] + HIDE + text[-4:]
    return HIDE + text[-2:] if len(text) > _KEPT_TAIL else HIDE


def _id_card(text: str) -> str:
    return text[:3] + "*" * 8 + text[-4:] if len(text) >= _MOBILE else HIDE


def _name(text: str) -> str:
    """张**: the family name stays."""
    return text[:1] + "**" if len(text) > 1 else "*"


def _address(text: str) -> str:
    return text[:_ADDRESS_KEPT] + HIDE if len(text) > 2 * _ADDRESS_KEPT else HIDE


def _email(text: str) -> str:
    name, at, host = text.partition("@")
    return name[:1] + HIDE + at + host if at else HIDE


def _all(text: str) -> str:
    del text
    return HIDE


_TEXT = {
    "phone": _phone,
    "id_card": _id_card,
    "name": _name,
    "address": _address,
    "email": _email,
    "all": _all,
}
_BY_TYPE = {"phone": "phone", "email": "email", "address": "address", "id_card": "id_card"}
