"""The verbs of a customer without an account. A token opens one thing and nothing else.

The token says which records; what of them is shown is what the role `portal` may read, through the
query compiler like everybody's reads. What is done is done by the product, after it has checked.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sortie.base.geo import Point, great_circle_m
from sortie.base.i18n import Locale
from sortie.domains.customers import service as customers
from sortie.domains.dispatch.contracts import RequestWish
from sortie.domains.dispatch.service import acceptance, archive, intake, orders, views
from sortie.domains.messaging import service as messaging
from sortie.domains.portal import behind, rules
from sortie.domains.portal.behind import Behind
from sortie.domains.portal.contracts import (
    LinkRunOutError,
    LinkUnknownError,
    PictureOnlyError,
    TooLateError,
    UploadsFullError,
)
from sortie.domains.tracking import service as tracking
from sortie.domains.travel import service as travel
from sortie.kernel.files import service as files
from sortie.kernel.files.contracts import OpenFile, StoredFile
from sortie.kernel.permissions.contracts import Actor, system_actor
from sortie.kernel.records import service as records
from sortie.kernel.tenancy.contracts import Tx
from sortie_routing.problem import Place
from sortie_routing.travel import GreatCircleTravel

_UNDER_WAY = GreatCircleTravel(speed_mps=5.5, fixed_s=0)
"""Before anything is learned: the middle of a town at 20 km/h; who is under way has set out."""


def visitor(tx: Tx) -> Actor:
    """Whoever holds a link: writes as the product, known in the audit as the portal."""
    return system_actor(tx.tenant.id, "portal")


async def company_page(tx: Tx) -> dict[str, Any]:
    """What the company's open form needs."""
    return {
        "company": {"name": tx.tenant.name, "code": tx.tenant.code},
        "work_types": await behind.work_types(tx),
    }


async def asset_page(tx: Tx, token: str) -> dict[str, Any]:
    """What the form behind a sticker shows of the machine: nothing that names its owner.

    Raises:
        QrUnknownError: no such code.
    """
    found = await customers.asset_by_code(tx, token)
    asset = await behind.asset(tx, found.asset, found.site)
    today = tx.now.astimezone(ZoneInfo(tx.tenant.time_zone)).date()
    until = asset.pop("warranty_until")
    return await company_page(tx) | {
        "asset": asset | {"in_warranty": customers.covered(until, today)},
        "recent": [
            {"number": r.get("number"), "state": _label(r.get("state")), "at": r.get("created_at")}
            for r in await behind.recent_of_asset(tx, found.asset)
        ],
    }


def _label(state: str | None) -> dict[str, str]:
    return views.state_label(state) if state else {"zh": "", "en": ""}


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


async def keep_picture(tx: Tx, content: bytes, filename: str) -> StoredFile:
    """Store a customer's photo; anything but a picture is refused by its bytes.

    Raises:
        UploadsFullError: a day's worth of pictures waits for a record already.
    """
    unheld = await files.strangers_unheld(tx, tx.now - rules.UNHELD_FOR)
    if unheld + len(content) > rules.UNHELD_BYTES:
        raise UploadsFullError
    kept = await files.store(tx, visitor(tx), content, filename=filename)
    if not kept.media_type.startswith("image/"):
        raise PictureOnlyError
    return kept


async def track(tx: Tx, token: str) -> dict[str, Any]:
    """Everything the link's holder may know of their job."""
    seen = await behind.open_link(tx, token)
    order, visit, request = seen.order, seen.visit, seen.request
    return {
        "company": {"name": tx.tenant.name, "code": tx.tenant.code},
        "request": request,
        "order": _order(seen) if order is not None else None,
        "steps": _steps(seen),
        "visit": await _visit(tx, seen) if visit is not None else None,
        "rating": seen.rating,
        "notes": seen.notes,
        "can": _can(seen),
        "run_out": {"phone": seen.service_phone} if seen.ended else None,
    }


def _can(seen: Behind) -> dict[str, bool]:
    """What may be done follows from what is, not from what is shown of it."""
    return rules.may(seen.state, rated=seen.rated, departed=seen.departed, ended=seen.ended)


def _steps(seen: Behind) -> list[dict[str, Any]]:
    begun, visit, order = seen.request or seen.order or {}, seen.visit or {}, seen.order or {}
    times = {
        "received": begun.get("created_at"),
        "assigned": visit.get("accepted_at"),
        "en_route": visit.get("departed_at"),
        "working": visit.get("arrived_at"),
        "done": order.get("finished_at"),
        "accepted": order.get("accepted_at"),
    }
    shown = order.get("state") if seen.order is not None else seen.state
    return [
        {
            "key": s.key,
            "label": {"zh": s.label.zh, "en": s.label.en},
            "reached": s.reached,
            "current": s.current,
            "at": s.at if s.reached else None,
        }
        for s in rules.progress(shown, seen.visit, times)
    ]


def _order(seen: Behind) -> dict[str, Any]:
    order = seen.order or {}
    return {
        "number": order["number"],
        "subject": order["subject"],
        "state": order["state"],
        "state_label": _label(order["state"]),
        "address_text": order["address_text"],
        "finished_at": order["finished_at"],
        "rework_count": int(order["rework_count"] or 0),
        "amount": order["amount"],
        "lines": seen.lines if seen.finished else [],
        "photos": seen.shots if seen.finished else [],
        "archived": order["archived_at"] is not None,
    }


