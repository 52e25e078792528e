"""The verbs of a customer without an account. A token opens one thing and nothing else."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.db import Row
from sortie.base.geo import Point, great_circle_m
from sortie.base.i18n import Locale
from sortie.domains.customers import service as customers
from sortie.domains.dispatch.contracts import RequestWish
from sortie.domains.dispatch.service import acceptance, archive, intake, views
from sortie.domains.messaging import service as messaging
from sortie.domains.portal import repository, rules
from sortie.domains.portal.contracts import LinkUnknownError, PictureOnlyError, TooLateError
from sortie.domains.tracking import service as tracking
from sortie.kernel.files import service as files
from sortie.kernel.files.contracts import OpenFile, StoredFile
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx

_ROAD = 1.4
_CITY_MPS = 5.5


def visitor(tx: Tx) -> Actor:
    """Whoever holds a link: writes as the product, known in the audit as the portal."""
    return system_actor(tx.tenant.id, "portal")


async def company_page(tx: Tx) -> dict[str, Any]:
    """What the company's open form needs."""
    types = await repository.work_types(tx)
    return {
        "company": {"name": tx.tenant.name, "code": tx.tenant.code},
        "work_types": [{"id": t["id"], "name": t["name"]} for t in types],
    }


async def asset_page(tx: Tx, token: str) -> dict[str, Any]:
    """What the form behind a sticker shows of the machine: nothing that names its owner.

    Raises:
        QrUnknownError: no such code.
    """
    found = await customers.asset_by_code(tx, token)
    values = found.values
    today = tx.now.astimezone(ZoneInfo(tx.tenant.time_zone)).date()
    recent = await repository.recent_of_asset(tx, found.asset)
    return await company_page(tx) | {
        "asset": {
            "name": values["name"],
            "model": values["model"],
            "number": values["number"],
            "site_name": values["site_name"],
            "in_warranty": customers.covered(values["warranty_until"], today),
        },
        "recent": [
            {
                "number": r["number"],
                "state": views.state_label(r["state"]),
                "at": r["created_at"],
            }
            for r in recent
        ],
    }


async def submit(tx: Tx, wish: Mapping[str, Any], *, asset_token: str | None) -> dict[str, Any]:
    """Take a customer's report; the answer holds the link to follow it.

    Raises:
        QrUnknownError, InvalidError: see there.
    """
    given = dict(wish)
    given["channel"] = "web"
    if asset_token:
        found = await customers.asset_by_code(tx, asset_token)
        given |= {
            "channel": "qr",
            "asset": found.asset,
            "customer": found.customer,
            "site": found.site,
            "address_text": given.get("address_text") or found.values["address_text"] or "",
            "location": given.get("location") or found.values["location"],
        }
    taken = await intake.take_request(tx, visitor(tx), RequestWish(**given))
    return {"number": taken.request["number"], "token": taken.request["portal_token"]}


async def keep_picture(tx: Tx, content: Any, filename: str) -> StoredFile:
    """Store a customer's photo; anything but a picture is refused by its bytes."""
    kept = await files.store(tx, visitor(tx), content, filename=filename)
    if not kept.media_type.startswith("image/"):
        raise PictureOnlyError
    return kept


async def _behind(tx: Tx, token: str) -> tuple[Row | None, Row | None]:
    request = await repository.request_by_token(tx, token)
    order = await repository.order_by_token(tx, token)
    if request is None and order is None:
        raise LinkUnknownError
    return request, order


async def track(tx: Tx, token: str) -> dict[str, Any]:
    """Everything the link's holder may know of their job."""
    request, order = await _behind(tx, token)
    visit = await repository.latest_visit(tx, order["id"]) if order else None
    rating = await repository.rating(tx, order["id"]) if order else None
    departed = bool(visit and visit["departed_at"])
    closed = request is not None and request["state"] in {"merged", "rejected", "withdrawn"}
    state = order["state"] if order else ("cancelled" if closed else None)
    about = ("work_order", order["id"]) if order else ("service_request", request["id"])  # type: ignore[index]  # one of them is there
    notes = await messaging.notes_for_customer(tx, about)
    return {
        "company": {"name": tx.tenant.name, "code": tx.tenant.code},
        "request": _request(request),
        "order": await _order(tx, order) if order else None,
        "steps": _steps(state, visit, order, request),
        "visit": await _visit(tx, order, visit) if order and visit else None,
        "rating": dict(rating) if rating else None,
        "notes": [{"text": n["text"], "at": n["created_at"], "author": n["author"]} for n in notes],
        "can": rules.may(state, rated=rating is not None, departed=departed),
    }


def _request(request: Row | None) -> dict[str, Any] | None:
    if request is None:
        return None
    kept = ("number", "state", "description", "photos", "created_at", "answer", "contact_name",
            "window_start", "window_end", "address_text")  # fmt: skip
    return {k: request[k] for k in kept}


def _steps(
    state: str | None, visit: Row | None, order: Row | None, request: Row | None
) -> list[dict[str, Any]]:
    begun = request or order
    times = {
        "received": begun["created_at"] if begun else None,
        "assigned": visit["accepted_at"] if visit else None,
        "en_route": visit["departed_at"] if visit else None,
        "working": visit["arrived_at"] if visit else None,
        "done": order["finished_at"] if order else None,
        "accepted": order["accepted_at"] if order else None,
    }
    return [
        {
            "key": s.key,
            "label": {"zh": s.label.zh, "en": s.label.en},
            "reached": s.reached,
            "current": s.current,
            "at": s.at if s.reached else None,
        }
        for s in rules.progress(state, dict(visit) if visit else None, times)
    ]


