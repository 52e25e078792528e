"""Which field types behave alike in SQL: comparing, sorting and grouping go by family."""

from enum import StrEnum

from sortie.kernel.objects.contracts import Field
from sortie.kernel.objects.service import field_types


class Family(StrEnum):
    """``code`` is one value of a declared list, ``ref`` one record id, ``refs`` many."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    SWITCH = "switch"
    CODE = "code"
    CODES = "codes"
    REF = "ref"
    REFS = "refs"
    ID = "id"
    PLACE = "place"
    OPAQUE = "opaque"
    NONE = "none"


_BY_TYPE: dict[str, Family] = {
    **dict.fromkeys(
        (
            "text",
            "long_text",
            "phone",
            "email",
            "url",
            "scan",
            "autonumber",
            "id_card",
            "uscc",
            "plate_number",
        ),
        Family.TEXT,
    ),
    **dict.fromkeys(("number", "currency", "percent"), Family.NUMBER),
    **dict.fromkeys(("duration", "version", "rating", "bigint"), Family.INTEGER),
    "date": Family.DATE,
    "time": Family.TIME,
    **dict.fromkeys(("datetime", "created_at", "updated_at", "deleted_at"), Family.MOMENT),
    "switch": Family.SWITCH,
    **dict.fromkeys(("choice", "state"), Family.CODE),
    **dict.fromkeys(("choices", "tags"), Family.CODES),
    **dict.fromkeys(
        ("member", "owner", "created_by", "updated_by", "department", "link"), Family.REF
    ),
    **dict.fromkeys(("members", "links", "departments"), Family.REFS),
    "id": Family.ID,
    "location": Family.PLACE,
    "sub_table": Family.NONE,
}

_PEOPLE = frozenset({"member", "members", "owner", "created_by", "updated_by"})
_UNITS = frozenset({"department", "departments"})

_ORDERED = frozenset(
    {
        Family.TEXT,
        Family.NUMBER,
        Family.INTEGER,
        Family.DATE,
        Family.TIME,
        Family.MOMENT,
        Family.SWITCH,
        Family.CODE,
        Family.REF,
        Family.ID,
    }
)

# Physical columns that are never null: keyset paging over them needs no null branches.
NEVER_NULL = frozenset({"id", "version", "created_at", "updated_at"})


def family(field: Field) -> Family:
    return _BY_TYPE.get(field.type, Family.OPAQUE)


def target(field: Field) -> str | None:
    """The object a reference points at; None when the field is no reference."""
    if field.type in _PEOPLE:
        return "user"
    if field.type in _UNITS:
        return "org_unit"
    if field.type in {"link", "links"}:
        found = field.options.get("object")
        return str(found) if found else None
    return None


def is_people(field: Field) -> bool:
    return field.type in _PEOPLE


def is_unit(field: Field) -> bool:
    return field.type in _UNITS


def sortable(field: Field) -> bool:
    return family(field) in _ORDERED and field_types[field.type].sortable


def groupable(field: Field) -> bool:
    return sortable(field) and family(field) is not Family.ID
