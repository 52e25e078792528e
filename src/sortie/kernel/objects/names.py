"""Names: what may be called how, and what things are called inside PostgreSQL."""

import hashlib
import re
from uuid import UUID, uuid5

OBJECT_NAME = re.compile(r"[a-z][a-z0-9_]{0,27}")
FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
CUSTOM_PREFIX = "c_"
"""Administrators' names begin so: a later release can bring any other name without a clash."""

RESERVED_FIELDS = frozenset(
    ("tx", "search", "xmin", "xmax", "cmin", "cmax", "ctid", "oid", "tableoid", "and", "or", "not")
)
_MAX_IDENTIFIER = 63
_ROOT = UUID("0197f3a0-5f1e-7000-8000-50f71e000001")


def identifier(*parts: str) -> str:
    """The parts joined, at most 63 bytes: a longer name ends in a digest of the whole."""
    name = "_".join(parts)
    if len(name) <= _MAX_IDENTIFIER:
        return name
    return f"{name[:50]}_{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def builtin_field_id(object_: str, field: str) -> UUID:
    """The id of a field the program declares: the same in every tenant, for ever."""
    return uuid5(_ROOT, f"{object_}.{field}")


def series_name(field_id: str) -> str:
    """The sequence behind an autonumber field."""
    return f"n_{field_id.replace('-', '')}"
