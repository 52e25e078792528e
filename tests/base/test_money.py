from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortie.base.money import (
    MAX_AMOUNT,
    AmountError,
    allocate,
    capitals,
    divided,
    money,
    percent_of,
    times,
    total,
)

amounts = st.decimals(-MAX_AMOUNT, MAX_AMOUNT, places=2)
weights = st.lists(st.decimals(0, 10**9, places=4), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("value", "cents"),
    [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68"), ("1.0049", "1.00"), (7, "7.00")],
)
def test_money_rounds_half_away_from_zero(value: str | int, cents: str) -> None:
    assert money(value) == Decimal(cents)
    assert money(value).as_tuple().exponent == -2


@pytest.mark.parametrize("value", ["x", "NaN", "Infinity", "10000000000000000", "1e40"])
def test_what_is_no_amount_is_refused(value: str) -> None:
    with pytest.raises(AmountError):
        money(value)


def test_a_float_is_refused() -> None:
    with pytest.raises(AmountError, match="float"):
        money(0.1)


def test_a_product_is_rounded_once() -> None:
    assert times(Decimal("0.333333"), Decimal(3), Decimal("1.5")) == Decimal("1.50")
    assert percent_of(Decimal(200), Decimal("12.5")) == Decimal("25.00")
    assert str(money("-0.001")) == "0.00"


def test_a_quotient_is_exact_before_it_is_rounded() -> None:
    assert divided(Decimal(5000), 60) == Decimal("83.33")
    assert divided(Decimal("0.30"), 60) == Decimal("0.01")  # 0.005 exactly
    assert divided(Decimal("-0.30"), 60) == Decimal("-0.01")


def test_a_third_of_a_hundred_keeps_the_cent() -> None:
    assert allocate(Decimal(100), [Decimal(1)] * 3) == (
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    )
    assert allocate(Decimal("0.05"), [Decimal(0), Decimal(0)]) == (Decimal("0.02"), Decimal("0.03"))


@given(amounts, weights)
def test_the_parts_of_an_amount_always_sum_to_it(amount: Decimal, shares: list[Decimal]) -> None:
    parts = allocate(amount, shares)
    assert total(parts) == amount
    assert len(parts) == len(shares)


@given(amounts, weights)
def test_only_one_line_carries_the_rounding_difference(
    amount: Decimal, shares: list[Decimal]
) -> None:
    parts = allocate(amount, shares)
    even = shares if any(shares) else [Decimal(1)] * len(shares)
    whole = sum(even, Decimal(0))
    off = [
        part
        for part, share in zip(parts, even, strict=True)
        if abs(part - amount * share / whole) > Decimal("0.0051")
    ]
    assert len(off) <= 1


def test_nothing_can_not_be_split_over_no_lines() -> None:
    with pytest.raises(ValueError, match="no lines"):
        allocate(Decimal(1), [])
    with pytest.raises(ValueError, match="negative"):
        allocate(Decimal(1), [Decimal(-1)])


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100000001", "壹亿零壹元整"),
        ("1000100000", "壹拾亿零壹拾万元整"),
        ("100010000000", "壹仟亿壹仟万元整"),
        ("1000000000000", "壹万亿元整"),
        ("-20.30", "负贰拾元叁角整"),
        ("30500", "叁万零伍佰元整"),
    ],
)
def test_amounts_are_written_in_capitals_as_a_bank_expects(amount: str, text: str) -> None:
    assert capitals(Decimal(amount)) == text


_VALUES = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}


def _read(text: str) -> Decimal:
    """Read capitals back, by another road than the writer's."""
    sign = -1 if text.startswith("负") else 1
    text = text.removeprefix("负").removesuffix("整")
    whole, _, small = text.partition("元") if "元" in text else ("", "", text)
    value = cents = digit = section = 0
    high = 0
    for c in whole:
        if c in _VALUES:
            digit = _VALUES[c]
        elif c in "拾佰仟":
            section += digit * {"拾": 10, "佰": 100, "仟": 1000}[c]
            digit = 0
        elif c == "万":
            value += (section + digit) * 10_000
            section = digit = 0
        else:
            high = (value + section + digit) * 10**8
            value = section = digit = 0
    value += high + section + digit
    digit = 0
    for c in small:
        if c in _VALUES:
            digit = _VALUES[c]
        else:
            cents += digit * (10 if c == "角" else 1)
            digit = 0
    return sign * (Decimal(value) + Decimal(cents) / 100)


@given(amounts)
def test_capitals_read_back_as_the_same_amount(amount: Decimal) -> None:
    text = capitals(amount)
    assert _read(text) == amount
    assert "零零" not in text