async def _order(tx: Tx, order: Row) -> dict[str, Any]:
    lines = await repository.lines(tx, order["id"])
    shots = await repository.photos(tx, order["id"], int(order["rework_count"] or 0))
    done = order["finished_at"] is not None
    return {
        "number": order["number"],
        "subject": order["subject"],
        "state": order["state"],
        "state_label": views.state_label(order["state"]),
        "address_text": order["address_text"],
        "finished_at": order["finished_at"],
        "rework_count": int(order["rework_count"] or 0),
        "amount": None if order["amount"] is None else str(order["amount"]),
        "lines": [
            {**dict(x), "quantity": str(x["quantity"].normalize()), "price": str(x["price"])}
            for x in lines
        ]
        if done
        else [],
        "photos": shots if done else [],
        "archived": order["archived_at"] is not None,
    }


async def _visit(tx: Tx, order: Row, visit: Row) -> dict[str, Any]:
    """Who comes and when; where they are only while they are on their way."""
    answer: dict[str, Any] = {
        "state": visit["state"],
        "planned_start": visit["planned_start"],
        "planned_end": visit["planned_end"],
        "outcome": visit["outcome"],
        "engineer": {"name": visit["name"], "phone": rules.masked_phone(visit["phone"])}
        if visit["accepted_at"]
        else None,
        "distance_m": None,
        "eta_s": None,
    }
    if visit["state"] == "en_route" and order["location"]:
        seen = await tracking.last_positions(tx, [visit["engineer"]])
        if visit["engineer"] in seen:
            place = Point(order["location"]["lon"], order["location"]["lat"])
            away = great_circle_m(seen[visit["engineer"]].point, place) * _ROAD
            answer |= {"distance_m": round(away, -2), "eta_s": int(away / _CITY_MPS) // 60 * 60}
    return answer


async def picture_of(tx: Tx, token: str, file_id: UUID) -> OpenFile:
    """A photo that belongs to what the link shows, scaled down where it is large.

    Raises:
        LinkUnknownError: any other file.
    """
    request, order = await _behind(tx, token)
    mine: set[UUID] = set(request["photos"] or ()) if request else set()
    if order:
        mine |= set(order["photos"] or ())
        mine |= set(await repository.photos(tx, order["id"], int(order["rework_count"] or 0)))
    if file_id not in mine:
        raise LinkUnknownError
    (kept,) = (await files.readable(tx, visitor(tx), [file_id])).values()
    side = max(kept.variants, default=None)
    return await files.open_file(tx, visitor(tx), file_id, variant=side)


async def archive_of(tx: Tx, token: str, locale: Locale) -> OpenFile:
    """The frozen order as a PDF in a language.

    Raises:
        LinkUnknownError: nothing behind the link. ArchiveMissingError: not archived yet.
    """
    order = await repository.order_by_token(tx, token)
    if order is None:
        raise LinkUnknownError
    return await archive.open_archive(tx, visitor(tx), order["id"], locale)


async def _order_id(tx: Tx, token: str, wanted: str) -> UUID:
    """The order behind the link, if the customer may do ``wanted`` now."""
    state = await track(tx, token)
    order = await repository.order_by_token(tx, token)
    if order is None or not state["can"][wanted]:
        raise TooLateError
    found: UUID = order["id"]
    return found


async def accept(tx: Tx, token: str, *, signer: str, signature: UUID) -> None:
    """Sign for the work through the link."""
    order = await _order_id(tx, token, "accept")
    ink = {"file": str(signature), "signer": signer, "at": tx.now.isoformat()}
    await acceptance.give_word(
        tx, visitor(tx), order, result="accepted", channel="link", signer=signer, signature=ink
    )


async def refuse(tx: Tx, token: str, *, reason: str) -> None:
    """Refuse through the link: rework follows."""
    order = await _order_id(tx, token, "refuse")
    await acceptance.give_word(
        tx, visitor(tx), order, result="refused", channel="link", reason=reason
    )


async def rate(tx: Tx, token: str, *, score: int, tags: tuple[str, ...], text: str) -> None:
    """Rate the job once."""
    order = await _order_id(tx, token, "rate")
    await acceptance.rate(tx, visitor(tx), order, score=score, tags=tags, text=text)


async def cancel(tx: Tx, token: str, *, reason: str) -> None:
    """Call it off before anybody is on the way."""
    request, order = await _behind(tx, token)
    if not (await track(tx, token))["can"]["cancel"]:
        raise TooLateError
    if order is not None:
        await records.command(tx, visitor(tx), "work_order", order["id"], "cancel", reason=reason)
    elif request is not None:
        await records.command(
            tx, visitor(tx), "service_request", request["id"], "withdraw", reason=reason
        )


async def comment(tx: Tx, token: str, *, text: str) -> None:
    """Say something to the office: everyone on the job reads it."""
    request, order = await _behind(tx, token)
    about = ("work_order", order["id"]) if order else ("service_request", request["id"])  # type: ignore[index]  # one of them is there
    await messaging.add_note(tx, visitor(tx), about, text=text, visibility="customer")
