"""Money: exact decimals with two places, rounded half up, never lost in the split.

Amounts are numeric(18,2), unit prices numeric(18,6), quantities numeric(18,4).
"""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext
from fractions import Fraction

CENT = Decimal("0.01")
PRICE_STEP = Decimal("0.000001")
QTY_STEP = Decimal("0.0001")
ZERO = Decimal("0.00")
MAX_AMOUNT = Decimal("9999999999999999.99")
"""The largest amount numeric(18,2) holds."""

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class AmountError(ValueError):
    """Not an amount of money: no number, not finite, or beyond numeric(18,2)."""


def money(value: Decimal | int | str) -> Decimal:
    """The amount rounded half up to cents (away from zero: -0.005 is -0.01). No floats.

    Raises AmountError.
    """
    if isinstance(value, float):
        raise AmountError(f"{value!r} is a float, which can't hold money: use a decimal string")
    try:
        exact = Decimal(value)
    except InvalidOperation as error:
        raise AmountError(f"{value!r} is no decimal number") from error
    if not exact.is_finite() or abs(exact) > MAX_AMOUNT + CENT:
        raise AmountError(f"{value!r} is beyond 16 digits before the point")
    rounded = exact.quantize(CENT, context=_EXACT)
    if abs(rounded) > MAX_AMOUNT:
        raise AmountError(f"{value!r} is beyond 16 digits before the point")
    return rounded + ZERO  # no negative zero


def times(price: Decimal, *factors: Decimal) -> Decimal:
    """Price × factors, rounded once at the end."""
    with localcontext(_EXACT):
        product = price
        for factor in factors:
            product *= factor
    return money(product)


def divided(amount: Decimal, by: int) -> Decimal:
    """An exact quotient rounded half up once: 100 for 50 of 60 minutes is 83.33."""
    hundredths = Fraction(amount) * 100 / by
    rounded = math.floor(abs(hundredths) + Fraction(1, 2))
    return money(Decimal(rounded if hundredths >= 0 else -rounded).scaleb(-2))


def percent_of(amount: Decimal, percent: Decimal) -> Decimal:
    """The share of an amount: 12.5 percent of 200 is 25.00."""
    return times(amount, percent, Decimal("0.01"))


def total(amounts: Sequence[Decimal]) -> Decimal:
    """The exact sum; 0.00 of nothing."""
    with localcontext(_EXACT):
        return money(sum(amounts, ZERO))


def allocate(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Split an amount by weights so that the parts sum to it exactly.

    Each part is rounded by itself; the difference goes onto one line, the one with the largest
    weight (the first of them), where it is the smallest change in proportion.
    Weights must not be negative; all zero splits evenly.
    """
    if not weights:
        raise ValueError("an amount can't be split over no lines")
    if any(w < 0 for w in weights):
        raise ValueError("weights must not be negative")
    amount = money(amount)
    with localcontext(_EXACT):
        if not any(weights):
            weights = [Decimal(1)] * len(weights)
        whole = sum(weights, Decimal(0))
        parts = [money(amount * w / whole) for w in weights]
        heaviest = max(range(len(parts)), key=lambda at: (weights[at], -at))
        parts[heaviest] = money(parts[heaviest] + amount - sum(parts, ZERO))
    return tuple(parts)


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def capitals(amount: Decimal) -> str:
    """The amount in Chinese capitals as a bill writes it: 107000.53 → 壹拾万柒仟元伍角叁分.

    Source: 支付结算办法 (1997), annex 1, on 零 and 整.
    """
    value = money(amount)
    if value == ZERO:
        return "零元整"
    cents = int(abs(value) * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = "负" if value < 0 else ""
    if yuan:
        text += f"{_whole(yuan)}元"
    if not jiao and not fen:
        return f"{text}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return f"{text}{_DIGITS[fen]}分" if fen else f"{text}整"


def _whole(number: int) -> str:
    """A whole number below 10^16 in capitals, without a unit; empty for 0."""
    high, low = divmod(number, 10**8)
    if not high:
        return _below_yi(low)
    gap = "零" if 0 < low < 10**7 else ""
    return f"{_below_yi(high)}亿{gap}{_below_yi(low)}"


def _below_yi(number: int) -> str:
    high, low = divmod(number, 10**4)
    if not high:
        return _group(low)
    gap = "零" if 0 < low < 10**3 else ""
    return f"{_group(high)}万{gap}{_group(low)}"


def _group(group: int) -> str:
    """A number of one to four digits in capitals."""
    text, zero = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if not digit:
            zero = bool(text)
            continue
        text += ("零" if zero else "") + _DIGITS[digit] + _PLACES[place]
        zero = False
    return text
