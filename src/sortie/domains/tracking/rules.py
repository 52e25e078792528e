"""Which fixes may be stored: the privacy gate comes first. No clock, no I/O."""

from collections.abc import Mapping
from typing import Any

_STALE_S = 300
_COARSE_M = 2_000


def refusal(location: Mapping[str, Any], *, on_duty: bool) -> str | None:
    """Why this fix isn't kept; None when it is.

    Location is sensitive data (PIPL): outside a published shift nothing is stored, whatever it is.
    """
    if not on_duty:
        return "off_duty"
    if location.get("is_mock"):
        return "mock"
    if (location.get("fix_age_s") or 0) > _STALE_S:
        return "stale"
    if (location.get("accuracy_m") or 0) > _COARSE_M:
        return "too_coarse"
    return None
