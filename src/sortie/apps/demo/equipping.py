"""What is set up once: calendar, shift types, checklists, work types, SLA, dispatch and prices."""

from sortie.apps.demo import catalogue
from sortie.apps.demo.company import Demo
from sortie.kernel.tenancy.contracts import Tx

SHIFT_TYPES: tuple[tuple[str, str, list[list[str]], str], ...] = (
    ("D", "白班", [["08:30", "17:30"]], "blue"),
    ("S", "两段班", [["08:00", "12:00"], ["13:30", "18:00"]], "green"),
    ("N", "夜班", [["20:00", "08:00"]], "purple"),
    ("F", "机动班", [["08:00", "20:00"]], "orange"),
)

WEIGHTS = {"travel": 30, "load": 20, "sla": 25, "continuity": 10, "skill_fit": 15}


async def equip(demo: Demo) -> None:
    """All setup in one transaction."""
    async with demo.tx() as tx:
        await demo.make(
            tx, "calendar", "main", name=catalogue.CALENDAR["name"],
            definition=catalogue.CALENDAR, is_default=True,
        )  # fmt: skip
        for code, name, segments, color in SHIFT_TYPES:
            await demo.make(
                tx, "shift_type", code, code=code, name=name, segments=segments, color=color
            )
        for code, (name, items) in catalogue.CHECKLISTS.items():
            await demo.make(tx, "checklist", code, name=name, items=items)
        for kind in catalogue.WORK_TYPES:
            await _work_type(demo, tx, kind)
        await _promises(demo, tx)
        await _prices(demo, tx)


async def _work_type(demo: Demo, tx: Tx, kind: catalogue.WorkType) -> None:
    made = await demo.make(
        tx, "work_type", kind.code, code=kind.code, name=kind.name, duration=kind.minutes * 60,
        certificates=[kind.certificate] if kind.certificate else [],
        checklist=demo.ids[f"checklist/{kind.checklist}"], default_priority=kind.priority,
        base_price=kind.price, dispatch_mode=kind.mode, review_first=kind.review_first,
    )  # fmt: skip
    await demo.make(
        tx, "work_type_skill", work_type=made.id, skill=demo.ids[f"skill/{kind.skill}"],
        min_level=kind.level,
    )  # fmt: skip


async def _promises(demo: Demo, tx: Tx) -> None:
    for code, name, level in (("default", "标准 SLA", None), ("vip", "VIP SLA", "vip")):
        targets = {
            "minutes": catalogue.SLA_MINUTES[code],
            "pausing": ["customer", "part", "weather"],
            "warn_percent": [75, 90],
        }
        await demo.make(
            tx, "sla_policy", code, name=name, targets=targets, customer_level=level,
            is_default=level is None, calendar=demo.ids["calendar/main"],
        )  # fmt: skip
    await demo.make(tx, "dispatch_rule", "main", name="标准派单规则", weights=WEIGHTS, filters={})
    lifts = [demo.ids["work_type/EL-SOS"]]
    await demo.make(
        tx, "dispatch_rule", "sos", name="急修优先就近", work_types=lifts, offer_minutes=10,
        weights={**WEIGHTS, "travel": 60, "load": 5}, filters={},
    )  # fmt: skip


async def _prices(demo: Demo, tx: Tx) -> None:
    for kind in catalogue.WORK_TYPES:
        definition = {**catalogue.PRICES[kind.company], "base": f"{kind.price}.00"}
        await demo.make(
            tx, "price_rule", kind.code, name=f"{kind.name}标准价", definition=definition,
            work_types=[demo.ids[f"work_type/{kind.code}"]],
        )  # fmt: skip
    vip = {**catalogue.PRICES["JD"], "base": "80.00", "discount_percent": "10"}
    await demo.make(
        tx, "price_rule", "vip", name="VIP 九折", customer_level="vip", definition=vip, rank=50
    )
    fallback = {**catalogue.PRICES["JD"], "base": "80.00"}
    await demo.make(tx, "price_rule", "any", name="通用价格", definition=fallback, rank=900)
