"""Every field type: what comes back is what went in, and refusals say what would work."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from asyncpg import Range
from hypothesis import given, settings
from hypothesis import strategies as st

from sortie.base.errors import FieldProblem
from sortie.base.i18n import Label, Locale
from sortie.kernel.objects.contracts import Field
from sortie.kernel.objects.declare import choices
from sortie.kernel.objects.field_types.codes import _USCC_ALPHABET, id_card_check, uscc_check
from sortie.kernel.objects.service import ValueContext, field_types

# many types, each tried many times; a busy machine has no say in the result
QUICK = settings(deadline=None, max_examples=30)
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
CHOICES = choices(("red", "红，大", "Red"), ("blue", "蓝", "Blue; dark"), ("7", "七", "Seven"))

# --- values as the database holds them -------------------------------------------------------

line = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60)
money = st.decimals(-(10**15), 10**15, places=2)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
days = st.dates(date(1900, 1, 1), date(2300, 1, 1))
digits = st.text("0123456789", min_size=8, max_size=8)
ids = st.lists(st.uuids(), unique=True, max_size=5)
words = st.lists(st.text("abc红绿", min_size=1, max_size=5), unique=True, max_size=5)


def _range(ends: tuple[date, int]) -> Range[date]:
    return Range(ends[0], ends[0] + timedelta(days=ends[1]), upper_inc=False)


def _id_card(day: date, tail: int) -> str:
    first = f"330106{day:%Y%m%d}{tail:03}"
    return first + id_card_check(first)


def _uscc(tail: str) -> str:
    first = "91330100" + tail
    return first + uscc_check(first)


PLACE = st.fixed_dictionaries(
    {"lon": st.floats(-180, 180), "lat": st.floats(-90, 90), "datum": st.just("WGS84")},
    optional={
        "accuracy_m": st.floats(0, 5_000),
        "is_mock": st.booleans(),
        "provider": st.just("gps"),
    },
)
ADDRESS = st.fixed_dictionaries(
    {"detail": st.text("文三路18号西湖", min_size=1)},
    optional={"province": st.just("浙江省"), "city": st.just("杭州市"), "code": st.just("330106")},
)

# type -> (database values, options)
VALUES: dict[str, tuple[st.SearchStrategy[Any], dict[str, Any]]] = {
    "text": (line, {}),
    "long_text": (line, {}),
    "scan": (line, {}),
    "autonumber": (st.from_regex(r"WO\d{4}-\d{5}", fullmatch=True), {"format": "WO{yy}-{seq:05}"}),
    "state": (st.sampled_from(["open", "done"]), {}),
    "phone": (digits.map(lambda d: "+86138" + d), {}),
    "email": (st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.com", fullmatch=True), {}),
    "url": (st.from_regex(r"https?://[a-z]{1,9}\.cn(/[a-z0-9]{0,9})?", fullmatch=True), {}),
    "id_card": (st.builds(_id_card, days, st.integers(0, 999)), {}),
    "uscc": (st.builds(_uscc, st.text(_USCC_ALPHABET, min_size=9, max_size=9)), {}),
    "plate_number": (st.from_regex(r"浙A[1-9]{5}", fullmatch=True), {}),
    "number": (st.decimals(-(10**9), 10**9, places=4), {}),
    "currency": (money, {}),
    "percent": (st.decimals(0, 100, places=4), {"min": 0, "max": 100}),
    "duration": (st.integers(0, 10**8), {}),
    "rating": (st.integers(1, 5), {}),
    "bigint": (st.integers(-(2**53) + 1, 2**53 - 1), {}),
    "version": (st.integers(1, 10**9), {}),
    "date": (days, {}),
    "date_range": (st.tuples(days, st.integers(1, 400)).map(_range), {}),
    "time": (st.times(), {}),
    **dict.fromkeys(("datetime", "created_at", "updated_at", "deleted_at"), (moments, {})),
    "switch": (st.booleans(), {}),
    "choice": (st.sampled_from(["red", "blue", "7"]), CHOICES),
    "choices": (st.sampled_from([["red"], ["red", "7"], ["red", "blue", "7"], []]), CHOICES),
    "tags": (words, {}),
    **dict.fromkeys(("id", "member", "owner", "created_by", "updated_by", "department"), (st.uuids(), {})),
    "link": (st.uuids(), {"object": "customer"}),
    "links": (ids, {"object": "customer"}),
    **dict.fromkeys(("members", "departments", "photo", "files"), (ids, {})),
    "location": (PLACE, {}),
    "address": (ADDRESS, {}),
    "signature": (st.fixed_dictionaries({"file": st.uuids().map(str), "signer": st.just("王芳")}), {}),
    "json": (st.recursive(st.integers() | line, lambda c: st.lists(c) | st.dictionaries(line, c), max_leaves=5), {}),
}  # fmt: skip
# a location's sheet form is the point alone; a signature can't be typed
LOSES_IN_SHEETS = {"location", "signature"}


def field_of(key: str, **options: Any) -> Field:
    return Field("thing", key, Label("东西", "Thing"), options=options)


def ctx(locale: Locale = "zh-CN", time_zone: str = "Asia/Shanghai") -> ValueContext:
    return ValueContext(NOW, locale, time_zone)


def test_every_type_is_tried_here() -> None:
    assert set(field_types) == set(VALUES) | {"sub_table"}


@pytest.mark.parametrize("key", VALUES)
@QUICK
@given(data=st.data())
def test_what_goes_over_the_wire_comes_back(key: str, data: st.DataObject) -> None:
    values, options = VALUES[key]
    type_, field = field_types[key], field_of(key, **options)
    stored = type_.parse(data.draw(values), field, ctx())
    if stored is None:
        return
    assert not isinstance(stored, FieldProblem), stored
    assert not type_.problems(field)
    over = msgspec.json.decode(msgspec.json.encode(type_.wire(stored, field)))
    assert type_.parse(over, field, ctx()) == stored
    assert type_.parse(stored, field, ctx()) == stored


@pytest.mark.parametrize("key", sorted(set(VALUES) - LOSES_IN_SHEETS))
@QUICK
@given(data=st.data(), locale=st.sampled_from(["zh-CN", "en"]),
       zone=st.sampled_from(["Asia/Shanghai", "UTC", "Europe/Berlin", "America/St_Johns"]))  # fmt: skip
def test_an_exported_cell_imports_as_it_was(
    key: str, data: st.DataObject, locale: Locale, zone: str
) -> None:
    values, options = VALUES[key]
    type_, field = field_types[key], field_of(key, **options)
    stored = type_.parse(data.draw(values), field, ctx())
    if stored is None or stored == []:
        return
    cell = type_.export_text(stored, field, locale, zone)
    assert type_.import_text(cell, field, ctx(locale, zone)) == stored
    assert type_.export_text(type_.wire(stored, field), field, locale, zone) == cell


@pytest.mark.parametrize("key", sorted(field_types))
@QUICK
@given(value=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda c: st.lists(c, max_size=3) | st.dictionaries(st.text(), c, max_size=3), max_leaves=6))  # fmt: skip
def test_no_value_whatever_breaks_a_type(key: str, value: Any) -> None:
    options = VALUES[key][1] if key in VALUES else {"object": "a", "via": "b"}
    field = field_of(key, **options)
    found = field_types[key].parse(value, field, ctx())
    if isinstance(found, FieldProblem):
        assert found.code.startswith("field.")
        assert found.text.zh
        assert found.text.en
    elif found is not None:
        field_types[key].wire(found, field)
        field_types[key].search_text(found, field)
    if isinstance(value, str):
        field_types[key].import_text(value, field, ctx())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0013 8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("+86-138-0013-8000", "+8613800138000"),
        ("0571-88886666", "+8657188886666"),
        ("0571-88886666-801", "+8657188886666;ext=801"),
        ("010 6555 8888 转 12", "+861065558888;ext=12"),
        ("400-820-8820", "+864008208820"),
        ("0044 20 7946 0958", "+442079460958"),
        ("95588", "+8695588"),
    ],
)
def test_phone_numbers_are_kept_in_one_form(typed: str, kept: str) -> None:
    phone = field_types["phone"]
    assert phone.parse(typed, field_of("phone"), ctx()) == kept
    shown = phone.export_text(kept, field_of("phone"), "zh-CN", "UTC")
    assert phone.import_text(shown, field_of("phone"), ctx()) == kept


@pytest.mark.parametrize(
    ("key", "options", "value", "code"),
    [
        ("currency", {}, 12.5, "not_number"),
        ("currency", {}, "12.505", "digits"),
        ("currency", {}, "1e3", "not_number"),
        ("currency", {}, True, "not_number"),
        ("number", {"digits": 0}, "1.5", "digits"),
        ("number", {"min": 1, "max": 5}, "6", "out_of_range"),
        ("percent", {}, "1000000", "digits"),
        ("text", {"max_length": 3}, "四个字啊", "too_long"),
        ("text", {"pattern": "[A-Z]+"}, "abc", "pattern"),
        ("text", {}, "a\x00b", "control_character"),
        ("phone", {}, "1380013800", "phone"),
        ("email", {}, "a@b", "email"),
        ("url", {}, "javascript:alert(1)", "url"),
        ("url", {}, "https://user:pass@example.com", "url"),
        ("choice", CHOICES, "green", "choice_unknown"),
        ("choices", CHOICES, ["red", "green"], "choice_unknown"),
        ("datetime", {}, "2026-01-01T08:00:00", "datetime"),
        ("date", {}, "2026-02-30", "date"),
        ("location", {}, {"lon": 120, "lat": 30, "datum": "GCJ02"}, "datum"),
        ("location", {}, {"lon": 120, "lat": 91}, "location_bounds"),
        ("location", {}, {"lon": "120", "lat": 30}, "location_bounds"),
        ("id_card", {}, "330106199001011230", "id_card"),
        ("uscc", {}, "913301001234567890", "uscc"),
        ("plate_number", {}, "浙I12345", "plate_number"),
        ("member", {}, "wang", "not_id"),
        ("switch", {}, "yes", "not_switch"),
        ("files", {"max_count": 1}, [], None),
        ("rating", {}, 6, "not_whole"),
        ("duration", {}, -1, "not_whole"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    key: str, options: dict[str, Any], value: Any, code: str | None
) -> None:
    found = field_types[key].parse(value, field_of(key, **options), ctx())
    if code is None:
        assert not isinstance(found, FieldProblem)
    else:
        assert isinstance(found, FieldProblem)
        assert (found.path, found.code) == ("thing", f"field.{code}")


def test_problems_carry_the_path_of_the_row_they_sit_in() -> None:
    found = field_types["number"].parse(
        "x", field_of("number"), ValueContext(NOW, prefix="lines.0.")
    )
    assert isinstance(found, FieldProblem)
    assert found.path == "lines.0.thing"


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("text", {"max_len": 3}),
        ("text", {"max_length": 0}),
        ("text", {"pattern": "(a+)+b"}),
        ("text", {"pattern": "["}),
        ("number", {"digits": 11}),
        ("number", {"min": 3, "max": 2}),
        ("choice", {}),
        ("choice", choices(("a", "甲", "A"), ("a", "乙", "B"))),
        ("choice", choices(("a", "甲", "A"), ("b", "甲", "B"))),
        ("link", {}),
        ("sub_table", {"object": "line"}),
        ("autonumber", {"format": "WO"}),
        ("photo", {"max_count": 1000}),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(key: str, options: dict[str, Any]) -> None:
    assert field_types[key].problems(field_of(key, **options))


def test_local_times_of_a_sheet_are_read_in_the_companys_zone() -> None:
    read = field_types["datetime"].import_text
    assert read("2026/1/5 8:30", field_of("datetime"), ctx()) == datetime(
        2026, 1, 5, 0, 30, tzinfo=UTC
    )
    assert read("2026年1月5日", field_of("datetime"), ctx()) == datetime(2026, 1, 4, 16, tzinfo=UTC)


def test_money_keeps_its_places_and_quantities_lose_their_padding() -> None:
    assert field_types["currency"].wire(Decimal("12.5"), field_of("currency")) == "12.50"
    assert field_types["number"].wire(Decimal("12.5000"), field_of("number")) == "12.5"
    assert field_types["number"].wire(Decimal("100.0000"), field_of("number")) == "100"


def test_a_masked_value_leaves_in_its_mask() -> None:
    assert (
        field_types["phone"].export_text("138****8000", field_of("phone"), "en", "UTC")
        == "138****8000"
    )


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda c: st.lists(c, max_size=3) | st.dictionaries(st.sampled_from(["value", "label", "zh"]) | st.text(max_size=3), c, max_size=3),
    max_leaves=8,
)  # fmt: skip


@pytest.mark.parametrize("key", sorted(field_types))
@QUICK
@given(data=st.data())
def test_no_options_whatever_break_a_type(key: str, data: st.DataObject) -> None:
    type_ = field_types[key]
    known = sorted(type_.option_keys) or ["none"]
    options = data.draw(st.dictionaries(st.sampled_from(known), ANYTHING, max_size=3))
    field = Field("thing", key, Label("东西", "Thing"), options=options, indexed=True)
    if not type_.problems(field):
        value = data.draw(ANYTHING | VALUES[key][0] if key in VALUES else ANYTHING)
        stored = type_.parse(value, field, ctx())
        if stored is not None and not isinstance(stored, FieldProblem):
            type_.wire(stored, field)
