"""The visits' own facts, given to the travel room to learn from."""

from datetime import timedelta

from sortie.base.geo import Point
from sortie.domains.dispatch import repository_ways
from sortie.domains.travel import service as travel
from sortie.domains.travel.contracts import Leg
from sortie.kernel.records.contracts import Stored
from sortie.kernel.tenancy.contracts import Tx

_BACK = timedelta(days=180)
_MOST = 50_000


async def teach_travel(tx: Tx) -> Stored | None:
    """Learn from half a year of ways, the newest fifty thousand. None: nothing new to learn."""
    rows = await repository_ways.ways_since(tx, tx.now - _BACK, _MOST)
    legs = [
        Leg(
            _point(r["from_place"]),
            _point(r["to_place"]),
            r["departed_at"],
            r["arrived_at"],
            float(r["speed_kmh"]) / 3.6 if r["speed_kmh"] else None,
        )
        for r in rows
    ]
    return await travel.teach(tx, legs)


def _point(place: dict[str, float]) -> Point:
    return Point(place["lon"], place["lat"])
