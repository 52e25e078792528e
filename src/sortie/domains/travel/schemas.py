"""Wire shapes of the travel room's own route."""

from typing import Annotated

import msgspec

type Degrees = Annotated[float, msgspec.Meta(ge=-180, le=180)]


class PlaceIn(msgspec.Struct, forbid_unknown_fields=True):
    """WGS-84 degrees."""

    lon: Degrees
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]


class CheckIn(msgspec.Struct, forbid_unknown_fields=True):
    """A way to ask the engine for."""

    origin: PlaceIn
    goal: PlaceIn
