"""Who is calling: by a whole number, by how it begins, or by its last digits."""

import pytest
from tests.factories.company import Company

from sortie.domains.customers import rules
from sortie.domains.customers import service as customers
from sortie.kernel.records import service as records


@pytest.fixture(scope="module")
async def callers(company: Company) -> dict[str, str]:
    """Two customers and a contact with numbers of their own: number → customer."""
    made = {}
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        for name, phone in (("周一", "15977770001"), ("周二", "0538-6677889")):
            one = await records.create(tx, mia, "customer", {"name": name, "phone": phone})
            made[phone] = str(one.id)
        contact = {"customer": one.id, "name": "门卫", "phone": "15977772468"}
        await records.create(tx, mia, "contact", contact)
        made["15977772468"] = str(one.id)
    return made


@pytest.mark.parametrize(
    ("typed", "whose"),
    [
        ("15977770001", "15977770001"),
        ("+8615977770001", "15977770001"),
        ("159 7777 0001", "15977770001"),
        ("1597777000", "15977770001"),
        ("0001", "15977770001"),
        ("70001", "15977770001"),
        ("2468", "15977772468"),
        ("0538-66", "0538-6677889"),
        ("7889", "0538-6677889"),
    ],
)
async def test_a_part_of_a_number_finds_its_customer(
    company: Company, callers: dict[str, str], typed: str, whose: str
) -> None:
    async with company.tx() as tx:
        found = await customers.find_callers(tx, await company.actor(tx, "mia"), typed)
    assert callers[whose] in {str(match.customer) for match in found}


async def test_the_last_four_come_before_those_that_only_begin_so(
    company: Company, callers: dict[str, str]
) -> None:
    assert callers
    async with company.tx() as tx:
        mia = await company.actor(tx, "mia")
        made = await records.create(tx, mia, "customer", {"name": "像", "phone": "19977775977"})
        (first, *_) = await customers.find_callers(tx, mia, "5977")
        (begun, *_) = await customers.find_callers(tx, mia, "159777")
    assert (first.customer, begun.customer == made.id) == (made.id, False)


def test_only_digits_are_a_part_of_a_number() -> None:
    assert rules.phone_part("历下区88号101") is None
    assert rules.phone_part("13") is None
    assert rules.phone_part("138") == rules.PhonePart(("+86138",), None)
    assert rules.phone_part("0531") == rules.PhonePart(("+86531",), "0531")
    assert rules.phone_part("0085291234567") == rules.PhonePart(("+85291234567",), None)
