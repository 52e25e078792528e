"""Where: a point on the earth, and a postal address."""

from collections.abc import Mapping
from typing import Any, ClassVar, override

from sortie.base.errors import InvalidError
from sortie.base.geo import Point
from sortie.base.i18n import Locale
from sortie.kernel.objects.contracts import Field
from sortie.kernel.objects.field_types.base import (
    PLACE,
    PRESENCE,
    FieldType,
    ValueContext,
    clean_text,
    half_width,
    refuse,
)

_NUMBERS = ("accuracy_m", "altitude_m", "speed_mps", "heading_deg", "fix_age_s")
_TEXTS = ("provider", "address", "name")
_MAX_TEXT = 200
_FAR = 1e9  # no measure of a fix comes near; also refuses infinity and NaN


def point_sql(column: str) -> str:
    """The PostgreSQL point (lon, lat) of a location column: the indexed expression, to the letter."""
    return f"point(({column}->>'lon')::float8, ({column}->>'lat')::float8)"


class Location(FieldType):
    """``{lon, lat, datum: "WGS84", accuracy_m, provider, fix_age_s, is_mock}``, degrees WGS-84.

    Another datum is refused, not converted: GCJ-02 lives at the map's edge only, and a shift
    applied twice can't be seen afterwards.
    """

    key: ClassVar[str] = "location"
    sql: ClassVar[str | None] = "jsonb"
    operators: ClassVar[frozenset[str]] = PLACE
    option_keys: ClassVar[frozenset[str]] = frozenset({"fence"})
    sortable: ClassVar[bool] = False

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise refuse(
                "location",
                '位置须写作 {"lon": 120.15, "lat": 30.28}。',
                'Write a place like {"lon": 120.15, "lat": 30.28}.',
            )
        datum = value.get("datum", "WGS84")
        if datum != "WGS84":
            raise refuse(
                "datum",
                f"坐标系须为 WGS84，不能是 {datum}：请在地图端先换算。",
                f"Coordinates must be WGS84, not {datum}: convert them where the map is.",
            )
        try:
            point = Point.from_plain(dict(value))
        except InvalidError as error:
            raise refuse(
                "location_bounds", error.fields[0].text.zh, error.fields[0].text.en
            ) from error
        known = {"lon", "lat", "datum", "is_mock", *_NUMBERS, *_TEXTS}
        if unknown := sorted(set(value) - known):
            raise refuse(
                "location_key",
                f"位置没有「{unknown[0]}」这一项。",
                f"A place has no “{unknown[0]}”.",
            )
        found: dict[str, Any] = {**point.to_plain(), "datum": "WGS84"}
        found |= {
            name: _measure(name, value[name]) for name in _NUMBERS if value.get(name) is not None
        }
        found |= {name: _short(value[name]) for name in _TEXTS if value.get(name)}
        if value.get("is_mock") is not None:
            found["is_mock"] = bool(value["is_mock"])
        return found

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> dict[str, Any]:
        parts = half_width(text).replace(" ", "").split(",")
        try:
            lon, lat = (float(part) for part in parts)
        except ValueError as error:
            raise refuse(
                "location_text",
                "位置须写作 经度,纬度，如 120.15,30.28（WGS84）。",
                "Write a place as longitude,latitude, like 120.15,30.28 (WGS84).",
            ) from error
        return self.read({"lon": lon, "lat": lat}, field, ctx)

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        return f"{value['lon']!r},{value['lat']!r}"

    @override
    def index_sql(self, field: Field, column: str) -> str:
        return f"USING gist ({point_sql(column)})"


def _measure(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _FAR:
        raise refuse("location_measure", f"{name} 须为数字。", f"{name} must be a number.")
    return value


def _short(value: Any) -> str:
    return clean_text(value)[:_MAX_TEXT].strip()


_ADDRESS_PARTS = ("province", "city", "district", "street", "detail")
_MAX_DETAIL = 200


class Address(FieldType):
    """``{province, city, district, street, detail, code}``; ``code`` is the six-digit region."""

    key: ClassVar[str] = "address"
    sql: ClassVar[str | None] = "jsonb"
    operators: ClassVar[frozenset[str]] = PRESENCE
    sortable: ClassVar[bool] = False

    @override
    def read(self, value: Any, field: Field, ctx: ValueContext) -> dict[str, str] | None:
        if isinstance(value, str):
            return self.read_text(value, field, ctx)
        if not isinstance(value, Mapping) or set(value) - {*_ADDRESS_PARTS, "code"}:
            raise refuse(
                "address",
                "地址须含 province、city、district、street、detail、code 各项（可缺）。",
                "An address has province, city, district, street, detail and code, each optional.",
            )
        parts = {name: clean_text(value[name]) for name in _ADDRESS_PARTS if value.get(name)}
        if any(len(part) > _MAX_DETAIL for part in parts.values()):
            raise refuse(
                "too_long",
                f"地址每项最多 {_MAX_DETAIL} 个字。",
                f"Each part of an address has at most {_MAX_DETAIL} characters.",
            )
        if code := str(value.get("code") or ""):
            if not (code.isascii() and code.isdigit() and len(code) in {6, 9, 12}):
                raise refuse(
                    "region_code",
                    "行政区划代码须为 6、9 或 12 位数字。",
                    "A region code has 6, 9 or 12 digits.",
                )
            parts["code"] = code
        return {name: part for name, part in parts.items() if part} or None

    @override
    def read_text(self, text: str, field: Field, ctx: ValueContext) -> dict[str, str] | None:
        """``浙江省|杭州市|西湖区|文三路|18 号|330106``; without bars it is all detail."""
        parts = [part.strip() for part in text.split("|")]
        names = (*_ADDRESS_PARTS, "code") if len(parts) > 1 else ("detail",)
        if len(parts) > len(names):
            raise refuse(
                "address_text",
                "地址须写作 省|市|区|街道|详细地址|区划代码。",
                "Write an address as province|city|district|street|detail|code.",
            )
        return self.read(dict(zip(names, parts, strict=False)), field, ctx)

    @override
    def wire(self, value: Any, field: Field) -> dict[str, str]:
        return dict(value)

    @override
    def text(self, value: Any, field: Field, locale: Locale, tz: str) -> str:
        if set(value) == {"detail"}:
            return str(value["detail"])
        names = (*_ADDRESS_PARTS, "code")
        return "|".join(value.get(name, "").replace("|", "/") for name in names).rstrip("|") + (
            "|" if not value.get("city") and len(value) == 1 else ""
        )

    @override
    def search_text(self, value: Any, field: Field) -> str:
        return "".join(value.get(name, "") for name in _ADDRESS_PARTS)

    @override
    def indexable(self, field: Field) -> bool:
        return False
