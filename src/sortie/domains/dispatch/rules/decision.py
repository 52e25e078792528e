"""A ranking in words and as JSON: why this person, and why not the others."""

from collections.abc import Iterable, Mapping
from datetime import tzinfo
from typing import Any

from sortie.base.i18n import Label
from sortie.base.units import duration_label
from sortie.domains.dispatch.rules.matching import instant
from sortie_routing.answer import Candidate, ExcludedWorker, Exclusion, Ranking, Reason, ScorePart
from sortie_routing.problem import FOREVER_S

PARTS = {
    "travel": Label("路程", "Travel"),
    "load": Label("工作量均衡", "Fair load"),
    "sla": Label("时限余量", "SLA slack"),
    "delay": Label("尽早上门", "Sooner"),
    "continuity": Label("熟悉客户", "Knows the customer"),
    "skill_fit": Label("技能匹配", "Skill fit"),
    "preference": Label("优先人员", "Preferred person"),
}
"""Names of the score's parts, in the order of the settings screen."""

_REASONS = {
    Reason.EXCLUDED: Label("客户不接受此人员", "The customer doesn't want this person"),
    Reason.FIXED_OTHER: Label("此单指定了 {worker}", "The order is for {worker}"),
    Reason.SKILL_MISSING: Label("缺少技能：{skill}", "Lacks the skill {skill}"),
    Reason.SKILL_LEVEL: Label(
        "{skill} 等级 {have}，需要 {need}", "{skill} at level {have}, needs {need}"
    ),
    Reason.SKILL_EXPIRED: Label("技能 {skill} 已失效", "The skill {skill} has expired"),
    Reason.CERTIFICATE_MISSING: Label("缺少证书：{certificate}", "No certificate: {certificate}"),
    Reason.CERTIFICATE_EXPIRED: Label(
        "证书 {certificate} 已于 {until} 到期", "Certificate {certificate} expired on {until}"
    ),
    Reason.CERTIFICATE_NOT_YET: Label(
        "证书 {certificate} 自 {since} 起有效", "Certificate {certificate} is valid from {since}"
    ),
    Reason.OUTSIDE_AREA: Label("不在其服务区域", "Outside their service areas"),
    Reason.NO_SHIFT: Label("该时段没有排班", "No shift at that time"),
    Reason.ON_LEAVE: Label("{start} 至 {end} 请假或不可用", "Away from {start} to {end}"),
    Reason.MAX_JOBS: Label("已达每日上限 {limit} 单", "At the limit of {limit} jobs a shift"),
    Reason.OVERLAP: Label("时段已被 {job} 占用", "The time is taken by {job}"),
    Reason.NO_TRAVEL_TIME: Label("有空档但来不及赶路", "There is a gap, but no time to get there"),
    Reason.PARTS_SHORT: Label(
        "配件 {part} 不足：有 {have}，需要 {need}", "Too few of part {part}: {have}, needs {need}"
    ),
    Reason.CAPACITY: Label("车上装不下", "No room left on the vehicle"),
    Reason.MAX_TRAVEL: Label(
        "当班路上时间已达上限 {limit}", "At the limit of {limit} travel a shift"
    ),
    Reason.WINDOW_CLOSED: Label("约定的上门时间已过", "The promised time is over"),
    Reason.TOO_DEAR: Label(
        "有空位，但代价（{points} 分）高于不安排（{price} 分）",
        "There is a place, but it costs more ({points} points) than leaving the job over ({price})",
    ),
    Reason.LINKED: Label("须与 {job} 一起安排", "Has to be planned together with {job}"),
}
_LENGTHS = frozenset({"limit_s", "duration_s"})
"""Parameters in seconds that are lengths; the others are moments."""
_TOO_SHORT = Label("班次时间不够完成此单", "The shift is too short for this job")


