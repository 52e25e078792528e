"""Road engines by URL: what they are asked and how they answer. Called outside of any planning.

Sources: OSRM, `table` service (project-osrm.org/docs, HTTP API v1): GET
`/table/v1/{profile}/{lon,lat;…}?sources=…&destinations=…` → `{code: "Ok", durations: [[s | null]]}`.
Amap 高德 Web 服务「距离测量」: GET `/v3/distance?key&origins=lon,lat|…&destination=lon,lat&type=1` →
`{status: "1", results: [{origin_id, duration}]}`, GCJ-02, at most 100 origins.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sortie.base.errors import AppError
from sortie.base.geo import Point, wgs84_to_gcj02
from sortie.base.i18n import Locale

if TYPE_CHECKING:
    import httpx

type Times = dict[tuple[str, str], int | None]

TIMEOUT_S = 5.0
MOST_CELLS = 90
"""In one call: OSRM takes 100 places unless told otherwise, Amap 100 origins."""


class RoadsError(Exception):
    """The engine gave no times; the text says why, in its own words. ``refused``: ours, not its."""

    def __init__(self, why: str, refused: AppError | None = None) -> None:
        super().__init__(why)
        self.refused = refused

    def sentence(self, locale: Locale) -> str:
        return self.refused.sentence(locale) if self.refused else str(self)


@dataclass(frozen=True, slots=True)
class Provider:
    """A road engine to ask. ``calls_left`` today; None: as many as needed."""

    id: UUID
    kind: str
    url: str
    key: str = field(default="", repr=False)
    calls_left: int | None = None

    @property
    def calls_each(self) -> int:
        """Calls for one batch: OSRM answers one direction a call, Amap only the one."""
        return 2 if self.kind == "osrm" else 1


def cell_of(place: Any) -> str:
    """The cell of 0.001 degrees (about 100 m) round a place, named by its middle: all an engine is
    told of where somebody lives.
    """
    return f"{place.lon:.3f},{place.lat:.3f}"


async def ask(transport: Any, provider: Provider, hub: str, cells: Sequence[str]) -> Times:
    """Seconds from the hub to each of at most 90 cells and back. None: no road.

    Raises:
        RoadsError: it didn't answer, refused, or answered something else.
    """
    import httpx  # loaded at the first call, not at the start

    client = httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(TIMEOUT_S))
    try:
        async with client, asyncio.timeout(2 * TIMEOUT_S):
            if provider.kind == "amap":
                return await _amap(client, provider, hub, cells)
            return await _osrm(client, provider, hub, cells)
    except AppError as refused:
        raise RoadsError(refused.code, refused) from refused
    except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError) as problem:
        raise RoadsError(f"{type(problem).__name__}: {problem}"[:300]) from problem
    except (KeyError, IndexError, TypeError, ValueError) as problem:
        raise RoadsError("the answer is none of a road engine") from problem


async def _osrm(
    client: "httpx.AsyncClient", provider: Provider, hub: str, cells: Sequence[str]
) -> Times:
    places = ";".join((hub, *cells))
    url = f"{provider.url.rstrip('/')}/table/v1/driving/{places}"
    others = ";".join(str(n) for n in range(1, len(cells) + 1))
    away = await _table(client, url, {"sources": "0", "destinations": others})
    back = await _table(client, url, {"sources": others, "destinations": "0"})
    there = away[0]
    return {(hub, c): _whole(there[n]) for n, c in enumerate(cells)} | {
        (c, hub): _whole(back[n][0]) for n, c in enumerate(cells)
    }


async def _table(client: "httpx.AsyncClient", url: str, query: Mapping[str, str]) -> Any:
    answer = await _read(client, url, query)
    if answer.get("code") != "Ok":
        raise RoadsError(f"{answer.get('code')}: {answer.get('message', '')}"[:300])
    return answer["durations"]


async def _amap(
    client: "httpx.AsyncClient", provider: Provider, hub: str, cells: Sequence[str]
) -> Times:
    answer = await _read(
        client,
        f"{provider.url.rstrip('/')}/v3/distance",
        {
            "key": provider.key,
            "origins": "|".join(_shifted(c) for c in cells),
            "destination": _shifted(hub),
            "type": "1",
        },
    )
    if answer.get("status") != "1":
        raise RoadsError(f"{answer.get('infocode', '')} {answer.get('info', '')}"[:300])
    found: Times = {}
    for row in answer["results"]:
        cell = cells[int(row["origin_id"]) - 1]
        # it answers towards one goal only: the way back counts as long as the way there
        found[cell, hub] = found[hub, cell] = None if row.get("code") else _whole(row["duration"])
    return found


def _shifted(cell: str) -> str:
    lon, lat = (float(part) for part in cell.split(","))
    there = wgs84_to_gcj02(Point(lon, lat))
    return f"{there.lon:.6f},{there.lat:.6f}"


def _whole(seconds: Any) -> int | None:
    found = None if seconds is None else round(float(seconds))
    if found is not None and not 0 <= found < 10_000_000:  # noqa: PLR2004  four months: no way
        raise ValueError(found)
    return found


async def _read(client: "httpx.AsyncClient", url: str, query: Mapping[str, str]) -> dict[str, Any]:
    answer = await client.get(url, params=dict(query))
    body = answer.json() if answer.content[:1] == b"{" else None
    if not isinstance(body, dict):
        raise RoadsError(f"HTTP {answer.status_code}")
    return body
