"""What the company does: skills, certificates, work types with their steps and prices."""

from dataclasses import dataclass
from typing import Any

SKILLS: dict[str, str] = {
    "ac": "空调维修", "ac_install": "空调安装", "fridge": "冰箱维修", "washer": "洗衣机维修",
    "heater": "热水器", "elevator": "电梯", "pump": "水泵与管道", "power": "电工",
    "fire": "消防设施", "clean": "家电清洗",
}  # fmt: skip

REFRIGERATION = "制冷与空调作业证"
HEIGHT = "高处作业证"
ELECTRIC = "低压电工证"
LIFT = "电梯作业人员证"
FIRE = "消防设施操作员证"
GAS = "燃气具安装维修证"

CERTIFICATES_FOR: dict[str, str] = {
    "ac": REFRIGERATION, "ac_install": HEIGHT, "heater": GAS, "elevator": LIFT,
    "power": ELECTRIC, "fire": FIRE,
}  # fmt: skip
"""The certificate that whoever has a skill at level 2 or more holds as well."""


def _photo(key: str, title: str, title_en: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "photo", "title": title, "title_en": title_en,
            "required": True, **more}  # fmt: skip


def _number(
    key: str, title: str, title_en: str, low: float, high: float, unit: str
) -> dict[str, Any]:
    return {"key": key, "kind": "number", "title": title, "title_en": title_en, "required": True,
            "min": low, "max": high, "unit": unit, "on_fail": "issue"}  # fmt: skip


def _choice(
    key: str, title: str, title_en: str, choices: list[str], bad: list[str]
) -> dict[str, Any]:
    return {"key": key, "kind": "choice", "title": title, "title_en": title_en, "required": True,
            "choices": choices, "bad": bad}  # fmt: skip


_BEFORE = _photo("before", "作业前照片", "Photo before")
_AFTER = _photo("after", "作业后照片", "Photo after")
_SAFE = {"key": "safe", "kind": "check", "title": "已断电并确认安全", "title_en": "Power off, safe to work",
         "required": True}  # fmt: skip
_SIGN = {"key": "sign", "kind": "signature", "title": "客户现场签字", "title_en": "Customer's signature on site",
         "required": False}  # fmt: skip
_VERDICT = _choice("verdict", "试机结果", "Test run", ["正常", "基本正常", "异常"], ["异常"])

CHECKLISTS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "ac": ("空调维修步骤", [
        _BEFORE, _SAFE,
        _number("pressure", "低压侧压力", "Low-side pressure", 0.3, 0.8, "MPa"),
        _number("outlet", "出风口温度", "Outlet temperature", 5, 18, "℃"),
        _VERDICT, _AFTER, _SIGN,
    ]),
    "clean": ("家电清洗步骤", [
        _BEFORE, _SAFE, _choice("dirt", "脏污程度", "How dirty", ["轻", "中", "重"], []), _AFTER, _SIGN,
    ]),
    "install": ("安装步骤", [
        _photo("place", "安装位置照片", "Photo of the place"), _SAFE,
        _number("voltage", "供电电压", "Supply voltage", 198, 242, "V"),
        _choice("bracket", "支架与固定", "Bracket and fixing", ["牢固", "需加固"], ["需加固"]),
        _VERDICT, _AFTER, _SIGN,
    ]),
    "repair": ("家电维修步骤", [
        _BEFORE, _SAFE,
        _number("voltage", "供电电压", "Supply voltage", 198, 242, "V"),
        _choice("cause", "故障原因", "Cause", ["部件老化", "使用不当", "安装问题", "其他"], []),
        _VERDICT, _AFTER, _SIGN,
    ]),
    "lift": ("电梯维保步骤", [
        _photo("notice", "摆放警示牌照片", "Photo of the warning sign"), _SAFE,
        _number("brake", "制动器间隙", "Brake gap", 0.1, 0.7, "mm"),
        _number("level", "平层误差", "Levelling error", 0, 10, "mm"),
        _choice("rope", "钢丝绳状况", "Ropes", ["完好", "轻微磨损", "超标"], ["超标"]),
        _VERDICT, _photo("after", "机房照片", "Photo of the machine room"), _SIGN,
    ]),
    "rounds": ("巡检步骤", [
        _photo("panel", "仪表照片", "Photo of the gauges"),
        _number("reading", "主要读数", "Main reading", 0, 500, ""),
        _choice("noise", "异响异味", "Noise or smell", ["无", "有"], ["有"]),
        _choice("leak", "渗漏", "Leaks", ["无", "轻微", "明显"], ["明显"]),
        _AFTER,
    ]),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkType:
    """``category``: of the assets it is done on; ``company``: whose work it is."""

    code: str
    name: str
    minutes: int
    skill: str
    level: int
    checklist: str
    price: str
    category: str
    company: str
    certificate: str | None = None
    mode: str = "manual"
    priority: str = "normal"
    review_first: bool = False
    faults: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()


