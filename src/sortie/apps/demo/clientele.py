"""Who is served: private customers, companies and estates, with their sites and equipment."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sortie.apps.demo import names
from sortie.apps.demo.company import Demo
from sortie.apps.demo.places import QUARTERS, Point, Quarter, area_of, location, spot
from sortie.kernel.records import service as records
from sortie.kernel.records.service import PastRecord

CUSTOMERS = 600
_TOKEN_BYTES = 12


@dataclass(frozen=True, slots=True)
class Equipment:
    """An asset with all that an order on it needs to know."""

    id: UUID
    category: str
    customer: UUID
    customer_name: str
    phone: str
    level: str
    site: UUID
    area: str
    point: Point
    address: str
    fence_m: int
    company: str
    warranty_until: date | None
    contract_until: date | None


@dataclass(frozen=True, slots=True)
class _Kind:
    """``assets``: categories with how many at least and at most."""

    kind: str
    share: float
    company: str
    fence_m: int
    assets: tuple[tuple[str, int, int], ...]


_KINDS: tuple[_Kind, ...] = (
    _Kind("person", 0.80, "JD", 150, (("ac", 0, 1), ("fridge", 0, 1), ("washer", 0, 1), ("heater", 0, 1))),
    _Kind("company", 0.14, "JD", 200, (("ac", 1, 3), ("fridge", 0, 1), ("heater", 0, 1))),
    _Kind("property", 0.06, "WY", 350, (("elevator", 1, 3), ("power", 1, 1), ("pump", 1, 1), ("fire", 1, 1))),
)  # fmt: skip

_ASSET_NAMES = {
    "ac": "空调", "fridge": "冰箱", "washer": "洗衣机", "heater": "热水器", "elevator": "客梯",
    "pump": "二次供水泵组", "power": "低压配电柜", "fire": "消防报警主机",
}  # fmt: skip
_ROOMS = {
    "ac": ("客厅", "主卧", "次卧", "办公区", "前台"), "fridge": ("厨房", "后厨", "茶水间"),
    "washer": ("阳台", "卫生间"), "heater": ("厨房", "卫生间"),
    "elevator": ("1 单元", "2 单元", "3 单元", "5 号楼"), "pump": ("地下泵房",),
    "power": ("配电房",), "fire": ("消防控制室",),
}  # fmt: skip


async def win_customers(demo: Demo) -> list[Equipment]:
    """Write all customers down with contacts, sites and assets; what there is to work on."""
    booked: dict[str, list[PastRecord]] = {
        "customer": [], "contact": [], "site": [], "asset": [],
    }  # fmt: skip
    equipment: list[Equipment] = []
    many = demo.some(CUSTOMERS)
    for number in range(many):
        equipment += _customer(demo, booked, _kind_of(number, many), number)
    async with demo.tx() as tx:
        for object_, past in booked.items():
            await records.load_history(tx, demo.system, object_, past)
    return equipment


def _kind_of(number: int, many: int) -> _Kind:
    """Estates and companies first, so that even a small demo has them."""
    estates = max(2, round(many * _KINDS[2].share))
    companies = max(2, round(many * _KINDS[1].share))
    if number < estates:
        return _KINDS[2]
    return _KINDS[1] if number < estates + companies else _KINDS[0]


def _customer(
    demo: Demo, booked: dict[str, list[PastRecord]], kind: _Kind, number: int
) -> list[Equipment]:
    dice = demo.dice
    quarter = dice.choice(QUARTERS)
    at = demo.now - timedelta(days=dice.randrange(100, 900), minutes=dice.randrange(600))
    customer_id = demo.new_id(at)
    name = _name(demo, kind, quarter, number)
    phone = names.phone(10_000 + number)
    level = "contract" if kind.kind == "property" else dice.choices(("normal", "vip"), (90, 10))[0]
    department = demo.ids[f"org_unit/{kind.company}"]
    shared = {"dept_id": department, "org_id": department}
    agent = demo.people["agent" if kind.company == "JD" else "agent3"]
    booked["customer"].append(PastRecord(customer_id, {
        "kind": kind.kind, "name": name, "phone": phone, "level": level,
        "source": dice.choice(("phone", "phone", "web", "qr", "import")),
        "tags": dice.choices(([], ["elderly"], ["key"]), (85, 8, 7))[0],
        "owner_id": agent.id, **shared,
    }, at, agent))  # fmt: skip
    if kind.kind != "person":
        for n in range(dice.choice((1, 2))):
            booked["contact"].append(PastRecord(demo.new_id(at), {
                "customer": customer_id, "name": names.person_name(dice),
                "phone": names.phone(50_000 + number * 4 + n), "is_primary": n == 0,
                "position": dice.choice(("行政", "店长", "值班主管", "项目经理")), **shared,
            }, at, agent))  # fmt: skip
    found: list[Equipment] = []
    sites = 2 if kind.kind == "company" and dice.random() < 0.3 else 1  # three in ten
    for n in range(sites):
        where = quarter if n == 0 else dice.choice(QUARTERS)
        site = _site(demo, booked, kind, where, customer_id, at, shared)
        told = (customer_id, name, phone, level)
        found += _assets(demo, booked, kind, site, told, at, shared)
    return found


def _name(demo: Demo, kind: _Kind, quarter: Quarter, number: int) -> str:
    if kind.kind == "property":
        again = number // len(names.ESTATES)
        phase = "二期" if again else ""
        return f"{names.ESTATES[number % len(names.ESTATES)]}{phase}"
    if kind.kind == "company":
        company = names.COMPANIES[number % len(names.COMPANIES)]
        return f"{company}（{quarter.name}店）"
    return names.calling_name(demo.dice)


type _Site = tuple[UUID, str, Point, str]


def _site(
    demo: Demo,
    booked: dict[str, list[PastRecord]],
    kind: _Kind,
    quarter: Quarter,
    customer: UUID,
    at: datetime,
    shared: dict[str, Any],
) -> _Site:
    dice = demo.dice
    point = spot(dice, quarter)
    road = dice.choice(quarter.roads)
    area = area_of(quarter.area)
    door = f"{road}{dice.randrange(1, 300)}号"
    if kind.kind == "person":
        door += f"{dice.choice(names.ESTATES)}{dice.randrange(1, 20)}号楼{dice.randrange(1, 4)}单元{dice.randrange(1, 18)}0{dice.randrange(1, 4)}室"
    site_id = demo.new_id(at)
    address = {"province": "山东省", "city": "济南市", "district": area.district, "street": road,
               "detail": door.removeprefix(road)}  # fmt: skip
    text = f"济南市{area.district}{door}"
    booked["site"].append(PastRecord(site_id, {
        "customer": customer, "name": {"person": "家", "company": "门店"}.get(kind.kind, "小区"),
        "address": address, "address_text": text, "location": location(point),
        "fence_m": kind.fence_m, "area": demo.ids[f"service_area/{quarter.area}"], **shared,
        "access_notes": dice.choice((None, None, "门卫登记后进入", "先电话联系，地库入口在北侧")),
    }, at))  # fmt: skip
    return site_id, quarter.area, point, text


def _assets(
    demo: Demo,
    booked: dict[str, list[PastRecord]],
    kind: _Kind,
    site: _Site,
    customer: tuple[UUID, str, str, str],
    at: datetime,
    shared: dict[str, Any],
) -> list[Equipment]:
    dice = demo.dice
    if kind.kind == "person":
        wanted = dice.sample([c for c, _, _ in kind.assets], dice.choice((1, 1, 1, 2)))
    else:
        wanted = [c for c, low, high in kind.assets for _ in range(dice.randint(low, high))]
    found = []
    for category in wanted:
        installed = demo.today - timedelta(days=dice.randrange(90, 3000))
        warranty = installed + timedelta(days=365 * dice.choice((1, 3, 6)))
        contract = demo.today + timedelta(days=dice.randrange(30, 400)) if kind.company == "WY" else None  # fmt: skip
        asset_id = demo.new_id(at)
        serial = f"SN{demo.id_dice.randrange(10**12):012}"
        booked["asset"].append(PastRecord(asset_id, {
            "name": f"{dice.choice(_ROOMS[category])}{_ASSET_NAMES[category]}", "category": category,
            "model": f"YS-{category[:2].upper()}{dice.randrange(20, 99)}", "serial": serial,
            "customer": customer[0], "site": site[0], "installed_on": installed,
            "warranty_until": warranty, "contract_until": contract,
            # a sticker's code opens the portal: never from the seed
            "qr_token": secrets.token_urlsafe(_TOKEN_BYTES), **shared,
        }, at))  # fmt: skip
        found.append(Equipment(
            asset_id, category, *customer, site[0], site[1], site[2], site[3], kind.fence_m,
            kind.company, warranty, contract,
        ))  # fmt: skip
    return found
