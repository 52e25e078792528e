"""The visits of a past job as records: appointment, check-ins, steps, parts, the customer's word."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sortie.apps.demo.acting import answer_to
from sortie.apps.demo.catalogue import CHECKLISTS
from sortie.apps.demo.past_ledger import Ledger, Story
from sortie.apps.demo.past_plan import PastJob, Visit
from sortie.apps.demo.past_reasons import weighed
from sortie.apps.demo.places import location, near, way_m
from sortie.domains.people import service as people
from sortie.kernel.records.service import PastMove

_MINUTE = timedelta(minutes=1)
_OUTSIDE = 0.04
_CITY_MPS = 9.0
_METRES = 111_000
_OUTCOME = {"finish": "已处理，试机正常", "cannot": "缺件，需再次上门"}
_REFUSAL = "故障依旧，请重新处理"


def visit(ledger: Ledger, job: PastJob, story: Story, order_id: UUID) -> None:
    """All visits of the job, with the order's moves they cause."""
    dice, round_ = ledger.demo.dice, 0
    desk = ledger.demo.people[
        dice.choice(("dispatcher", "dispatcher2")) if job.at.company == "JD" else "dispatcher3"
    ]
    for number, seen in enumerate(job.visits, 1):
        if number > 1 and not job.refused:
            story.move("redispatch", seen.assigned - _MINUTE, desk)
        story.move("dispatch", seen.assigned, desk)
        story.move("start", seen.arrived, seen.engineer)
        appointment = _appointment(ledger, job, seen, order_id, number)
        _decision(ledger, job, seen, order_id)
        _check_ins(ledger, job, seen, appointment)
        if seen.outcome == "cannot":
            story.move("report_cannot", seen.ended, seen.engineer, _OUTCOME["cannot"])
            continue
        story.move("finish", seen.ended, seen.engineer)
        _steps(ledger, job, seen, order_id, appointment, round_)
        refused = job.refused and number == 1
        signed = seen.ended + 5 * _MINUTE
        story.move("refuse" if refused else "accept", signed, seen.engineer,
                   _REFUSAL if refused else None)  # fmt: skip
        _word(ledger, job, seen, order_id, refused=refused)
        round_ += 1
    last = job.visits[-1]
    story.values |= {
        "engineers": [last.engineer.id], "started_at": job.visits[0].began,
        "finished_at": last.ended, "accepted_at": last.ended + 5 * _MINUTE,
        "rework_count": 1 if job.refused else 0,
    }  # fmt: skip


def _appointment(ledger: Ledger, job: PastJob, seen: Visit, order_id: UUID, number: int) -> UUID:
    desk = ledger.demo.people["dispatcher"]
    who = seen.engineer
    moves = (
        PastMove("send", seen.assigned, desk),
        PastMove("accept", seen.accepted, who),
        PastMove("depart", seen.departed, who),
        PastMove("arrive", seen.arrived, who),
        PastMove("start", seen.began, who),
        PastMove(seen.outcome, seen.ended, who,
                 _OUTCOME["cannot"] if seen.outcome == "cannot" else None),
    )  # fmt: skip
    travel_s = int((seen.arrived - seen.departed).total_seconds())
    return ledger.add("appointment", seen.assigned, desk, {
        "work_order": order_id, "engineer": who.id, "engineer_key": people.worker_key(who.id),
        "committed": True, "sequence": number,
        # the slot holds from setting out, so that two never touch
        "planned_start": seen.departed.replace(microsecond=0), "planned_end": seen.ended,
        "respond_by": seen.assigned + 30 * _MINUTE, "accepted_at": seen.accepted,
        "departed_at": seen.departed, "arrived_at": seen.arrived, "work_started_at": seen.began,
        "finished_at": seen.ended,
        # nobody drives faster than the city lets them
        "travel_m": min(way_m(seen.engineer, job.at.point), round(travel_s * _CITY_MPS)),
        "travel_s": travel_s,
        "work_s": int((seen.ended - seen.began).total_seconds()),
        "outcome": _OUTCOME[seen.outcome],
    }, *moves)  # fmt: skip


def _decision(ledger: Ledger, job: PastJob, seen: Visit, order_id: UUID) -> None:
    mode = "grab" if job.kind.mode == "grab" else ledger.demo.dice.choice(
        ("suggested", "suggested", "auto", "manual"))  # fmt: skip
    ledger.add("dispatch_decision", seen.assigned, ledger.demo.people["dispatcher"], {
        "work_order": order_id, "mode": mode, "chosen": seen.engineer.id,
        "rule": ledger.demo.ids["dispatch_rule/main"], "rule_revision": 1,
        "inputs": {"priority": job.priority, "duration_s": job.kind.minutes * 60},
        **weighed(ledger.demo, job, seen),
    })  # fmt: skip


def _check_ins(ledger: Ledger, job: PastJob, seen: Visit, appointment: UUID) -> None:
    dice = ledger.demo.dice
    outside = dice.random() < _OUTSIDE
    for kind, at in (("depart", seen.departed), ("arrive", seen.arrived), ("leave", seen.ended)):
        values: dict[str, Any] = {
            "appointment": appointment, "engineer": seen.engineer.id, "kind": kind,
            "occurred_at": at, "received_at": at + timedelta(seconds=dice.randrange(1, 9)),
        }  # fmt: skip
        home = seen.engineer.home or job.at.point
        point = home if kind == "depart" else near(dice, job.at.point, job.at.fence_m * 0.6)
        if kind == "arrive":
            away = job.at.fence_m + 90 if outside else dice.randrange(3, round(job.at.fence_m * 0.6))  # fmt: skip
            if outside:
                point = (job.at.point[0], job.at.point[1] + away / _METRES)
            values |= {"distance_m": away, "inside": not outside,
                       "flags": ["outside"] if outside else [],
                       "reason": "小区北门封闭，停车在外" if outside else None}  # fmt: skip
        values["location"] = location(point, accuracy_m=dice.randrange(5, 30))
        ledger.add("check_in", at, seen.engineer, values)


def _steps(
    ledger: Ledger, job: PastJob, seen: Visit, order_id: UUID, appointment: UUID, round_: int
) -> None:
    items = CHECKLISTS[job.kind.checklist][1]
    for number, item in enumerate(items, 1):
        at = seen.began + (seen.ended - seen.began) * number / (len(items) + 1)
        ledger.add("step_result", at, seen.engineer, {
            "work_order": order_id, "appointment": appointment, "round": round_,
            "item_key": item["key"], "occurred_at": at,
            **answer_to(ledger.demo, ledger.album, item),
        })  # fmt: skip


def _word(ledger: Ledger, job: PastJob, seen: Visit, order_id: UUID, *, refused: bool) -> None:
    dice, at = ledger.demo.dice, seen.ended + 5 * _MINUTE
    values: dict[str, Any] = {
        "work_order": order_id, "result": "refused" if refused else "accepted", "occurred_at": at,
        "channel": dice.choice(("engineer_phone", "engineer_phone", "link")),
        "signer": job.at.customer_name, "reason": _REFUSAL if refused else None,
    }  # fmt: skip
    if not refused:
        values["signature"] = {"file": str(dice.choice(ledger.album.signatures)),
                               "signer": job.at.customer_name, "at": at.isoformat()}  # fmt: skip
    ledger.add("acceptance", at, seen.engineer, values)