WORK_TYPES: tuple[WorkType, ...] = (
    WorkType("AC-FIX", "空调维修", 90, "ac", 2, "ac", "80", "ac", "JD", REFRIGERATION, "manual",
             faults=("空调不制冷，外机不转", "空调漏水滴到墙面", "开机几分钟就跳闸", "制热效果差"),
             parts=(("启动电容", "45"), ("制冷剂补充", "120"), ("温度传感器", "60"))),
    WorkType("AC-CLEAN", "空调清洗", 60, "clean", 1, "clean", "120", "ac", "JD", None, "grab",
             faults=("换季清洗挂机两台", "出风有霉味，需要深度清洗"), parts=(("滤网", "25"),)),
    WorkType("AC-SET", "空调安装", 150, "ac_install", 2, "install", "260", "ac", "JD", HEIGHT,
             review_first=True, faults=("新机安装，需打孔", "移机并加长铜管"),
             parts=(("加长铜管", "90"), ("外机支架", "80"))),
    WorkType("FR-FIX", "冰箱维修", 75, "fridge", 2, "repair", "80", "fridge", "JD", None,
             faults=("冷藏室结冰", "冷冻不制冷", "压缩机频繁启动"),
             parts=(("温控器", "95"), ("门封条", "70"))),
    WorkType("WM-FIX", "洗衣机维修", 60, "washer", 1, "repair", "70", "washer", "JD", None, "auto",
             faults=("脱水时异响", "不排水", "门锁打不开"), parts=(("排水泵", "110"), ("皮带", "35"))),
    WorkType("WM-CLEAN", "洗衣机清洗", 45, "clean", 1, "clean", "100", "washer", "JD", None, "grab",
             faults=("滚筒有异味，拆洗", "家里有孩子，想彻底清洗一次")),
    WorkType("WH-FIX", "热水器维修", 60, "heater", 2, "repair", "90", "heater", "JD", GAS,
             faults=("打不着火", "水温忽冷忽热", "漏水"), parts=(("点火器", "85"), ("水流传感器", "75"))),
    WorkType("WH-SET", "热水器安装", 120, "heater", 3, "install", "200", "heater", "JD", GAS,
             faults=("新购热水器安装", "更换旧热水器"), parts=(("角阀", "30"), ("软管", "28"))),
    WorkType("EL-CARE", "电梯半月维保", 90, "elevator", 2, "lift", "180", "elevator", "WY", LIFT,
             faults=("按计划半月维保",), parts=(("导靴衬", "66"),)),
    WorkType("EL-SOS", "电梯故障急修", 60, "elevator", 3, "lift", "300", "elevator", "WY", LIFT,
             priority="urgent", faults=("电梯停在 7 楼不动", "关门反复弹开", "运行有异响"),
             parts=(("门机皮带", "150"), ("接触器", "180"))),
    WorkType("PW-CARE", "配电房巡检", 60, "power", 2, "rounds", "150", "power", "WY", ELECTRIC,
             faults=("月度巡检",)),
    WorkType("PW-FIX", "公区水电维修", 45, "power", 1, "repair", "60", "power", "WY", ELECTRIC, "auto",
             faults=("楼道灯不亮", "单元门禁断电", "地库照明跳闸"), parts=(("LED 灯具", "48"), ("断路器", "65"))),
    WorkType("PU-CARE", "水泵房巡检", 45, "pump", 1, "rounds", "120", "pump", "WY", None,
             faults=("月度巡检", "二次供水压力偏低"), parts=(("机械密封", "140"),)),
    WorkType("FI-CARE", "消防设施检查", 90, "fire", 2, "rounds", "240", "fire", "WY", FIRE,
             faults=("月度检查", "烟感误报"), parts=(("烟感探头", "75"), ("应急灯", "58"))),
)  # fmt: skip

SLA_MINUTES: dict[str, dict[str, dict[str, int]]] = {
    "default": {
        "urgent": {"respond": 15, "arrive": 120, "finish": 300},
        "high": {"respond": 30, "arrive": 300, "finish": 720},
        "normal": {"respond": 60, "arrive": 1200, "finish": 2100},
        "low": {"respond": 240, "arrive": 3600, "finish": 5400},
    },
    "vip": {
        "urgent": {"respond": 10, "arrive": 90, "finish": 240},
        "high": {"respond": 20, "arrive": 240, "finish": 480},
        "normal": {"respond": 30, "arrive": 720, "finish": 1440},
        "low": {"respond": 120, "arrive": 2400, "finish": 3600},
    },
}
"""Working minutes by policy, priority and target."""

CALENDAR: dict[str, Any] = {
    "id": "main", "version": 1, "name": "标准工作日历", "time_zone": "Asia/Shanghai",
    "public_holidays": "CN", "make_up_as": "mon",
    "weekly": {
        **{day: ["08:00-12:00", "13:30-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
        "sat": ["09:00-12:00", "13:30-17:00"], "sun": [],
    },
    "special_days": [],
}  # fmt: skip

PRICES: dict[str, dict[str, Any]] = {
    "JD": {
        "included_min": 60, "hour_price": "120.00", "step_min": 30, "level_percent": {"5": "20"},
        "part_markup_percent": "10", "minimum": "60.00", "warranty_free": ["base", "labour"],
        "bands": [{"kind": "night", "percent": "50", "start": "21:00", "end": "07:00"},
                  {"kind": "holiday", "percent": "100"}],
    },
    "WY": {
        "included_min": 90, "hour_price": "90.00", "step_min": 30, "part_markup_percent": "5",
        "contract_free": ["labour"],
        "bands": [{"kind": "night", "percent": "30", "start": "22:00", "end": "06:00"}],
    },
}  # fmt: skip
