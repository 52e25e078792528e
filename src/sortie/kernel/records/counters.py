"""The one primitive for everything scarce: take from a counter only while it stays in its limit."""

from collections.abc import Iterable
from decimal import Decimal

from sortie.base.errors import ConflictError
from sortie.base.i18n import Label
from sortie.kernel.records.contracts import LimitReachedError
from sortie.kernel.tenancy.contracts import Tx


class NothingToGiveBackError(ConflictError):
    """More would be given back than was taken: the same thing given back twice."""

    code = "counter.nothing_to_give_back"
    text = Label("「{counter}」没有可归还的数量。", "There is nothing to give back on “{counter}”.")


async def take(tx: Tx, counter: str, amount: Decimal | int, limit: Decimal | int) -> Decimal:
    """Take ``amount`` when ``used + amount <= limit``; how much is used now.

    One statement: of many at once, exactly as many win as fit. The row stays locked to the end
    of the transaction, and a CHECK of the database stands behind it.

    Raises:
        LimitReachedError: nothing was taken; ``extra["left"]`` says what would fit.
    """
    if amount <= 0:
        raise ValueError(f"take a positive amount, not {amount}")
    used: Decimal | None = await tx.value(
        f"INSERT INTO {tx.t('counter')} AS c (name, used, cap) "
        "SELECT $1::text, $2::numeric, $3::numeric WHERE $2::numeric <= $3::numeric "
        "ON CONFLICT (name) DO UPDATE SET used = c.used + $2::numeric, cap = $3::numeric "
        "WHERE c.used + $2::numeric <= $3::numeric RETURNING used",
        counter,
        Decimal(amount),
        Decimal(limit),
    )
    if used is None:
        left = max(Decimal(limit) - await used_of(tx, counter), Decimal(0))
        raise LimitReachedError(
            left=_plain(left), wanted=_plain(Decimal(amount)), extra={"left": _plain(left)}
        )
    return used


async def take_all(tx: Tx, wanted: Iterable[tuple[str, Decimal | int, Decimal | int]]) -> None:
    """Take from many (counter, amount, limit); in one fixed order, so two takers can't deadlock."""
    for counter, amount, limit in sorted(wanted):
        await take(tx, counter, amount, limit)


async def give(tx: Tx, counter: str, amount: Decimal | int) -> Decimal:
    """Give ``amount`` back; how much is used now.

    Raises:
        NothingToGiveBackError: less than that is taken.
    """
    if amount <= 0:
        raise ValueError(f"give a positive amount, not {amount}")
    used: Decimal | None = await tx.value(
        f"UPDATE {tx.t('counter')} SET used = used - $2::numeric "
        "WHERE name = $1 AND used >= $2::numeric RETURNING used",
        counter,
        Decimal(amount),
    )
    if used is None:
        raise NothingToGiveBackError(counter=counter)
    return used


async def used_of(tx: Tx, counter: str) -> Decimal:
    """How much is taken; 0 for a counter nobody took from."""
    found: Decimal | None = await tx.value(
        f"SELECT used FROM {tx.t('counter')} WHERE name = $1", counter
    )
    return found or Decimal(0)


def _plain(amount: Decimal) -> str:
    """``5`` for 5.0000: a sentence for people."""
    return f"{amount.normalize():f}"
