"""Who works here: 40 made-up people in a group with two companies."""

from dataclasses import dataclass
from itertools import cycle

from sortie.apps.demo import names
from sortie.apps.demo.company import Demo, Person
from sortie.apps.demo.places import AREAS, QUARTERS, Quarter, spot

GROUP = "澄泉生活服务集团"


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    name: str
    kind: str
    parent: str = ""
    head: str = ""


UNITS: tuple[Unit, ...] = (
    Unit("QZ", GROUP, "group", head="manager"),
    Unit("QZ-ADM", "集团综合管理部", "department", "QZ", "admin"),
    Unit("QZ-FIN", "集团财务部", "department", "QZ", "finance"),
    Unit("JD", "澄泉家电服务公司", "company", "QZ", "manager"),
    Unit("JD-CS", "客服中心", "department", "JD", "agent"),
    Unit("JD-DD", "调度中心", "department", "JD", "dispatcher"),
    Unit("JD-WX", "维修部", "department", "JD", "manager"),
    Unit("JD-E", "东城维修组", "team", "JD-WX", "engineer"),
    Unit("JD-W", "西城维修组", "team", "JD-WX", "engineer07"),
    Unit("JD-I", "安装清洗组", "team", "JD-WX", "engineer13"),
    Unit("WY", "澄泉物业服务公司", "company", "QZ", "manager2"),
    Unit("WY-KF", "物业客服部", "department", "WY", "agent3"),
    Unit("WY-GC", "工程部", "department", "WY", "manager2"),
    Unit("WY-DT", "电梯组", "team", "WY-GC", "engineer18"),
    Unit("WY-SD", "水电组", "team", "WY-GC", "engineer22"),
    Unit("WY-XF", "消防组", "team", "WY-GC", "engineer26"),
)

OFFICE: tuple[tuple[str, str, str, str, str], ...] = (
    ("admin", "林若安", "system_admin", "QZ-ADM", "系统管理员"),
    ("security", "顾知微", "security_admin", "QZ-ADM", "安全管理员"),
    ("audit", "沈明诚", "audit_admin", "QZ-ADM", "审计员"),
    ("finance", "秦算珠", "finance", "QZ-FIN", "结算会计"),
    ("manager", "赵启航", "manager", "JD", "运营经理"),
    ("manager2", "孟怀谷", "manager", "WY", "物业经理"),
    ("dispatcher", "陆听澜", "dispatcher", "JD-DD", "调度长"),
    ("dispatcher2", "方既白", "dispatcher", "JD-DD", "调度员"),
    ("dispatcher3", "葛守中", "dispatcher", "WY-GC", "工程调度"),
    ("agent", "苏暖阳", "agent", "JD-CS", "客服组长"),
    ("agent2", "夏知夏", "agent", "JD-CS", "客服专员"),
    ("agent3", "温若水", "agent", "WY-KF", "物业管家"),
)
"""Login, name, role, unit, position."""

_TEAMS: tuple[tuple[str, int, tuple[str, ...], tuple[tuple[str, int], ...]], ...] = (
    ("JD-E", 6, ("LX", "LC-H", "GX", "LC-E"), (("ac", 3), ("fridge", 3), ("washer", 2), ("heater", 2))),
    ("JD-W", 6, ("SZ", "TQ", "HY-W", "HY-N"), (("ac", 3), ("fridge", 2), ("washer", 2), ("heater", 3))),
    ("JD-I", 5, ("LX", "SZ", "TQ", "LC-H", "GX", "HY-W"), (("ac_install", 3), ("clean", 3), ("heater", 3))),
    ("WY-DT", 4, ("LX", "SZ", "GX", "LC-H", "TQ", "LC-E", "HY-W", "HY-N"), (("elevator", 3), ("power", 1))),
    ("WY-SD", 4, ("LX", "SZ", "GX", "LC-H", "TQ", "LC-E", "HY-W", "HY-N"), (("power", 2), ("pump", 2))),
    ("WY-XF", 3, ("LX", "SZ", "GX", "LC-H", "TQ", "LC-E", "HY-W", "HY-N"), (("fire", 3), ("power", 1))),
)  # fmt: skip
"""Team, people in it, areas, what each of them can at about which level."""


def staff(demo: Demo) -> list[Person]:
    """Everyone, drawn from the demo's dice."""
    found = [
        Person(demo.new_id(demo.now), login, name, role, unit, names.phone(at))
        for at, (login, name, role, unit, _) in enumerate(OFFICE, 100)
    ]
    taken = {person.name for person in found}
    number = 0
    for team, many, areas, skills in _TEAMS:
        homes = cycle(q for q in QUARTERS if q.area in areas)
        for _ in range(many):
            number += 1
            name = _fresh_name(demo, taken)
            found.append(_engineer(demo, number, name, team, areas, skills, next(homes)))
    return found


def _engineer(
    demo: Demo,
    number: int,
    name: str,
    team: str,
    areas: tuple[str, ...],
    skills: tuple[tuple[str, int], ...],
    home: Quarter,
) -> Person:
    dice = demo.dice
    # the first one is who visitors sign in as: can all that the team does
    levels = {code: min(5, level + (1 if number == 1 else dice.choice((-1, 0, 0, 1))))
              for code, level in skills}  # fmt: skip
    return Person(
        demo.new_id(demo.now),
        "engineer" if number == 1 else f"engineer{number:02}",
        name,
        "engineer",
        team,
        names.phone(200 + number),
        spot(dice, home),
        areas if len(areas) <= len(AREAS) // 2 else tuple(areas),
        {code: max(1, level) for code, level in levels.items()},
    )


def _fresh_name(demo: Demo, taken: set[str]) -> str:
    while (name := names.person_name(demo.dice)) in taken:
        pass
    taken.add(name)
    return name