def reason_label(exclusion: Exclusion, names: Mapping[str, str], zone: tzinfo) -> Label:
    """The sentence of one exclusion; `names` gives words for ids (skills, people, orders)."""
    if exclusion.reason is Reason.OVERLAP and not exclusion.params.get("job"):
        return _TOO_SHORT
    values: dict[str, str] = {}
    lengths: dict[str, Label] = {}
    for key, value in exclusion.params.items():
        if key in _LENGTHS:
            lengths[key.removesuffix("_s")] = duration_label(int(value))
        elif key.endswith("_s") and isinstance(value, int):
            form = "%Y-%m-%d" if key in ("until_s", "since_s") else "%m-%d %H:%M"
            # A certificate ends with its day: the moment after belongs to the next.
            at_s = value - 1 if key == "until_s" else value
            known = abs(value) < FOREVER_S and abs(value) < 1 << 40
            shown = instant(at_s).astimezone(zone).strftime(form) if known else "—"
            values[key.removesuffix("_s")] = shown
        else:
            values[key] = names.get(str(value), str(value))
    sentence = _REASONS[exclusion.reason]
    zh = values | {key: length.zh for key, length in lengths.items()}
    en = values | {key: length.en for key, length in lengths.items()}
    return Label(sentence.zh.format(**zh), sentence.en.format(**en))


def part_label(part: ScorePart) -> Label:
    """The measured fact behind one line of a score, in words."""
    time = duration_label(abs(int(part.raw)) // 60 * 60)
    late = part.raw < 0
    facts = {
        "travel": Label(f"多行驶 {time.zh}", f"{time.en} extra travel"),
        "load": Label(f"当班负荷 {part.raw:.0%}", f"{part.raw:.0%} of the shift in use"),
        "sla": Label(f"将超时 {time.zh}", f"{time.en} late")
        if late
        else Label(f"距时限 {time.zh}", f"{time.en} in hand"),
        "delay": Label(f"等待 {time.zh}", f"{time.en} to wait"),
        "continuity": Label(f"曾服务 {part.raw:.0f} 次", f"{part.raw:.0f} earlier visits"),
        "skill_fit": Label(f"高于要求 {part.raw:.1f} 级", f"{part.raw:.1f} levels above need"),
        "preference": Label("是", "Yes") if part.raw else Label("否", "No"),
    }
    return facts[part.name]


def candidates_plain(candidates: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Candidates as the decision keeps them and the console shows them."""
    return [
        {
            "user": c.worker_id,
            "score": round(c.score, 2),
            "start": instant(c.start_s).isoformat(),
            "end": instant(c.end_s).isoformat(),
            "arrive": instant(c.arrive_s).isoformat(),
            "travel_s": c.travel_s,
            "extra_travel_s": c.extra_travel_s,
            "moves": [{"slot": job, "start": instant(at).isoformat()} for job, at in c.moves],
            "parts": [_part_plain(part) for part in c.parts],
        }
        for c in candidates
    ]


def excluded_plain(
    excluded: Iterable[ExcludedWorker], names: Mapping[str, str], zone: tzinfo
) -> list[dict[str, Any]]:
    """Excluded people with every reason, as code, parameters and both sentences."""
    return [
        {
            "user": worker.worker_id,
            "reasons": [
                {
                    "code": str(e.reason),
                    "params": dict(e.params),
                    "text": _both(reason_label(e, names, zone)),
                }
                for e in worker.exclusions
            ],
        }
        for worker in excluded
    ]


def ranking_plain(ranking: Ranking, names: Mapping[str, str], zone: tzinfo) -> dict[str, Any]:
    """`{"candidates": […], "excluded": […]}`."""
    return {
        "candidates": candidates_plain(ranking.candidates),
        "excluded": excluded_plain(ranking.excluded, names, zone),
    }


def _part_plain(part: ScorePart) -> dict[str, Any]:
    return {
        "name": part.name,
        "label": _both(PARTS[part.name]),
        "fact": _both(part_label(part)),
        "raw": round(part.raw, 4),
        "value": round(part.value, 4),
        "weight": round(part.weight, 2),
        "contribution": round(part.contribution, 2),
    }


def _both(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}