async def _visit(tx: Tx, seen: Behind) -> dict[str, Any]:
    """Who comes and when; where they are only while they are on their way."""
    visit, place = seen.visit or {}, (seen.order or {}).get("location")
    answer: dict[str, Any] = {
        **{name: visit[name] for name in ("state", "planned_start", "planned_end", "outcome")},
        "engineer": {"name": visit["engineer.name"], "phone": visit["engineer.phone"]}
        if visit["accepted_at"] and visit["engineer"]
        else None,
        "distance_m": None,
        "eta_s": None,
    }
    if visit["state"] == "en_route" and place and visit["engineer"]:
        who = UUID(visit["engineer"])
        known = (await tracking.last_positions(tx, [who])).get(who)
        if known is not None:
            here, there = known.point, Point(place["lon"], place["lat"])
            model = await travel.times(tx, tx.now, default=_UNDER_WAY)
            left_s = model.seconds(Place(here.lon, here.lat), Place(there.lon, there.lat), None)
            answer |= {
                "distance_m": round(great_circle_m(here, there) * _UNDER_WAY.factor, -2),
                "eta_s": left_s // 60 * 60,
            }
    return answer


async def picture_of(tx: Tx, token: str, file_id: UUID) -> OpenFile:
    """A photo that belongs to what the link shows, scaled down where it is large.

    Raises:
        LinkUnknownError: any other file.
        LinkRunOutError: pictures are shown no more.
    """
    seen = await _while_it_holds(tx, token)
    mine = _pictures(seen)
    if file_id not in mine:
        raise LinkUnknownError
    (kept,) = (await files.readable(tx, visitor(tx), [file_id])).values()
    side = max(kept.variants, default=None)
    if side is None:
        # only a scaled picture is free of the camera's own notes, its place among them
        raise LinkUnknownError
    return await files.open_file(tx, visitor(tx), file_id, variant=side)


async def _while_it_holds(tx: Tx, token: str) -> Behind:
    seen = await behind.open_link(tx, token)
    if seen.ended:
        raise LinkRunOutError(seen.service_phone)
    return seen


def _pictures(seen: Behind) -> Collection[UUID]:
    shown = [seen.request or {}, seen.order or {}]
    return {UUID(str(f)) for f in (*seen.shots, *(p for x in shown for p in x.get("photos") or ()))}


async def archive_of(tx: Tx, token: str, locale: Locale) -> OpenFile:
    """The frozen order as a PDF in a language, if customers may have it at all.

    Raises:
        LinkUnknownError: nothing behind the link, or the archive is hidden from it.
        ArchiveMissingError: not archived yet.
        LinkRunOutError: it is shown no more.
    """
    seen = await _while_it_holds(tx, token)
    if seen.order_id is None or not seen.archive_shown:
        raise LinkUnknownError
    return await archive.open_archive(tx, visitor(tx), seen.order_id, locale)


async def _order_id(tx: Tx, token: str, wanted: str) -> UUID:
    """The order behind the link, if the customer may do ``wanted`` now."""
    seen = await behind.open_link(tx, token)
    if seen.order_id is None or not _can(seen)[wanted]:
        raise TooLateError
    return seen.order_id


async def accept(tx: Tx, token: str, *, signer: str, signature: UUID) -> None:
    """Sign for the work through the link."""
    order = await _order_id(tx, token, "accept")
    ink = {"file": str(signature), "signer": signer, "at": tx.now.isoformat()}
    await acceptance.give_word(
        tx, visitor(tx), order, result="accepted", channel="link", signer=signer, signature=ink
    )


async def refuse(tx: Tx, token: str, *, reason: str, photos: tuple[UUID, ...] = ()) -> None:
    """Refuse through the link, with what is wrong in pictures: rework follows."""
    order = await _order_id(tx, token, "refuse")
    await acceptance.give_word(
        tx, visitor(tx), order, result="refused", channel="link", reason=reason, photos=photos
    )


async def rate(tx: Tx, token: str, *, score: int, tags: tuple[str, ...], text: str) -> None:
    """Rate the job once."""
    order = await _order_id(tx, token, "rate")
    await acceptance.rate(tx, visitor(tx), order, score=score, tags=tags, text=text)


async def cancel(tx: Tx, token: str, *, reason: str) -> None:
    """Call it off before anybody is on the way."""
    seen = await behind.open_link(tx, token)
    if not _can(seen)["cancel"]:
        raise TooLateError
    object_, record = seen.about
    command = "cancel" if object_ == "work_order" else "withdraw"
    await records.command(tx, visitor(tx), object_, record, command, reason=reason)


async def comment(tx: Tx, token: str, *, text: str) -> None:
    """Say something to the office: everyone on the job reads it."""
    seen = await _while_it_holds(tx, token)
    await messaging.add_note(tx, visitor(tx), seen.about, text=text, visibility="customer")


async def revoke(tx: Tx, actor: Actor, object_: str, id_: UUID) -> str:
    """Shut a job's link for whoever holds it; the path of the new one, which nobody has yet."""
    token = await orders.revoke_link(tx, actor, object_, id_)
    return f"/p/{tx.tenant.code}/track/{token}"
