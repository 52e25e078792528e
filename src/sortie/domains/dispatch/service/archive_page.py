"""An order's facts as the page of one language: plain texts and tables that a template lays out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.i18n import Label, Locale
from sortie.base.money import capitals
from sortie.base.units import distance_label
from sortie.domains.dispatch.rules import checklist_form
from sortie.domains.dispatch.service.archive_facts import Facts
from sortie.kernel.queries.contracts import Record

_TITLE = Label("服务工单归档", "Service order archive")
_HEADS: dict[str, Label] = {
    "parties": Label("客户与设备", "Customer and equipment"),
    "problem": Label("问题与任务", "The job"),
    "visits": Label("上门与签到", "Visits and check-ins"),
    "steps": Label("作业步骤", "Checklist"),
    "lines": Label("配件与服务", "Parts and services"),
    "bill": Label("账单", "Bill"),
    "acceptance": Label("客户验收与评价", "Acceptance and rating"),
    "sla": Label("时限（SLA）", "Service levels"),
    "decision": Label("派单决策", "How it was dispatched"),
    "timeline": Label("时间线", "Time line"),
    "photos": Label("照片", "Photos"),
    "originals": Label("原始文件校验（SHA-256）", "Original files (SHA-256)"),
}
_TIMELINE = (
    Label("发生时间", "Happened"),
    Label("收到时间", "Received"),
    Label("事项", "What"),
    Label("人员", "Who"),
    Label("说明", "Note"),
)
_VISIT_FIELDS = (
    "number", "engineer", "state", "planned_start", "accepted_at", "departed_at", "arrived_at",
    "work_started_at", "finished_at", "work_s", "outcome",
)  # fmt: skip
_JOB_FIELDS = (
    "subject", "work_type", "priority", "channel", "description", "window_start", "window_end",
    "in_warranty", "rework_count", "review_note",
)  # fmt: skip
_CHECK_IN_HEADS = (
    Label("类型", "Kind"), Label("发生时间", "Happened"), Label("收到时间", "Received"),
    Label("坐标（WGS-84）", "Position (WGS-84)"), Label("距离", "Distance"), Label("判定", "Verdict"),
)  # fmt: skip
_YES, _NO = Label("是", "Yes"), Label("否", "No")
_INSIDE, _OUTSIDE = Label("围栏内", "Inside"), Label("围栏外", "Outside")
_MOST_WORDS = 4000
"""What a text search indexes of one value: see base.text."""
_MET, _MISSED, _OPEN = Label("达成", "Met"), Label("超时", "Late"), Label("未达成", "Not met")


@dataclass(frozen=True, slots=True)
class Writer:
    """Facts in one language."""

    facts: Facts
    locale: Locale

    def t(self, label: Label) -> str:
        return label.in_(self.locale)

    def say(self, record: Record, name: str) -> str:
        return self.facts.say(record, name, self.locale)

    def pairs(self, record: Record, names: Iterable[str]) -> list[list[str]]:
        """[label, text] of the fields that are set."""
        found = [
            [self.facts.label(record.object, n, self.locale), self.say(record, n)] for n in names
        ]
        return [pair for pair in found if pair[1]]

    def part(self, name: str) -> tuple[Record, ...]:
        return self.facts.parts.get(name, ())

    def label(self, object_: str, name: str) -> str:
        return self.facts.label(object_, name, self.locale)


def page(facts: Facts, locale: Locale, archived_at: str) -> dict[str, Any]:
    """Everything the template shows, in the order it is shown."""
    w = Writer(facts, locale)
    order = facts.order
    return {
        "lang": "en" if locale == "en" else "zh",
        "title": w.t(_TITLE),
        "company": facts.company,
        "number": order["number"],
        "archived": [w.label("work_order", "archived_at"), archived_at],
        "page_of": "Page {} of {}" if locale == "en" else "第 {} 页，共 {} 页",
        "heads": {key: w.t(label) for key, label in _HEADS.items()},
        "parties": _parties(w),
        "problem": w.pairs(order, _JOB_FIELDS),
        "visits": [_visit(w, visit) for visit in w.part("appointment")],
        "check_in_heads": [w.t(x) for x in _CHECK_IN_HEADS],
        "steps": _steps(w),
        "lines": _lines(w),
        "bills": [_bill(w, bill) for bill in w.part("bill")],
        "acceptance": [_acceptance(w, word) for word in w.part("acceptance")],
        "rating": [w.pairs(r, ("score", "tags", "text", "created_at")) for r in w.part("rating")],
        "sla": _sla(w),
        "decisions": [_decision(w, d) for d in w.part("dispatch_decision")],
        "timeline": _timeline(w),
        "photos": _photos(w),
        "originals": [
            [f.filename, f"{f.size:,}", f.sha256]
            for f in sorted(facts.files.values(), key=lambda f: (f.uploaded_at, str(f.id)))
        ],
    }


def _parties(w: Writer) -> list[list[str]]:
    order, facts = w.facts.order, w.facts
    found = w.pairs(facts.customer, ("number", "name", "level"))
    found += w.pairs(order, ("contact_name", "contact_phone", "site", "address_text", "area"))
    if facts.asset is not None:
        found += w.pairs(facts.asset, ("number", "name", "model", "serial", "warranty_until"))
    return found


def _visit(w: Writer, visit: Record) -> dict[str, Any]:
    mine = [
        c for c in w.part("check_in") if (c.get("appointment") or {}).get("id") == str(visit.id)
    ]
    return {
        "fields": w.pairs(visit, _VISIT_FIELDS),
        "check_ins": [_check_in(w, c) for c in mine],
    }


def _check_in(w: Writer, check: Record) -> list[str]:
    where, metres, inside = check.get("location"), check.get("distance_m"), check.get("inside")
    verdict = "" if inside is None else w.t(_INSIDE if inside else _OUTSIDE)
    notes = [verdict, *(check.get("flags") or ()), check.get("reason") or ""]
    return [
        w.say(check, "kind"),
        w.say(check, "occurred_at"),
        w.say(check, "received_at"),
        f"{where['lon']:.6f}, {where['lat']:.6f}" if where else "",
        w.t(distance_label(float(metres))) if metres is not None else "",
        " · ".join(n for n in notes if n),
    ]


def _steps(w: Writer) -> list[list[str]]:
    """Number, step, answer, done at; each round of a reworked order on its own."""
    items = checklist_form.items_from_plain(w.facts.order.get("checklist_items") or [])
    titles = {i.key: (i.title_en if w.locale == "en" and i.title_en else i.title) for i in items}
    rows = []
    for result in w.part("step_result"):
        value, skipped = result.get("value"), result.get("skipped_reason")
        answer = f"— {skipped}" if skipped else _answer(w, value)
        files = len(result.get("files") or ())
        if files:
            answer = " ".join(filter(None, (answer, f"[{files}]")))
        key = str(result["item_key"])
        rows.append(
            [str(int(Decimal(str(result["round"] or 0))) + 1), titles.get(key, key), answer,
             w.say(result, "occurred_at")]
        )  # fmt: skip
    return rows


def _answer(w: Writer, value: Any) -> str:
    if isinstance(value, bool):
        return w.t(_YES if value else _NO)
    return "" if value is None else str(value)


def _lines(w: Writer) -> dict[str, Any]:
    names = ("kind", "name", "quantity", "unit", "price", "serial", "billable")
    return {
        "heads": [w.label("work_order_line", n) for n in names],
        "rows": [[w.say(x, n) for n in names] for x in w.part("work_order_line")],
    }


def _bill(w: Writer, bill: Record) -> dict[str, Any]:
    total = Decimal(str(bill["total"]))
    return {
        "fields": w.pairs(bill, ("number", "state", "paid_at")),
        "lines": [
            [line["label"]["en" if w.locale == "en" else "zh"], line["quantity"], line["price"],
             line["amount"]]
            for line in bill["lines"] or ()
        ],
        "total": [w.label("bill", "total"), f"{total:,.2f}"],
        "capitals": "" if w.locale == "en" else capitals(total),
    }  # fmt: skip


def _acceptance(w: Writer, word: Record) -> dict[str, Any]:
    signature = word.get("signature")
    return {
        "fields": w.pairs(word, ("result", "signer", "channel", "occurred_at", "reason")),
        "signature": str(signature["file"]) if signature else "",
    }


def _sla(w: Writer) -> dict[str, Any]:
    names = ("target", "started_at", "due_at", "met_at")
    rows = []
    for clock in w.part("sla_clock"):
        late = clock.get("breached_at") is not None
        met = clock.get("met_at") is not None
        verdict = _MISSED if late else _MET if met else _OPEN
        rows.append([*(w.say(clock, n) for n in names), w.t(verdict)])
    return {"heads": [*(w.label("sla_clock", n) for n in names), ""], "rows": rows}


def _decision(w: Writer, decision: Record) -> list[list[str]]:
    found = w.pairs(decision, ("mode", "chosen", "rule", "rule_revision", "created_at"))
    counts = (("candidates", decision["candidates"]), ("excluded", decision["excluded"]))
    return found + [[w.label("dispatch_decision", n), str(len(v or ()))] for n, v in counts]


def _timeline(w: Writer) -> dict[str, Any]:
    zone = ZoneInfo(w.facts.zone)
    visits = {a.id: str(a["number"]) for a in w.part("appointment")}

    def clock(at: Any) -> str:
        return str(at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"))

    rows = []
    for move in w.facts.moves:
        name = w.facts.command(move["object"], move["command"], w.locale)
        state = w.facts.state(move["object"], move["to_state"], w.locale)
        about = visits.get(move["record_id"], "")
        what = " ".join(filter(None, (about, name))) + f" → {state}"
        rows.append([clock(move["occurred_at"]), clock(move["received_at"]), what,
                     move["actor_name"] or "", move["reason"] or ""])  # fmt: skip
    return {"heads": [w.t(x) for x in _TIMELINE], "rows": rows}


def _photos(w: Writer) -> list[list[str]]:
    """[file id, caption] of every picture, where it was taken for."""
    found: list[list[str]] = []

    def add(ids: Any, caption: str) -> None:
        for file in ids or ():
            kept = w.facts.files.get(UUID(str(file)))
            if kept is not None and kept.width:
                found.append([str(file), f"{caption} · {kept.sha256[:12]}"])

    add(w.facts.order.get("photos"), w.label("work_order", "photos"))
    for check in w.part("check_in"):
        add(check.get("photos"), w.say(check, "kind"))
    items = checklist_form.items_from_plain(w.facts.order.get("checklist_items") or [])
    titles = {i.key: (i.title_en if w.locale == "en" and i.title_en else i.title) for i in items}
    for result in w.part("step_result"):
        key = str(result["item_key"])
        add(result.get("files"), titles.get(key, key))
    return found


def words(facts: Facts) -> str:
    """What an order search finds the archive by: people's words and the machine's numbers, no money.

    Amounts and decisions stay out: not everybody who finds the order may see those.
    """
    w = Writer(facts, "zh-CN")
    say: Callable[[Record, str], str] = w.say
    found = [
        *(say(facts.asset, n) for n in ("name", "model", "serial", "number") if facts.asset),
        *(say(v, n) for v in w.part("appointment") for n in ("number", "engineer", "outcome")),
        *(say(x, n) for x in w.part("work_order_line") for n in ("name", "serial")),
        *(row[2] for row in _steps(w)),
        *(say(a, n) for a in w.part("acceptance") for n in ("signer", "reason")),
        *(say(r, "text") for r in w.part("rating")),
    ]
    return "\n".join(dict.fromkeys(text for text in found if text))[:_MOST_WORDS]
